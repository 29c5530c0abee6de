import assert from "node:assert/strict";
import { test } from "node:test";
import { type AssetKey, asAssetKey } from "../../protocol/graph/asset-key.ts";
import type { EventBody, Outcome, StepState } from "../../protocol/record/events.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import type { PlannedStep, RunPlan } from "../../protocol/record/run-plan.ts";
import { createMemoryStore } from "../../runtime/storage/memory-store.ts";
import { createRunSummaries } from "./run-summaries.ts";

const run = "20261124T120000-000001" as RunId;
const step = (assets: readonly string[], ...checks: readonly string[]): PlannedStep => ({
  assets: assets.map(asAssetKey),
  checks: checks.map((name) => ({ asset: asAssetKey("a"), name })),
  after: [],
  why: ["selected"],
});
const plan: RunPlan = {
  run,
  environment: "dev",
  trigger: { kind: "test" },
  config: {},
  steps: [step(["a"], "told"), step(["b", "c"]), step([], "enough"), step([], "unique", "known")],
  code: { versions: {} },
  basis: { events: {}, files: {} },
  sources: {},
};
const outcome = (asset: string, of: Outcome): EventBody => ({
  kind: "outcome",
  of: { asset: asset as AssetKey },
  outcome: of,
});
const ended = (index: number, state: StepState): EventBody => ({ kind: "step", step: index, attempt: 1, state });

for (const [what, events, expected] of [
  ["nothing yet", [], [0, 0]],
  ["an asset made", [outcome("a", "materialized")], [1, 0]],
  ["one of two outputs", [outcome("b", "materialized")], [0, 0]],
  ["both outputs, one of them skipped", [outcome("b", "materialized"), outcome("c", "skipped")], [1, 0]],
  ["one of two outputs failed", [outcome("b", "materialized"), outcome("c", "failed")], [0, 1]],
  ["what is held back is neither", [outcome("a", "failed"), outcome("b", "upstream failed")], [0, 1]],
  ["checks that were run", [ended(2, "succeeded"), ended(3, "failed")], [1, 1]],
  ["a check that is tried again", [ended(2, "failed"), ended(2, "retrying")], [0, 0]],
  ["a check that is held back", [ended(2, "upstream failed"), ended(3, "cancelled")], [0, 0]],
] as const) {
  test(`steps of a run are counted, not its assets: ${what}`, async () => {
    const [done, failed] = expected;
    // Once read from the store afterwards, once heard as it comes.
    for (const isHeard of [false, true]) {
      const store = createMemoryStore({ now: () => 0 });
      const summaries = createRunSummaries(() => store);
      const counted = () => {
        const record = store.run(run);
        assert.ok(record);
        return summaries.summary(record).steps;
      };
      store.append({ kind: "run", state: "started", plan }, run);
      if (isHeard) assert.deepEqual(counted(), { planned: 4, done: 0, failed: 0 });
      for (const event of events) store.append(event, run);
      if (isHeard) summaries.add([...store.events({ run })]);
      assert.deepEqual(counted(), { planned: 4, done, failed });
      store.append({ kind: "run", state: "failed" }, run);
      assert.deepEqual(counted(), { planned: 4, done, failed });
    }
  });
}

test("a run that has ended is counted anew when more of it is found", () => {
  const store = createMemoryStore({ now: () => 0 });
  const summaries = createRunSummaries(() => store);
  store.append({ kind: "run", state: "started", plan }, run);
  store.append({ kind: "run", state: "failed" }, run);
  const done = () => {
    const record = store.run(run);
    assert.ok(record);
    return summaries.summary(record).steps.done;
  };
  assert.equal(done(), 0);
  store.append(outcome("a", "materialized"), run);
  summaries.add([...store.events({ run, kinds: ["outcome"] })]);
  assert.equal(done(), 1);
});
