import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { nearestKey } from "./nearest-key.ts";

const keys = ["after", "orders", "marts/customers", "raw_orders"];

const cases: readonly { readonly wanted: string; readonly nearest: string | undefined }[] = [
  { wanted: "ordrs", nearest: "orders" },
  { wanted: "order", nearest: "orders" },
  { wanted: "rawOrders", nearest: "raw_orders" },
  { wanted: "customers", nearest: "marts/customers" },
  { wanted: "aftr", nearest: "after" },
  { wanted: "payments", nearest: undefined },
];

describe("nearestKey", () => {
  for (const { wanted, nearest } of cases) {
    it(`${wanted}: ${nearest ?? "none"}`, () => {
      assert.equal(nearestKey(wanted, keys), nearest);
      assert.equal(nearestKey(wanted, keys.toReversed()), nearest);
    });
  }
});
