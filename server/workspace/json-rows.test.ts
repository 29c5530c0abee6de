import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import { jsonRows } from "./json-rows.ts";

const asset = asAssetKey("orders");
const rowsOf = (count: number) => Array.from({ length: count }, (_, id) => ({ id }));
/** As the IO manager `json` writes them. */
const listOf = (count: number) =>
  `[\n${rowsOf(count)
    .map((row) => JSON.stringify(row))
    .join(",\n")}\n]\n`;
const streamOf = (count: number) =>
  `\n${rowsOf(count)
    .map((row) => `${JSON.stringify(row)}\n`)
    .join("")}`;

describe("rows of JSON", () => {
  for (const [form, textOf] of [
    ["a list", listOf],
    ["a stream", streamOf],
  ] as const) {
    for (const count of [1, 499, 500, 501, 1_000, 1_203]) {
      it(`are the same from any row on, whatever was read before: ${count} of ${form}`, () => {
        const rows = jsonRows(asset, textOf(count));
        for (const first of [count - 1, 0, 499, 500, 501, 1_000, count, count + 7, 3]) {
          assert.deepEqual([...rows.from(first)].flat(), rowsOf(count).slice(first), `from ${first}`);
        }
      });
    }
  }

  it("are one row where the value is no list of lines", () => {
    assert.deepEqual([...jsonRows(asset, '{ "a": 1 }').from(0)], [[{ a: 1 }]]);
    assert.equal(jsonRows(asset, "[]").isList, true);
  });

  for (const [what, text] of [
    ["a list without its end", "[\n1,\n2\n"],
    ["a cut line", "[\n1,\n2"],
    ["a cut line of a stream", "\n1\n2"],
    ["a row that is none", "[\n1,\nx\n]\n"],
  ] as const) {
    it(`are damaged: ${what}`, () => {
      assert.throws(() => [...jsonRows(asset, text).from(0)], { code: "value-damaged" });
    });
  }
});
