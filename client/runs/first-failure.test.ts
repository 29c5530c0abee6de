import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import type { EventBody, StoredEvent } from "../../protocol/record/events.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import { firstFailure } from "./first-failure.ts";

const run = "r1" as RunId;
const event = (body: EventBody, sequence: number): StoredEvent => ({
  version: 1,
  writer: "w",
  sequence,
  time: sequence,
  run,
  ...body,
});
const outcome = (asset: string, what: "failed" | "upstream failed" | "materialized", message?: string): EventBody => ({
  kind: "outcome",
  of: { asset: asAssetKey(asset) },
  outcome: what,
  ...(message === undefined ? {} : { error: { message } }),
});

const cases: { name: string; events: readonly EventBody[]; found: string | undefined }[] = [
  { name: "none failed", events: [outcome("a", "materialized")], found: undefined },
  {
    name: "one failed",
    events: [outcome("a", "materialized"), outcome("b", "failed", "no network")],
    found: "b: no network (+0)",
  },
  {
    name: "several failed, others waited",
    events: [outcome("b", "failed", "first"), outcome("c", "upstream failed"), outcome("d", "failed", "second")],
    found: "b: first (+1)",
  },
];

for (const { name, events, found } of cases)
  test(`the failure to tell of: ${name}`, () => {
    const failure = firstFailure(events.map(event));
    deepEqual(failure && `${failure.asset}: ${failure.error.message} (+${failure.others})`, found);
  });
