import assert from "node:assert/strict";
import { test } from "node:test";
import { type RecordedError, userError } from "../../protocol/errors/error-entry.ts";
import { runErrors } from "../../protocol/errors/run-errors.ts";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import { checkId } from "../../protocol/graph/check-id.ts";
import type { RunDetails, StepDetails } from "../../protocol/messages/server-messages.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import type { RunPlan } from "../../protocol/record/run-plan.ts";
import { createMemoryStore } from "../../runtime/storage/memory-store.ts";
import { placeFailures } from "./failure-places.ts";

const run = "20261124T120000-000001" as RunId;
const orders = asAssetKey("orders");
const place = (file: string, line: number) => ({
  file,
  start: { line, character: 0 },
  end: { line, character: 9 },
});
const check = { asset: orders, name: "known" };
const plan: RunPlan = {
  run,
  environment: "dev",
  trigger: { kind: "test" },
  config: {},
  steps: [],
  code: { versions: {} },
  basis: { events: {}, files: {} },
  sources: { [orders]: place("src/orders.ts", 4) },
  checkSources: { [checkId(orders, "known")]: place("src/checks.ts", 9) },
};

function placed(step: Partial<StepDetails>, description?: string): RecordedError | undefined {
  const store = createMemoryStore({ now: () => 0 });
  store.append({ kind: "run", state: "started", plan }, run);
  const result = { passed: false, severity: "ERROR" as const, metadata: {} };
  store.append(
    {
      kind: "check",
      of: { asset: orders },
      check: "known",
      result: description === undefined ? result : { ...result, description },
    },
    run,
  );
  const details: RunDetails = {
    summary: {
      run,
      state: "failed",
      trigger: plan.trigger,
      startedAt: 0,
      steps: { planned: 1, done: 0, failed: 1 },
      assets: [orders],
    },
    steps: [{ assets: [], checks: [], after: [], state: "failed", attempts: 1, rows: {}, ...step }],
    environment: "dev",
    config: {},
  };
  return placeFailures(store, details).steps[0]?.error;
}

const { code, message, remedy } = userError(runErrors.blockingCheckFailed, { asset: "orders", check: "known" });
const held = { code, message, remedy, stack: "at ours" };

test("a blocking check that did not pass stands at its definition, with what it said", () => {
  assert.deepEqual(placed({ checks: [check], error: held }, "3 of 412 rows have no country"), {
    code,
    remedy,
    message: 'The blocking check "known" of "orders" did not pass: 3 of 412 rows have no country',
    range: place("src/checks.ts", 9),
  });
  assert.equal(placed({ checks: [check], error: held })?.message, message);
});

for (const [what, step, expected] of [
  ["an asset without a place of its own", { assets: [orders], error: { message: "died" } }, place("src/orders.ts", 4)],
  [
    "an asset that failed at a line",
    { assets: [orders], error: { message: "boom", range: place("src/money.ts", 1) } },
    place("src/money.ts", 1),
  ],
  ["an asset that the plan does not place", { assets: [asAssetKey("__proto__")], error: { message: "x" } }, undefined],
  ["a step that did not fail", { assets: [orders], state: "succeeded", error: { message: "x" } }, undefined],
] as const) {
  test(`the place of a failure: ${what}`, () => {
    assert.deepEqual(placed(step)?.range, expected);
  });
}
