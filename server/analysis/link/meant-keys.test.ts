import assert from "node:assert/strict";
import { test } from "node:test";
import { nearestName } from "../../../protocol/errors/nearest-name.ts";
import { type AssetKey, asAssetKey } from "../../../protocol/graph/asset-key.ts";
import { MeantKeys } from "./meant-keys.ts";

const written = ["orders", "order_s", "marts/order", "stock", "zzzzzz"].map(asAssetKey);

/** In each step a key comes (+) or goes (-). */
const steps = [
  "+order",
  "+marts/orders",
  "-order",
  "+orders_",
  "+stocks",
  "-marts/orders",
  "-orders_",
  "+sto",
  "-stocks",
  "+Orders",
];

test("what was meant, kept up to date, is what is found among all keys anew", () => {
  const keys = new Set<AssetKey>();
  const meant = new MeantKeys(() => keys);
  for (const key of written) assert.equal(meant.of(key), undefined);
  for (const step of steps) {
    const key = asAssetKey(step.slice(1));
    if (step.startsWith("+")) keys.add(key);
    else keys.delete(key);
    meant.update(step.startsWith("+") ? [key] : [], new Set(step.startsWith("+") ? [] : [key]));
    for (const each of written) assert.equal(meant.of(each), nearestName(each, keys), `${each} after ${step}`);
  }
});
