import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { nearestName } from "./nearest-name.ts";

const names = [
  "raw_orders",
  "marts/orders",
  "marts/eu/Daily-Revenue",
  "stg/customers",
  "asset_10",
  "asset_20",
  "users",
  "ab",
  "c",
];

interface Row {
  readonly what: string;
  readonly written: string;
  readonly expected: string | undefined;
  readonly among?: readonly string[];
}

const rows: readonly Row[] = [
  { what: "a letter is missing", written: "ordrs", expected: "orders", among: ["orders", "others", "users"] },
  { what: "a letter is too many", written: "userss", expected: "users" },
  { what: "a letter is another", written: "raw_ordors", expected: "raw_orders" },
  { what: "neighbours are swapped", written: "raw_odrers", expected: "raw_orders" },
  { what: "the last two are swapped", written: "raw_ordesr", expected: "raw_orders" },
  { what: "a swap is one edit, not two", written: "ba", expected: "ab" },
  { what: "case and _ do not count", written: "rawOrders", expected: "raw_orders" },
  { what: "_ is as good as -", written: "marts/eu/daily_revenue", expected: "marts/eu/Daily-Revenue" },
  {
    what: "capitals outside ASCII do not count",
    written: "ÉÈÊ_MESURES",
    expected: "éèê_mesures",
    among: ["éèê_mesures"],
  },
  { what: "the last segment alone", written: "orders", expected: "marts/orders" },
  { what: "the last segment, misspelled", written: "custmers", expected: "stg/customers" },
  { what: "the last two segments", written: "eu/daily-revenue", expected: "marts/eu/Daily-Revenue" },
  { what: "a misspelled folder", written: "mart/orders", expected: "marts/orders" },
  { what: "the right end beats a near whole", written: "orders", expected: "b/orders", among: ["order", "b/orders"] },
  { what: "a whole beats an end that is as near", written: "ordrs", expected: "orders", among: ["a/orders", "orders"] },
  { what: "of equals the first by code unit", written: "asset_30", expected: "asset_10" },
  { what: "the nearer of two", written: "asset_1", expected: "asset_1x", among: ["asset_123", "asset_1x"] },
  { what: "itself is no suggestion", written: "users", expected: undefined },
  { what: "one letter for another", written: "d", expected: "c" },
  { what: "too far", written: "weather", expected: undefined },
  { what: "a third of the letters at most", written: "abcdef", expected: undefined, among: ["xyzdef"] },
  { what: "never more than three", written: "abcdefghijklmno", expected: undefined, among: ["wxyzefghijklmno"] },
  { what: "nothing written", written: "", expected: undefined, among: ["orders"] },
  { what: "nothing there", written: "orders", expected: undefined, among: [] },
];

describe("the name that was meant", () => {
  for (const { what, written, expected, among = names } of rows) {
    it(`${what}: ${written} is ${expected ?? "none"}`, () => {
      assert.equal(nearestName(written, among), expected);
      assert.equal(nearestName(written, among.toReversed()), expected, "in the other order");
    });
  }
});
