import { equal } from "node:assert/strict";
import { test } from "node:test";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import type { RunSummary } from "../../protocol/messages/server-messages.ts";
import { howFar, progressText } from "./run-words.ts";

const plain = (text: string, ...values: (string | number)[]) =>
  text.replaceAll(/\{(\d)\}/g, (_, index) => String(values[Number(index)]));

const one = [asAssetKey("orders")];
const many = ["a", "b", "c"].map(asAssetKey);

const cases: readonly (readonly [typeof one, RunSummary["steps"] | undefined, string])[] = [
  [one, undefined, "orders"],
  [one, { planned: 1, done: 0, failed: 0 }, "orders"],
  [many, { planned: 3, done: 0, failed: 0 }, "3 assets 0%"],
  [many, { planned: 3, done: 1, failed: 1 }, "3 assets 66%"],
  [many, { planned: 3, done: 3, failed: 0 }, "3 assets 100%"],
  [many, { planned: 0, done: 0, failed: 0 }, "3 assets"],
];
for (const [assets, steps, expected] of cases)
  test(`a run in the status bar: ${expected}, ${JSON.stringify(steps)}`, () =>
    equal(progressText(plain, assets, steps && { steps }), `$(sync~spin) ${expected}`));

test("how far a run has come names what failed", () => {
  equal(howFar(plain, { steps: { planned: 12, done: 3, failed: 0 } }), "3 of 12 done");
  equal(howFar(plain, { steps: { planned: 12, done: 3, failed: 1 } }), "3 of 12 done, 1 failed");
});
