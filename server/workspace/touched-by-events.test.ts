import assert from "node:assert/strict";
import { test } from "node:test";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import type { EventBody, StoredEvent } from "../../protocol/record/events.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import type { RunPlan } from "../../protocol/record/run-plan.ts";
import { touchedByEvents } from "./touched-by-events.ts";

const run = "20261124T132455-7f3a09" as RunId;
const of = { asset: asAssetKey("a") };
const plan: RunPlan = {
  run,
  environment: "dev",
  trigger: { kind: "test" },
  config: {},
  steps: [["a"], ["b", "c"]].map((keys) => ({
    assets: keys.map(asAssetKey),
    checks: [],
    after: [],
    why: ["selected"],
  })),
  code: { versions: {} },
  basis: { events: {}, files: {} },
  sources: {},
};

const cases: readonly (readonly [name: string, body: unknown, assets: readonly string[], runs: number])[] = [
  ["a materialization", { kind: "materialization", of, metadata: {}, provenance: {} }, ["a"], 0],
  ["an observation", { kind: "observation", of, dataVersion: "1", metadata: {} }, ["a"], 0],
  ["a check", { kind: "check", of, check: "unique", result: {} }, ["a"], 0],
  ["an acceptance", { kind: "accepted", of, codeVersion: "1", members: [] }, ["a"], 0],
  ["an outcome", { kind: "outcome", of, outcome: "failed" }, ["a"], 1],
  ["the start of a run", { kind: "run", state: "started", plan }, ["a", "b", "c"], 1],
  ["the end of a run", { kind: "run", state: "succeeded" }, ["a", "b", "c"], 1],
  ["a step", { kind: "step", step: 1, attempt: 1, state: "started" }, ["b", "c"], 1],
  ["a step that the plan does not have", { kind: "step", step: 7, attempt: 1, state: "started" }, [], 1],
  ["a log line", { kind: "log", level: "info", text: "x" }, [], 0],
  ["code versions", { kind: "code", versions: [] }, [], 0],
  ["an event of a later version", { kind: "tick", automation: "nightly" }, [], 0],
];
for (const [name, body, assets, runs] of cases) {
  test(`${name} touches ${assets.join(", ") || "nothing"}`, () => {
    const event = { version: 1, writer: "w", sequence: 0, time: 1, run, ...(body as EventBody) } satisfies StoredEvent;
    const touched = touchedByEvents([event], (id) => (id === run ? plan : undefined));
    assert.deepEqual([[...touched.assets], touched.runs.size], [assets, runs]);
  });
}

test("events of a run that is not known touch the run alone", () => {
  const event: StoredEvent = { version: 1, writer: "w", sequence: 0, time: 1, run, kind: "run", state: "failed" };
  const touched = touchedByEvents([event], () => undefined);
  assert.deepEqual([[...touched.assets], [...touched.runs]], [[], [run]]);
});
