import type { AssetDefinition } from "../core/definitions/definition.ts";
import { readObservation } from "../core/definitions/observation.ts";
import { currentVersion } from "../core/status/data-version.ts";
import { makeContext } from "./make-context.ts";
import type { RunScope } from "./run-scope.ts";
import { createLog } from "./step-log.ts";
import type { Attempt, AttemptEnd, LastWord, StepWork } from "./step-work.ts";

/** Asks an external asset for its data version. Its outcome says `materialized` when it told one. */
export function observeAsset(scope: RunScope, step: number, definition: AssetDefinition): StepWork {
  const { key, retry, timeout } = definition;
  return {
    step,
    asset: key,
    name: key,
    retry,
    timeout,
    carryOut: (attempt) => observe(scope, definition, attempt),
    settle(last: LastWord) {
      const of = { asset: key };
      switch (last.state) {
        case "succeeded":
        case "held":
          scope.record({ kind: "outcome", of, outcome: "materialized" });
          return "succeeded";
        case "failed":
          scope.record({ kind: "outcome", of, outcome: "failed", error: last.error });
          return "failed";
        case "skipped":
          scope.record({ kind: "outcome", of, outcome: "skipped", because: last.reason });
          return "skipped";
        case "cancelled":
          scope.record({ kind: "outcome", of, outcome: "cancelled" });
          return "failed";
        default:
          return last satisfies never;
      }
    },
  };
}

async function observe(scope: RunScope, definition: AssetDefinition, attempt: Attempt): Promise<AttemptEnd> {
  const { key, resources } = definition;
  const { signal, write, checkGoesOn } = attempt;
  const began = performance.now();
  const context = makeContext(scope, {
    key,
    reader: { name: key, consumer: key, attempt: attempt.number, log: createLog(write), signal },
    reads: new Map(),
    resources: Object.keys(resources).length === 0 ? undefined : await scope.resources.open(resources),
    config: undefined,
    addMetadata: undefined,
  });
  checkGoesOn();
  const called = performance.now();
  const { dataVersion, metadata } = readObservation(key, await definition.observe?.(context));
  checkGoesOn();
  const record = scope.store.asset(key);
  // Who tells facts alone says nothing about the data: it is as it was.
  const version = dataVersion ?? currentVersion("external", record).dataVersion;
  const event = scope.record({ kind: "observation", of: { asset: key }, dataVersion: version, metadata });
  const { latest } = record;
  scope.values.add(
    key,
    { event, dataVersion: version, stored: latest?.value, ...(latest === undefined && { isAbsent: true as const }) },
    undefined,
  );
  return {
    kind: "done",
    seconds: { load: (called - began) / 1_000, compute: (performance.now() - called) / 1_000, store: 0 },
  };
}
