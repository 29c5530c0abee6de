import { definitionErrors } from "../../protocol/errors/definition-errors.ts";
import { userError } from "../../protocol/errors/error-entry.ts";
import { runErrors } from "../../protocol/errors/run-errors.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { CheckResult } from "../../protocol/record/events.ts";
import type { EventId } from "../../protocol/record/identifiers.ts";
import { applyRowSchema } from "../core/definitions/apply-row-schema.ts";
import type { AssetDefinition, CheckDefinition } from "../core/definitions/definition.ts";
import { type Metadata, recordMetadata } from "../core/definitions/metadata.ts";
import type { Log } from "../core/definitions/resource.ts";
import { type ReturnedResult, readResult } from "../core/definitions/result.ts";
import { isRowSource } from "../io/stored-stream.ts";
import type { Reader } from "./io-context.ts";
import { loadInputs, readUpstream, type UpstreamRead } from "./load-inputs.ts";
import { makeContext } from "./make-context.ts";
import { parseConfig } from "./parse-config.ts";
import { makeProvenance } from "./provenance.ts";
import { createReports, type Reports } from "./reported-checks.ts";
import type { StepEnd } from "./run-in-order.ts";
import type { RunScope } from "./run-scope.ts";
import { createLog } from "./step-log.ts";
import type { Attempt, AttemptEnd, LastWord, StepWork } from "./step-work.ts";
import { managerOf, metadataUnasked, storeOutput } from "./store-outputs.ts";

/** What the outputs of a step have come to so far. */
interface Progress {
  readonly made: Set<AssetKey>;
  readonly leftOut: Map<AssetKey, string>;
}

/** Loads the inputs, calls the function, stores what it returns and records it: of one asset, or of outputs of a multi-asset. */
export function makeAssets(
  scope: RunScope,
  step: number,
  main: AssetDefinition,
  outputs: readonly AssetDefinition[],
): StepWork {
  const progress: Progress = { made: new Set(), leftOut: new Map() };
  return {
    step,
    asset: main.key,
    name: nameOf(main),
    retry: main.retry,
    timeout: main.timeout,
    carryOut: (attempt) => carryOut(scope, main, outputs, progress, attempt),
    settle: (last) => settle(scope, outputs, progress, last),
  };
}

function nameOf({ key, multiAsset }: AssetDefinition): AssetKey {
  return multiAsset?.key ?? key;
}

async function carryOut(
  scope: RunScope,
  main: AssetDefinition,
  outputs: readonly AssetDefinition[],
  progress: Progress,
  attempt: Attempt,
): Promise<AttemptEnd> {
  const { signal, checkGoesOn, write } = attempt;
  const began = performance.now();
  const reads = readUpstream(scope, outputs);
  const log = createLog(write);
  const reader: Reader = { name: nameOf(main), consumer: main.key, attempt: attempt.number, log, signal };
  const inputs = await loadInputs(scope, reader, main.inputs, reads);
  let added: Metadata = {};
  const reports = createReports(nameOf(main), outputs);
  const context = makeContext(scope, {
    key: nameOf(main),
    reader,
    reads,
    resources: await resourcesOf(scope, main),
    config: main.config === undefined ? undefined : { parsed: await parseConfig(main, scope.plan.config) },
    addMetadata: (metadata) => {
      added = { ...added, ...metadata };
    },
    check: reports.report,
    selected: main.multiAsset === undefined ? undefined : new Set(outputs.map(({ key }) => key)),
  });
  checkGoesOn();

  const called = performance.now();
  const told = await orRecordReports(scope, reports, progress, attempt, async () => {
    const returned: unknown = await main.compute?.(inputs, context);
    const results = readOutputs(main, outputs, returned);
    if (results.kind === "skip") return results;
    checkGoesOn();
    const computed = performance.now();

    const facts: OutputFacts = { reads, added, called, computed, attempt, log };
    progress.leftOut.clear();
    await storeInOrder(results.entries, async ({ definition, result }) => {
      if (result.kind === "skip") progress.leftOut.set(definition.key, result.reason);
      else await storeAndRecord(scope, definition, result, facts, progress);
    });
    refuseOthers(main, outputs, results, progress);
    return { kind: "stored", computed } as const;
  });
  if (told.kind === "skip") return told;
  const held = judgeReports(scope, reports, progress);
  return {
    kind: "done",
    seconds: {
      load: (called - began) / 1_000,
      compute: (told.computed - called) / 1_000,
      store: (performance.now() - told.computed) / 1_000,
    },
    ...(held !== undefined && { held }),
  };
}

