import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { asAssetKey } from "../../../protocol/graph/asset-key.ts";
import type { EventBody, RunId, StoredEvent } from "../../../protocol/record/events.ts";
import type { RunPlan } from "../../../protocol/record/run-plan.ts";
import { applyToAsset, applyToRun, emptyAssetRecord, touchedAssets } from "./apply-event.ts";
import type { AssetRecord, RunRecord } from "./asset-record.ts";

const key = asAssetKey("orders");
const runA = "20260101T000000-aaaaaa" as RunId;
const runB = "20260102T000000-bbbbbb" as RunId;

const plan = (run: RunId): RunPlan => ({
  run,
  environment: "dev",
  trigger: { kind: "test" },
  config: {},
  steps: [{ assets: [key], checks: [], after: [], why: ["selected"] }],
  code: { versions: {} },
  basis: { events: {}, files: {} },
  sources: {},
});

let count = 0;
const at = (time: number, body: EventBody, run?: RunId, writer = "w"): StoredEvent => ({
  version: 1,
  writer,
  sequence: count++,
  time,
  ...(run === undefined ? {} : { run }),
  ...body,
});
const made = (time: number, dataVersion: string, run?: RunId): StoredEvent =>
  at(time, { kind: "materialization", of: { asset: key }, metadata: {}, provenance: { dataVersion, inputs: [] } }, run);
const outcome = (time: number, run: RunId, result: "materialized" | "failed"): StoredEvent =>
  at(time, { kind: "outcome", of: { asset: key }, outcome: result }, run);

/** Applies events as a reader does: the run first, then the assets that it touches. */
function replay(events: readonly StoredEvent[]): { asset: AssetRecord; runs: Map<RunId, RunRecord> } {
  let asset = emptyAssetRecord(key);
  const runs = new Map<RunId, RunRecord>();
  for (const event of events) {
    const known = event.run === undefined ? undefined : runs.get(event.run);
    const run = applyToRun(known, event);
    if (run !== undefined && event.run !== undefined) runs.set(event.run, run);
    for (const touched of touchedAssets(event, run)) if (touched === key) asset = applyToAsset(asset, event, run);
  }
  return { asset, runs };
}

const history: readonly StoredEvent[] = [
  at(1, { kind: "run", state: "started", plan: plan(runA) }, runA),
  at(2, { kind: "step", step: 0, attempt: 1, state: "started" }, runA),
  made(3, "v1", runA),
  outcome(4, runA, "materialized"),
  at(5, { kind: "run", state: "succeeded" }, runA),
  at(6, { kind: "accepted", of: { asset: key }, codeVersion: "c2", members: [] }),
  at(7, { kind: "observation", of: { asset: key }, dataVersion: "o1", metadata: {} }),
  at(8, {
    kind: "check",
    of: { asset: key },
    check: "rows",
    result: { passed: true, severity: "ERROR", metadata: {} },
  }),
  at(9, { kind: "run", state: "started", plan: plan(runB) }, runB),
  at(10, { kind: "step", step: 0, attempt: 1, state: "started" }, runB),
];

test("events add up to what is known of an asset", () => {
  const { asset, runs } = replay(history);
  assert.equal(asset.latest?.provenance.dataVersion, "v1");
  assert.equal(asset.outcome?.outcome, "materialized");
  assert.equal(asset.accepted?.codeVersion, "c2");
  assert.equal(asset.observed?.dataVersion, "o1");
  assert.equal(asset.checks.rows?.result.passed, true);
  assert.deepEqual(asset.running, [{ run: runB, startedAt: 10 }]);
  assert.equal(runs.get(runA)?.state, "succeeded");
  assert.equal(runs.get(runA)?.endedAt, 5);
  assert.equal(runs.get(runB)?.state, "started");
});

test("order and repetition make no difference", () => {
  const all = [
    ...history,
    made(11, "v2", runB),
    outcome(12, runB, "failed"),
    at(13, { kind: "run", state: "failed" }, runB),
  ];
  const expected = replay(all);
  const withRepeats = fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 });
  fc.assert(
    fc.property(withRepeats, (shuffled) => {
      const { asset, runs } = replay(shuffled);
      assert.deepEqual(asset, expected.asset);
      assert.deepEqual(runs, expected.runs);
    }),
  );
});

test("a later materialization ends an acceptance, an earlier one does not", () => {
  const accept = at(6, { kind: "accepted", of: { asset: key }, codeVersion: "c2", members: [] });
  assert.equal(replay([made(1, "v1"), accept, made(7, "v2")]).asset.accepted, undefined);
  assert.equal(replay([made(5, "v1"), accept, made(3, "v0")]).asset.accepted?.codeVersion, "c2");
  assert.equal(replay([made(7, "v2"), accept]).asset.accepted, undefined);
});

test("the latest 20 materializations are kept, newest first", () => {
  const events = Array.from({ length: 30 }, (_, index) => made(100 + ((index * 7) % 30), `v${(index * 7) % 30}`));
  const versions = replay(events).asset.history.map(({ provenance }) => provenance.dataVersion);
  assert.deepEqual(
    versions,
    Array.from({ length: 20 }, (_, index) => `v${29 - index}`),
  );
});

test("a clock that jumps back reorders nothing that the writer's time orders", () => {
  const [first, second] = [made(5, "v1"), made(5, "v2")];
  assert.equal(replay([second, first]).asset.latest?.provenance.dataVersion, "v2");
});

test("what says nothing of the asset leaves its record as it is", () => {
  const record = replay(history).asset;
  const others: StoredEvent[] = [
    at(20, { kind: "log", level: "info", text: "x" }, runB),
    at(20, { kind: "outcome", of: { asset: asAssetKey("other") }, outcome: "failed" }, runB),
    { ...made(20, "v9"), of: { asset: key, partitions: { boxes: [] } } } as StoredEvent,
    { version: 1, writer: "w", sequence: 999, time: 20, kind: "from a later version" } as unknown as StoredEvent,
  ];
  for (const event of others) assert.equal(applyToAsset(record, event, undefined), record);
});
