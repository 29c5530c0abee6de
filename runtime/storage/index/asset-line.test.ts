import assert from "node:assert/strict";
import { test } from "node:test";
import { asAssetKey } from "../../../protocol/graph/asset-key.ts";
import type { CheckEvent, MaterializationEvent } from "../../../protocol/record/events.ts";
import type { RunId } from "../../../protocol/record/identifiers.ts";
import type { AssetRecord, Recorded } from "../../core/record/asset-record.ts";
import { decodeAsset, encodeAsset, keyOfLine } from "./asset-line.ts";
import { lightMaterialization } from "./light-materialization.ts";

const key = asAssetKey("marts/größe");
const run = "20261124T100000-000001" as RunId;
const place = { segment: 3, offset: 120, length: 400 };
const whole: MaterializationEvent = {
  kind: "materialization",
  of: { asset: key },
  metadata: { rows: { type: "int", value: 3 } },
  value: { manager: "frames", bytes: 3 },
  provenance: { dataVersion: "1", inputs: [] },
};
const empty: AssetRecord = { key, history: [], running: [], checks: {} };
const check: Recorded<CheckEvent> = {
  kind: "check",
  of: { asset: key },
  check: "no nulls",
  result: { passed: false, severity: "WARN", metadata: {} },
  id: "w:9",
  time: 5,
};

function latest(provenance: MaterializationEvent["provenance"], run?: RunId): AssetRecord["latest"] {
  return lightMaterialization({ id: "w-1:12", time: 1.001, of: { asset: key }, provenance, run }, place, () => whole);
}

const input = { asset: asAssetKey("a"), dataVersion: "v1" };

const records: readonly (readonly [string, AssetRecord])[] = [
  ["nothing", empty],
  ["no inputs and no code", { ...empty, latest: latest({ dataVersion: "1", inputs: [] })! }],
  [
    "inputs with and without an event",
    {
      ...empty,
      latest: latest({ codeVersion: "c", dataVersion: "1", inputs: [input, { ...input, event: "x:1" }] }, run)!,
    },
  ],
  [
    "versions with letters that cut lines",
    {
      ...empty,
      latest: latest({ codeVersion: "a\tb", dataVersion: "100 %\n%09", inputs: [{ ...input, dataVersion: "\t\n" }] })!,
    },
  ],
  [
    "inputs with partitions",
    { ...empty, latest: latest({ dataVersion: "1", inputs: [{ ...input, partitions: { boxes: [[["a\tb"]]] } }] })! },
  ],
  [
    "a declared version",
    { ...empty, latest: latest({ codeVersion: "c", declaredVersion: "2", dataVersion: "1", inputs: [input] })! },
  ],
  [
    "the outcome of the run that made it",
    {
      ...empty,
      latest: latest({ dataVersion: "1", inputs: [] }, run)!,
      outcome: { outcome: "materialized", run, time: 7 },
    },
  ],
  ["an outcome", { ...empty, outcome: { outcome: "upstream failed", because: "a", run, time: 7 } }],
  [
    "an outcome without a run, with an error",
    { ...empty, outcome: { outcome: "failed", error: { message: "a\tb\n" }, time: 7 } },
  ],
  ["checks", { ...empty, checks: { "no nulls": check } }],
  [
    "an observation and what the user accepted",
    {
      ...empty,
      observed: { kind: "observation", of: { asset: key }, dataVersion: "o", metadata: {}, id: "w:1", time: 1 },
      accepted: { kind: "accepted", of: { asset: key }, codeVersion: "c", members: [], id: "w:2", time: 2 },
    },
  ],
];

for (const [name, record] of records) {
  test(`gives back a record with ${name}`, () => {
    const latestPlace = record.latest === undefined ? undefined : place;
    const line = encodeAsset({ id: 7, pages: "3,14,", record, latestPlace });
    assert.equal(keyOfLine(line), key);
    assert.ok(!line.includes("\n"));
    const decoded = decodeAsset(line, () => whole);
    const plain = (value: unknown) => JSON.parse(JSON.stringify(value));
    assert.deepEqual(plain(decoded.record), plain(record));
    assert.deepEqual({ ...decoded, record: undefined }, { id: 7, pages: "3,14,", record: undefined, latestPlace });
  });
}

test("value and metadata are read from the journal once, when they are asked for", () => {
  const record: AssetRecord = { ...empty, latest: latest({ dataVersion: "1", inputs: [] })! };
  let reads = 0;
  const decoded = decodeAsset(encodeAsset({ id: 7, pages: "", record, latestPlace: place }), (at) => {
    assert.deepEqual(at, place);
    reads += 1;
    return whole;
  });
  assert.equal(reads, 0);
  assert.deepEqual(decoded.record.latest?.metadata, whole.metadata);
  assert.deepEqual(decoded.record.latest?.value, whole.value);
  assert.equal(reads, 1);
});