/** What a function reported stands, also when it throws after that. */
async function orRecordReports<Value>(
  scope: RunScope,
  reports: Reports,
  { made }: Progress,
  { checkGoesOn }: Attempt,
  work: () => Promise<Value>,
): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    // An attempt that was ended from outside has nothing more to say.
    checkGoesOn();
    for (const { check, result } of reports.results()) {
      const judged = made.has(check.asset) ? scope.values.made(check.asset)?.event : undefined;
      if (result !== undefined) recordReport(scope, check, result, judged);
    }
    throw error;
  }
}

function resourcesOf(scope: RunScope, { resources }: AssetDefinition) {
  return Object.keys(resources).length === 0 ? undefined : scope.resources.open(resources);
}

interface OutputResult {
  readonly definition: AssetDefinition;
  readonly result: ReturnedResult;
}

type Results =
  | Extract<AttemptEnd, { kind: "skip" }>
  | {
      readonly kind: "outputs";
      readonly entries: readonly OutputResult[];
      /** The first that nobody asked for: those returned before it are made. */
      readonly unasked?: string;
    };

/** What the function returned, by output. */
function readOutputs(main: AssetDefinition, outputs: readonly AssetDefinition[], returned: unknown): Results {
  const whole = readResult(returned);
  if (whole?.kind === "skip") return whole;
  if (main.multiAsset === undefined) {
    return { kind: "outputs", entries: [{ definition: main, result: whole ?? plain(returned) }] };
  }
  const values = whole === undefined ? returned : whole.value;
  const { key, canSubset, outputs: siblings } = main.multiAsset;
  if (values !== undefined && (typeof values !== "object" || values === null || isRowSource(values))) {
    throw userError(definitionErrors.outputsUnreadable, {
      key,
      what: values === null ? "null" : `a ${typeof values}`,
    });
  }
  const entries: OutputResult[] = [];
  for (const [output, value] of Object.entries(values ?? {})) {
    const definition = outputs.find((one) => one.key === output);
    // A function that cannot be asked for a part returns all, whatever was listed.
    if (definition === undefined && !canSubset && siblings.some((sibling) => sibling === output)) continue;
    if (definition === undefined) return { kind: "outputs", entries, unasked: output };
    entries.push({ definition, result: readResult(value) ?? plain(value) });
  }
  return { kind: "outputs", entries };
}

/** Each after the siblings that it depends on, else in the order in which they were returned. */
async function storeInOrder(entries: readonly OutputResult[], store: (entry: OutputResult) => Promise<void>) {
  const [only] = entries;
  if (only !== undefined && entries.length === 1) return store(only);
  const visited = new Set<OutputResult>();
  const visit = async (entry: OutputResult): Promise<void> => {
    if (visited.has(entry)) return;
    visited.add(entry);
    for (const dep of entry.definition.deps) {
      const sibling = entries.find(({ definition }) => definition.key === dep);
      if (sibling !== undefined) await visit(sibling);
    }
    await store(entry);
  };
  for (const entry of entries) await visit(entry);
}

/** What was returned too much, and what is missing. */
function refuseOthers(
  main: AssetDefinition,
  outputs: readonly AssetDefinition[],
  results: Extract<Results, { kind: "outputs" }>,
  { made, leftOut }: Progress,
): void {
  const { multiAsset } = main;
  if (multiAsset === undefined) return;
  if (results.unasked !== undefined) {
    throw userError(runErrors.outputUnasked, { key: multiAsset.key, output: results.unasked });
  }
  for (const { key } of outputs) {
    if (results.entries.some(({ definition }) => definition.key === key)) continue;
    if (!multiAsset.optional.has(key)) {
      throw userError(definitionErrors.outputMissing, { key: multiAsset.key, output: key });
    }
    // Made by an attempt before this one: then it is there all the same.
    if (!made.has(key)) leftOut.set(key, runErrors.outputLeftOut.message({ output: key }));
  }
}

function plain(value: unknown): Extract<ReturnedResult, { readonly kind: "output" }> {
  return { kind: "output", value, metadata: {}, tags: {} };
}

interface OutputFacts {
  readonly reads: ReadonlyMap<AssetKey, UpstreamRead>;
  readonly added: Metadata;
  /** When the function was called, and when it had returned. */
  readonly called: number;
  readonly computed: number;
  readonly attempt: Attempt;
  readonly log: Log;
}

