import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { KeySpelling } from "./nearest-key.ts";

const keys = ["raw_orders", "marts/orders", "stg/customers", "asset_10", "asset_20", "daily-revenue", "a", "b"];

describe("the key that is meant", () => {
  for (const [wanted, expected] of [
    ["raw_order", "raw_orders"],
    ["rawOrders", "raw_orders"],
    ["raw_ordesr", "raw_orders"],
    ["orders", "marts/orders"],
    ["stg/custmers", "stg/customers"],
    ["asset_30", "asset_10"],
    ["daily_revenue", "daily-revenue"],
    ["something_else_entirely", undefined],
    ["weather", undefined],
    ["c", "a"],
  ] as const) {
    it(`${wanted}: ${expected ?? "none"}`, () => {
      assert.equal(
        new KeySpelling(keys).nearest(wanted, () => true),
        expected,
      );
    });
  }

  it("is one that is defined", () => {
    const spelling = new KeySpelling(keys);
    assert.equal(
      spelling.nearest("asset_11", (index) => keys[index]?.startsWith("asset") !== true),
      undefined,
    );
    assert.equal(
      spelling.nearest("raw_order", () => false),
      undefined,
    );
  });
});
