import { userError } from "../../protocol/errors/error-entry.ts";
import { runErrors } from "../../protocol/errors/run-errors.ts";
import type { Provenance, StepSeconds } from "../../protocol/record/events.ts";
import type { Metadata as RecordedMetadata } from "../../protocol/record/metadata.ts";
import { applyRowSchema } from "../core/definitions/apply-row-schema.ts";
import type { AssetDefinition } from "../core/definitions/definition.ts";
import { type Metadata, recordMetadata } from "../core/definitions/metadata.ts";
import { type ReturnedResult, readResult } from "../core/definitions/result.ts";
import type { WrittenValue } from "../io/io-manager.ts";
import { isRowSource } from "../io/stored-stream.ts";
import { type CurrentStep, runAsStep } from "./current-step.ts";
import { loadInputs, readUpstream } from "./load-inputs.ts";
import { makeContext } from "./make-context.ts";
import { parseConfig } from "./parse-config.ts";
import { makeProvenance } from "./provenance.ts";
import type { RunScope } from "./run-scope.ts";
import { createLog, createWriter } from "./step-log.ts";
import { managerOf, metadataUnasked, storeOutput } from "./store-outputs.ts";

export type AttemptEnd = { readonly kind: "made" } | { readonly kind: "skip"; readonly reason: string };

/** Loads the inputs, calls the function, stores what it returns and records it. Rejects with what the user's code throws. */
export async function attemptStep(
  scope: RunScope,
  step: number,
  definition: AssetDefinition,
  attempt: number,
): Promise<AttemptEnd> {
  const { timeout } = definition;
  scope.watch?.began(step, timeout);
  try {
    return await (timeout === undefined
      ? attemptWithin(scope, step, definition, attempt, scope.signal)
      : attemptInTime(scope, step, definition, attempt, timeout));
  } finally {
    scope.watch?.ended(step);
  }
}

async function attemptInTime(
  scope: RunScope,
  step: number,
  definition: AssetDefinition,
  attempt: number,
  timeout: number,
): Promise<AttemptEnd> {
  const timedOut = new AbortController();
  const waited = new AbortController();
  scope.clock.wait(timeout, waited.signal).then(
    () => timedOut.abort(userError(runErrors.stepTimeout, { key: definition.key, seconds: timeout / 1_000 })),
    () => {},
  );
  try {
    return await attemptWithin(scope, step, definition, attempt, AbortSignal.any([scope.signal, timedOut.signal]));
  } finally {
    waited.abort();
  }
}

async function attemptWithin(
  scope: RunScope,
  step: number,
  definition: AssetDefinition,
  attempt: number,
  signal: AbortSignal,
): Promise<AttemptEnd> {
  const write = createWriter(scope.record, definition.key);
  let over = false;
  let fail: CurrentStep["fail"] = () => {};
  const current: CurrentStep = {
    asset: definition.key,
    write,
    fail: (error) => (over ? write("error", `Thrown after the asset had ended: ${String(error)}`) : fail(error)),
  };
  const checkGoesOn = () => {
    signal.throwIfAborted();
    if (over) throw new Error("This attempt has ended already.");
  };
  const work = runAsStep(current, () => carryOut(scope, step, definition, attempt, { signal, checkGoesOn, write }));
  try {
    return await scope.interrupts.race(work, signal, (reject) => {
      fail = reject;
    });
  } finally {
    over = true;
  }
}

interface Attempt {
  readonly signal: AbortSignal;
  /** Throws when the attempt was ended from outside: what the user's code does after that must not be recorded. */
  readonly checkGoesOn: () => void;
  readonly write: CurrentStep["write"];
}

async function carryOut(
  scope: RunScope,
  step: number,
  definition: AssetDefinition,
  attempt: number,
  { signal, checkGoesOn, write }: Attempt,
): Promise<AttemptEnd> {
  const began = performance.now();
  const reads = readUpstream(scope, definition);
  const inputs = await loadInputs(scope, definition, reads, attempt, signal);
  let added: Metadata = {};
  const context = makeContext(scope, {
    definition,
    reads,
    resources: await resourcesOf(scope, definition),
    config: definition.config === undefined ? undefined : await parseConfig(definition, scope.plan.config),
    log: createLog(write),
    signal,
    addMetadata: (metadata) => {
      added = { ...added, ...metadata };
    },
  });
  checkGoesOn();

  const called = performance.now();
  const returned: unknown = await definition.compute?.(inputs, context);
  const result = readResult(returned) ?? plain(returned);
  if (result.kind === "skip") return result;
  const value = definition.schema === undefined ? result.value : await applyRowSchema(definition, result.value);
  const metadata = recordMetadata({ ...added, ...result.metadata });
  checkGoesOn();

  const computed = performance.now();
  const written = await storeOutput(scope, definition, value, signal);
  const stored = performance.now();
  checkGoesOn();

  // The rows of a stream are made while they are stored.
  const seconds = ((isRowSource(value) ? stored : computed) - called) / 1_000;
  recordMade(scope, definition, {
    value,
    written,
    metadata: { ...metadata, ...metadataUnasked(written, seconds) },
    tags: result.tags,
    provenance: makeProvenance(scope.plan, definition, reads, written?.stored, result.dataVersion),
  });
  recordSucceeded(scope, step, definition, attempt, {
    load: (called - began) / 1_000,
    compute: (computed - called) / 1_000,
    store: (stored - computed) / 1_000,
  });
  return { kind: "made" };
}

function resourcesOf(scope: RunScope, { resources }: AssetDefinition) {
  return Object.keys(resources).length === 0 ? {} : scope.resources.open(resources);
}

function plain(value: unknown): Extract<ReturnedResult, { readonly kind: "output" }> {
  return { kind: "output", value, metadata: {}, tags: {} };
}

interface Made {
  readonly value: unknown;
  readonly written: WrittenValue | undefined;
  readonly metadata: RecordedMetadata;
  readonly tags: Readonly<Record<string, string>>;
  readonly provenance: Provenance;
}

function recordMade(scope: RunScope, definition: AssetDefinition, made: Made): void {
  const { value, written, metadata, tags, provenance } = made;
  const event = scope.record({
    kind: "materialization",
    of: { asset: definition.key },
    ...(written !== undefined && { value: written.stored }),
    metadata,
    provenance,
    ...(Object.keys(tags).length > 0 && { tags }),
  });
  const isExact = value === undefined || (!isRowSource(value) && managerOf(scope, definition).keepsExactly === true);
  scope.values.add(
    definition.key,
    { event, dataVersion: provenance.dataVersion, stored: written?.stored },
    isExact ? { value } : undefined,
  );
}

function recordSucceeded(
  scope: RunScope,
  step: number,
  { key }: AssetDefinition,
  attempt: number,
  seconds: StepSeconds,
): void {
  scope.record({ kind: "step", step, attempt, state: "succeeded", seconds });
  scope.record({ kind: "outcome", of: { asset: key }, outcome: "materialized" });
}