async function storeAndRecord(
  scope: RunScope,
  definition: AssetDefinition,
  result: Extract<ReturnedResult, { readonly kind: "output" }>,
  { reads, added, called, computed, log, attempt: { signal, checkGoesOn } }: OutputFacts,
  progress: Progress,
): Promise<void> {
  const { key } = definition;
  const value = definition.schema === undefined ? result.value : await applyRowSchema(definition, result.value);
  const said = recordMetadata({ ...added, ...result.metadata });
  checkGoesOn();
  const written = await storeOutput(scope, definition, value, { log, signal });
  checkGoesOn();
  // The rows of a stream are made while they are stored.
  const until = isRowSource(value) ? performance.now() : computed;
  const provenance = makeProvenance(
    scope.plan,
    definition,
    readsOf(scope, definition, reads),
    written?.stored,
    result.dataVersion,
  );
  const event = scope.record({
    kind: "materialization",
    of: { asset: key },
    ...(written !== undefined && { value: written.stored }),
    metadata: {
      ...said,
      ...(written?.metadata !== undefined && recordMetadata(written.metadata)),
      ...metadataUnasked(written, (until - called) / 1_000),
    },
    provenance,
    ...(Object.keys(result.tags).length > 0 && { tags: result.tags }),
  });
  const isExact = value === undefined || (!isRowSource(value) && managerOf(scope, definition).keepsExactly === true);
  scope.values.add(
    key,
    { event, dataVersion: provenance.dataVersion, stored: written?.stored },
    isExact ? { value } : undefined,
  );
  progress.made.add(key);
}

/** Of all that the step read, what this output depends on; siblings as they were made just now. */
function readsOf(
  scope: RunScope,
  { multiAsset, inputs, deps }: AssetDefinition,
  reads: ReadonlyMap<AssetKey, UpstreamRead>,
): Iterable<UpstreamRead> {
  if (multiAsset === undefined) return reads.values();
  const keys = new Set([...inputs.map(({ asset }) => asset), ...deps]);
  return Array.from(keys, (asset): UpstreamRead | undefined => {
    const made = multiAsset.outputs.includes(asset) ? scope.values.made(asset) : undefined;
    if (made === undefined) return reads.get(asset);
    return { asset, event: made.event, dataVersion: made.dataVersion, from: made.stored ?? "empty" };
  }).filter((read) => read !== undefined);
}

/** Records what the function reported of the assets that it made. The error of the first that holds something back, if one does. */
function judgeReports(scope: RunScope, reports: Reports, { made }: Progress): unknown {
  let held: unknown;
  for (const { check, result } of reports.results()) {
    const judged = scope.values.made(check.asset)?.event;
    if (!made.has(check.asset) || result === undefined) continue;
    recordReport(scope, check, result, judged);
    if (scope.holds.add(check, result)) {
      held ??= userError(runErrors.blockingCheckFailed, { asset: check.asset, check: check.name });
    }
  }
  reports.refuseMissing(made);
  return held;
}

function recordReport(
  scope: RunScope,
  { asset, name }: CheckDefinition,
  result: CheckResult,
  judged: EventId | undefined,
): void {
  scope.record({ kind: "check", of: { asset }, check: name, result, ...(judged !== undefined && { judged }) });
}

function settle(
  scope: RunScope,
  outputs: readonly AssetDefinition[],
  { made, leftOut }: Progress,
  last: LastWord,
): StepEnd {
  let skipped = 0;
  for (const { key } of outputs) {
    const of = { asset: key };
    if (made.has(key)) scope.record({ kind: "outcome", of, outcome: "materialized" });
    else if (last.state === "failed") scope.record({ kind: "outcome", of, outcome: "failed", error: last.error });
    else if (last.state === "cancelled") scope.record({ kind: "outcome", of, outcome: "cancelled" });
    else {
      skipped += 1;
      const because = last.state === "skipped" ? last.reason : leftOut.get(key);
      scope.record({ kind: "outcome", of, outcome: "skipped", ...(because !== undefined && { because }) });
    }
  }
  switch (last.state) {
    case "failed":
    case "cancelled":
      return "failed";
    case "held":
      return "partly";
    case "succeeded":
    case "skipped":
      return skipped === 0 ? "succeeded" : skipped === outputs.length ? "skipped" : "partly";
    default:
      return last satisfies never;
  }
}
