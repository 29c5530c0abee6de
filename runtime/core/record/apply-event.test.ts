import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { asAssetKey } from "../../../protocol/graph/asset-key.ts";
import type { EventBody, StoredEvent } from "../../../protocol/record/events.ts";
import type { RunId } from "../../../protocol/record/identifiers.ts";
import { applyToAsset, emptyAssetRecord } from "./apply-event.ts";
import type { AssetRecord } from "./asset-record.ts";

const key = asAssetKey("orders");
const runA = "20260101T000000-aaaaaa" as RunId;
const runB = "20260102T000000-bbbbbb" as RunId;

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

const replay = (events: readonly StoredEvent[]): AssetRecord => events.reduce(applyToAsset, emptyAssetRecord(key));

const history: readonly StoredEvent[] = [
  made(3, "v1", runA),
  outcome(4, runA, "materialized"),
  at(6, { kind: "accepted", of: { asset: key }, codeVersion: "c2", members: [] }),
  at(7, { kind: "observation", of: { asset: key }, dataVersion: "o1", metadata: {} }),
  at(8, {
    kind: "check",
    of: { asset: key },
    check: "rows",
    result: { passed: true, severity: "ERROR", metadata: {} },
  }),
];

test("events add up to what is known of an asset", () => {
  const record = replay(history);
  assert.equal(record.latest?.provenance.dataVersion, "v1");
  assert.equal(record.outcome?.outcome, "materialized");
  assert.equal(record.accepted?.codeVersion, "c2");
  assert.equal(record.observed?.dataVersion, "o1");
  assert.equal(record.checks.rows?.result.passed, true);
});

test("order and repetition make no difference", () => {
  const all = [...history, made(11, "v2", runB), outcome(12, runB, "failed")];
  const expected = replay(all);
  fc.assert(
    fc.property(fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 }), (shuffled) => {
      assert.deepEqual(replay(shuffled), expected);
    }),
  );
});

test("a later materialization ends an acceptance, an earlier one does not", () => {
  const accept = at(6, { kind: "accepted", of: { asset: key }, codeVersion: "c2", members: [] });
  assert.equal(replay([made(1, "v1"), accept, made(7, "v2")]).accepted, undefined);
  assert.equal(replay([made(5, "v1"), accept, made(3, "v0")]).accepted?.codeVersion, "c2");
  assert.equal(replay([made(7, "v2"), accept]).accepted, undefined);
});

test("the latest 20 materializations are kept, newest first", () => {
  const events = Array.from({ length: 30 }, (_, index) => made(100 + ((index * 7) % 30), `v${(index * 7) % 30}`));
  const versions = replay(events).history.map(({ provenance }) => provenance.dataVersion);
  assert.deepEqual(
    versions,
    Array.from({ length: 20 }, (_, index) => `v${29 - index}`),
  );
});

test("a clock that jumps back reorders nothing that the writer's time orders", () => {
  const [first, second] = [made(5, "v1"), made(5, "v2")];
  assert.equal(replay([second, first]).latest?.provenance.dataVersion, "v2");
});

test("what says nothing of the asset leaves its record as it is", () => {
  const record = replay(history);
  const others: StoredEvent[] = [
    at(20, { kind: "log", level: "info", text: "x" }, runB),
    at(20, { kind: "outcome", of: { asset: asAssetKey("other") }, outcome: "failed" }, runB),
    { ...made(20, "v9"), of: { asset: key, partitions: { boxes: [] } } } as StoredEvent,
    { version: 1, writer: "w", sequence: 999, time: 20, kind: "from a later version" } as unknown as StoredEvent,
  ];
  for (const event of others) assert.equal(applyToAsset(record, event), record);
});
