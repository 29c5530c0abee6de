import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import type { EventBody, StepState } from "../../protocol/record/events.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import type { PlannedStep, RunPlan } from "../../protocol/record/run-plan.ts";
import { createMemoryStore } from "./memory-store.ts";
import { recordMissingOutcomes } from "./record-missing-outcomes.ts";

const run = "20261124T100001-000001" as RunId;
const [left, right, below] = ["left", "right", "below"].map(asAssetKey) as [never, never, never];
const error = { message: "killed" };

const steps: readonly PlannedStep[] = [
  { assets: [left, right], checks: [], after: [], why: ["selected"] },
  {
    assets: [],
    checks: [
      { asset: left, name: "some", severity: "WARN" },
      { asset: left, name: "all" },
    ],
    after: [0],
    why: ["selected"],
  },
  { assets: [below], checks: [], after: [0], why: ["selected"] },
];
const plan: RunPlan = {
  run,
  environment: "dev",
  trigger: { kind: "test" },
  config: {},
  steps,
  code: { versions: {} },
  basis: { events: {}, files: {} },
  sources: {},
};

const step = (number: number, state: StepState, more: object = {}): EventBody => ({
  kind: "step",
  step: number,
  attempt: 1,
  state,
  ...more,
});
const made = (asset: never): EventBody => ({
  kind: "materialization",
  of: { asset },
  metadata: {},
  provenance: { dataVersion: "1", inputs: [] },
});
const outcome = (asset: never): EventBody => ({ kind: "outcome", of: { asset }, outcome: "materialized" });
const passed = (check: string): EventBody => ({
  kind: "check",
  of: { asset: left },
  check,
  result: { passed: true, severity: "ERROR", metadata: {} },
});
const own = { message: "its own" };

const table: readonly {
  readonly when: string;
  readonly before: readonly EventBody[];
  /** What is recorded after the death, of the steps that had begun. */
  readonly words: readonly string[];
}[] = [
  {
    when: "while the first output was made",
    before: [step(0, "started")],
    words: ["step 0 failed: killed", "left failed: killed", "right failed: killed"],
  },
  {
    when: "while the second output was made",
    before: [step(0, "started"), made(left)],
    words: ["step 0 failed: killed", "left materialized", "right failed: killed"],
  },
  {
    when: "when the step had ended, before its outcomes",
    before: [step(0, "started"), made(left), step(0, "succeeded")],
    words: ["left materialized", "right skipped"],
  },
  {
    when: "when the step had failed, before its outcomes",
    before: [step(0, "started"), made(left), step(0, "failed", { error: own })],
    words: ["left materialized", "right failed: its own"],
  },
  {
    when: "between two outcomes",
    before: [step(0, "started"), made(left), made(right), step(0, "succeeded"), outcome(left)],
    words: ["right materialized"],
  },
  {
    when: "while checks were judged",
    before: [step(1, "started")],
    words: ["step 1 failed: killed", "some not passed (WARN): killed", "all not passed (ERROR): killed"],
  },
  {
    when: "between the results of two checks",
    before: [step(1, "started"), passed("some")],
    words: ["step 1 failed: killed", "all not passed (ERROR): killed"],
  },
  {
    when: "when the checks had failed, before their results",
    before: [step(1, "started"), step(1, "failed", { error: own })],
    words: ["some not passed (WARN): its own", "all not passed (ERROR): its own"],
  },
  {
    when: "when the checks had ended",
    before: [step(1, "started"), passed("some"), passed("all"), step(1, "succeeded")],
    words: [],
  },
];

describe("a step whose process died", () => {
  for (const { when, before, words } of table) {
    it(`gets the words that it lacks: ${when}`, () => {
      const store = createMemoryStore();
      store.append({ kind: "run", state: "started", plan }, run);
      for (const body of before) store.append(body, run);
      const count = [...store.events({ run })].length;
      recordMissingOutcomes(store, run, { rest: "go on", error });
      const added = [...store.events({ run })].slice(count);
      const ofBegun = added.filter((event) => event.kind !== "outcome" || event.of.asset !== below);
      const begunFirst = before.some((body) => body.kind === "step" && body.step === 0);
      assert.deepEqual(ofBegun.filter((event) => !(begunFirst && isOf(event, 1))).map(sentence), words);
    });
  }
});

function isOf(event: EventBody, number: number): boolean {
  return event.kind === "step" && event.step === number;
}

function sentence(event: EventBody): string {
  const why = (of: { readonly message: string } | undefined) => (of === undefined ? "" : `: ${of.message}`);
  if (event.kind === "step") return `step ${event.step} ${event.state}${why(event.error)}`;
  if (event.kind === "outcome") return `${event.of.asset} ${event.outcome}${why(event.error)}`;
  if (event.kind !== "check") return event.kind;
  const { passed, severity, error } = event.result;
  return `${event.check} ${passed ? "passed" : "not passed"} (${severity})${why(error)}`;
}
