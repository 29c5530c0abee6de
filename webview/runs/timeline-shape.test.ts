import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import type { RunSummary, StepDetails } from "../../protocol/messages/server-messages.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import { axisMarks, timelineShape } from "./timeline-shape.ts";

const step = (name: string, more: Partial<StepDetails> = {}): StepDetails => ({
  assets: [asAssetKey(name)],
  checks: [],
  after: [],
  state: "succeeded",
  attempts: 1,
  rows: {},
  ...more,
});
const summary: RunSummary = {
  run: "r" as RunId,
  state: "succeeded",
  trigger: { kind: "editor" },
  startedAt: 0,
  endedAt: 60_000,
  steps: { planned: 1, done: 1, failed: 0 },
  assets: [],
};
const seconds = { load: 1, compute: 3, store: 1 };

const rows: readonly (readonly [what: string, steps: readonly StepDetails[], said: readonly string[]])[] = [
  [
    "load, compute, store",
    [step("a", { startedAt: 1_000, endedAt: 6_000, seconds })],
    ["a* 5.0 s: load 1-2, compute 2-5, store 5-6"],
  ],
  [
    "what is not explained follows",
    [step("a", { startedAt: 0, endedAt: 7_000, seconds })],
    ["a* 7.0 s: load 0-1, compute 1-4, store 4-5, other 5-7"],
  ],
  [
    "earlier attempts come first",
    [step("a", { startedAt: 0, endedAt: 7_000, seconds, attempts: 2 })],
    ["a* 7.0 s: other 0-2, load 2-3, compute 3-6, store 6-7"],
  ],
  [
    "waiting for a free place",
    [step("b", { startedAt: 9_000, endedAt: 10_000, after: [1] }), step("a", { startedAt: 0, endedAt: 4_000 })],
    ["a* 4.0 s: compute 0-4", "b* 1.0 s: wait 4-9, compute 9-10"],
  ],
  [
    "what never began comes last, with its reason",
    [
      step("c", { state: "upstream failed", because: "a", after: [1] }),
      step("a", { startedAt: 0, endedAt: 60_000, state: "failed" }),
      step("d", { state: "skipped", because: "no new files" }),
    ],
    ["a* 1 min: compute 0-60", "c not run: a failed: ", "d skipped: no new files: "],
  ],
  ["what runs goes on until now", [step("a", { startedAt: 50_000, state: "running" })], ["a* 10 s: compute 50-60"]],
];

describe("the shape of a timeline", () => {
  for (const [what, steps, said] of rows) {
    it(what, () => {
      const shape = timelineShape({ steps, summary }, 60_000);
      const written = shape.rows.map(({ name, isCritical, words, bars }) => {
        const parts = bars.map(({ part, from, to }) => `${part} ${from / 1000}-${to / 1000}`).join(", ");
        return `${name}${isCritical ? "*" : ""} ${words}: ${parts}`;
      });
      assert.deepEqual(written, said);
    });
  }

  it("tells how many ran at once, and which step took most of the time", () => {
    const steps = [step("a", { startedAt: 0, endedAt: 42_000 }), step("b", { startedAt: 1_000, endedAt: 9_000 })];
    const shape = timelineShape({ steps, summary }, 60_000);
    assert.equal(shape.most, 2);
    assert.deepEqual(shape.longest, { name: "a", share: 0.7 });
    assert.equal(shape.pathSeconds, 42);
    assert.equal(shape.rows[1]?.facts, "b, succeeded, 8.0 s, starts at 1.0 s");
    assert.equal(shape.rows[0]?.facts, "a, succeeded, 42 s, starts at under 0.1 s, critical path");
  });

  it("marks the axis at round times", () => {
    assert.deepEqual(axisMarks(60, 6), [10, 20, 30, 40, 50, 60]);
    assert.deepEqual(axisMarks(0.35, 6), [0.1, 0.2, 0.3]);
    assert.deepEqual(axisMarks(10_200, 6), [1_800, 3_600, 5_400, 7_200, 9_000]);
    assert.deepEqual(axisMarks(0, 6), []);
  });
});
