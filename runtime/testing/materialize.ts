import { definitionErrors } from "../../protocol/errors/definition-errors.ts";
import type { Json, RecordedError } from "../../protocol/errors/error-entry.ts";
import { UserError, userError } from "../../protocol/errors/error-entry.ts";
import { runErrors } from "../../protocol/errors/run-errors.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import { type CheckId, checkId, splitCheckId } from "../../protocol/graph/check-id.ts";
import type { CheckResult as RecordedResult } from "../../protocol/record/events.ts";
import type { RunPlan } from "../../protocol/record/run-plan.ts";
import { bareAsset } from "../core/definitions/bare-asset.ts";
import type { AssetCheck } from "../core/definitions/check-handle.ts";
import type { AssetDefinition, CheckFunctionDefinition, InputDefinition } from "../core/definitions/definition.ts";
import { readDefinition } from "../core/definitions/definition.ts";
import { type Metadata, plainMetadata } from "../core/definitions/metadata.ts";
import type { AnyAsset } from "../core/definitions/references.ts";
import { makePlan } from "../core/plan/make-plan.ts";
import { makeRunId } from "../core/plan/run-id.ts";
import { soundGraph } from "../core/validation/sound-graph.ts";
import { executeRun } from "../executor/execute-run.ts";
import { systemClock } from "../executor/system-clock.ts";
import type { IoManager } from "../io/io-manager.ts";
import { memoryIoManager } from "../io/memory-io-manager.ts";
import { createMemoryStore } from "../storage/memory-store.ts";
import type { Store } from "../storage/store.ts";
import type { MaterializeOptions, MaterializeResult } from "./materialize-types.ts";

/**
 * Makes assets in this process, in memory, and gives what came of it: no daemon, no database, nothing on disk. When to use: tests and
 * scripts. The list is what is made and checked, in whatever order it stands (all of a multi-asset whose function makes all at once);
 * values that it reads from elsewhere are `given`.
 * @param assets handles of the assets to make, and of checks to run.
 * @param options `given` values by key, `resources` by slot, `config` by key.
 * @throws `input-not-given` when an asset reads one that is neither listed nor given, `partitioned-not-yet`, `duplicate-key`, `cycle`;
 * with `throwOnError` also what an asset threw.
 * @example
 * ```ts
 * import { asset, materialize } from "evergraph";
 * const orders = asset("orders", () => [{ total: 3 }, { total: 4 }]);
 * const revenue = asset("revenue", { inputs: { orders, rate: "rate" } }, ({ orders, rate }) =>
 *   orders.reduce((sum, order) => sum + order.total * Number(rate), 0));
 * const result = await materialize([orders, revenue], { given: { rate: 2 } });
 * if (result.value(revenue) !== 14) throw new Error("7 orders at a rate of 2");
 * ```
 */
export async function materialize<H extends AnyAsset | AssetCheck>(
  assets: readonly H[],
  options: MaterializeOptions<H> = {},
): Promise<MaterializeResult<H>> {
  const given = new Map(Object.entries(options.given ?? {}).map(([key, value]) => [asAssetKey(key), value as unknown]));
  const errors: ThrownErrors = new Map();
  const listed = assets.map(definitionFor);
  const named = listed.filter((one) => one.kind !== "check");
  const definitions = withSiblings(named).filter(({ key }) => !given.has(key));
  const checks = listed.filter((one): one is CheckFunctionDefinition => one.kind === "check");
  for (const definition of definitions) checkRunnable(definition, definitions, given);
  for (const { name, function: of } of checks) checkReads(name, [of.asset, ...required(of.inputs)], definitions, given);
  const observed = definitions.map((definition) => withErrorsKept(definition, errors));
  const functions = checksById(checks, errors);
  const store = createMemoryStore();
  const io = memoryIoManager();
  const plan = planFor(observed, functions, options, store);
  const { state } = await executeRun({
    plan,
    definitions: new Map(observed.map((definition) => [definition.key, definition])),
    checks: functions,
    store,
    ioManagers: { ...everyName(definitions, io), default: io, memory: io },
    resources: (options.resources ?? {}) as Readonly<Record<string, unknown>>,
    clock: systemClock,
    signal: options.signal ?? new AbortController().signal,
    given,
  });
  const values = await loadValues(definitions, store, io);
  const result = createResult<H>({ plan, store, values, given, errors, success: state === "succeeded" });
  if (options.throwOnError === true) throwFirst(plan, store, errors);
  return result;
}

/** By asset key, or by check. */
type ThrownErrors = Map<string, unknown>;

function definitionFor(handle: unknown): AssetDefinition | CheckFunctionDefinition {
  const definition = readDefinition(handle);
  if (definition?.kind === "asset" || definition?.kind === "external" || definition?.kind === "check")
    return definition;
  throw userError(definitionErrors.badReference, { what: String(handle) });
}

/** With the outputs of multi-assets that come along, because their functions cannot be asked for a part. */
function withSiblings(named: readonly AssetDefinition[]): readonly AssetDefinition[] {
  const listed = new Map(named.map((definition) => [definition.key, definition]));
  const along = named.flatMap(({ multiAsset }) =>
    multiAsset === undefined || multiAsset.canSubset ? [] : (multiAsset.definitions?.() ?? []),
  );
  const siblings = new Map(
    along.filter(({ key }) => !listed.has(key)).map((definition) => [definition.key, definition]),
  );
  // What stands twice in the list has to be told, so that is not made one here.
  return [...named, ...siblings.values()];
}

/** Whatever an asset's IO manager is elsewhere: here all is kept in memory. */
function everyName(definitions: readonly AssetDefinition[], io: IoManager): Readonly<Record<string, IoManager>> {
  return Object.fromEntries(
    definitions.flatMap((definition) => (definition.io === undefined ? [] : [[definition.io, io]])),
  );
}

/** Each check that was listed, in its function with the thrown errors kept. */
function checksById(
  listed: readonly CheckFunctionDefinition[],
  errors: ThrownErrors,
): ReadonlyMap<CheckId, CheckFunctionDefinition> {
  const functions = new Map<CheckId, CheckFunctionDefinition>();
  for (const { function: of } of listed) {
    const ids = of.checks.map(({ asset, name }) => checkId(asset, name));
    const compute = keeping(of.compute, ids, errors);
    const watched = { ...of, compute };
    for (const { asset, name } of of.checks) {
      functions.set(checkId(asset, name), { kind: "check", name, function: watched });
    }
  }
  return functions;
}

function checkRunnable(
  definition: AssetDefinition,
  listed: readonly AssetDefinition[],
  given: ReadonlyMap<AssetKey, unknown>,
): void {
  const { key } = definition;
  if (definition.kind === "external" && definition.observe === undefined) {
    throw userError(definitionErrors.externalNotMade, { key });
  }
  if (definition.partitions !== undefined) throw userError(definitionErrors.partitionedNotYet, { key });
  checkReads(key, required(definition.inputs), listed, given);
}

function required(inputs: readonly InputDefinition[]): readonly AssetKey[] {
  return inputs.filter(({ optional }) => !optional).map(({ asset }) => asset);
}

/** What is loaded has to be made here, or given. */
function checkReads(
  key: string,
  reads: readonly AssetKey[],
  listed: readonly AssetDefinition[],
  given: ReadonlyMap<AssetKey, unknown>,
): void {
  for (const input of reads) {
    if (given.has(input) || listed.some((other) => other.key === input)) continue;
    throw userError(definitionErrors.inputNotGiven, { key, input });
  }
}

/** The store keeps an error's words; tests want the very error that was thrown. */
function withErrorsKept(definition: AssetDefinition, errors: ThrownErrors): AssetDefinition {
  const { key, compute, observe, multiAsset } = definition;
  const names = multiAsset?.outputs ?? [key];
  return {
    ...definition,
    ...(compute !== undefined && { compute: keeping(compute, names, errors) }),
    ...(observe !== undefined && { observe: keeping(observe, names, errors) }),
  };
}

function keeping<Arguments extends readonly unknown[]>(
  call: (...given: Arguments) => unknown,
  names: readonly string[],
  errors: ThrownErrors,
): (...given: Arguments) => Promise<unknown> {
  return async (...given) => {
    try {
      for (const name of names) errors.delete(name);
      return await call(...given);
    } catch (error) {
      for (const name of names) errors.set(name, error);
      throw error;
    }
  };
}

function planFor(
  definitions: readonly AssetDefinition[],
  functions: ReadonlyMap<CheckId, CheckFunctionDefinition>,
  options: MaterializeOptions<never>,
  store: Store,
): RunPlan {
  // Of inputs that are not in the list it was told already whether they are given.
  const { graph, index } = soundGraph([...definitions, ...standIns(definitions, functions)], {
    checks: functions.values(),
  });
  const random = crypto.getRandomValues(new Uint8Array(3));
  return {
    run: makeRunId(systemClock.now(), random),
    environment: options.environment ?? "test",
    trigger: { kind: "test" },
    config: (options.config ?? {}) as Json,
    steps: makePlan({
      graph,
      index,
      assets: definitions.keys(),
      checks: [...functions.keys()],
    }),
    code: { versions: {} },
    basis: { events: store.cursor(), files: {} },
    sources: {},
  };
}

/** Checked assets that are given instead of made: the graph has to know of them. */
function standIns(
  definitions: readonly AssetDefinition[],
  functions: ReadonlyMap<CheckId, CheckFunctionDefinition>,
): readonly AssetDefinition[] {
  const checked = new Set([...functions.keys()].map((id) => splitCheckId(id).asset));
  for (const { key } of definitions) checked.delete(key);
  return Array.from(checked, (key) => bareAsset(key, "external"));
}

async function loadValues(
  definitions: readonly AssetDefinition[],
  store: Store,
  io: IoManager,
): Promise<ReadonlyMap<AssetKey, unknown>> {
  const values = new Map<AssetKey, unknown>();
  const { signal } = new AbortController();
  for (const { key } of definitions) {
    const { latest } = store.asset(key);
    if (latest === undefined) continue;
    const { value } = latest;
    values.set(
      key,
      value === undefined ? undefined : await io.load({ asset: key, folder: store.folder, signal }, value),
    );
  }
  return values;
}

interface Happened {
  readonly plan: RunPlan;
  readonly store: Store;
  readonly values: ReadonlyMap<AssetKey, unknown>;
  readonly given: ReadonlyMap<AssetKey, unknown>;
  readonly errors: ThrownErrors;
  readonly success: boolean;
}

function createResult<H extends AnyAsset | AssetCheck>({
  plan,
  store,
  values,
  given,
  errors,
  success,
}: Happened): MaterializeResult<H> {
  const planned = new Set(plan.steps.flatMap((step) => step.assets));
  const keyOf = (handle: H): AssetKey => {
    const definition = definitionFor(handle);
    const key = definition.kind === "check" ? checkedBy(definition) : definition.key;
    if (definition.kind === "check" || planned.has(key) || given.has(key)) return key;
    throw userError(definitionErrors.notMaterialized, { key, why: "it was not in the list" });
  };
  return {
    success,
    value(handle) {
      const key = keyOf(handle);
      if (given.has(key)) return given.get(key) as never;
      if (values.has(key)) return values.get(key) as never;
      const error = errorOf(key, store, errors);
      if (error !== undefined) throw error;
      throw userError(definitionErrors.notMaterialized, { key, why: because(key, store) });
    },
    outcome: (handle) => store.asset(keyOf(handle)).outcome?.outcome ?? "materialized",
    checks(handle) {
      const definition = definitionFor(handle);
      const { checks } = store.asset(keyOf(handle));
      const names = definition.kind === "check" ? [definition.name] : Object.keys(checks);
      return names.flatMap((name) => (checks[name] === undefined ? [] : [toCheckResult(name, checks[name].result)]));
    },
    metadata(handle) {
      const { latest, observed } = store.asset(keyOf(handle));
      return plainMetadata((latest ?? observed)?.metadata ?? {});
    },
    error(handle) {
      const definition = definitionFor(handle);
      const key = keyOf(handle);
      return errorOf(definition.kind === "check" ? checkId(key, definition.name) : key, store, errors);
    },
  };
}

function toCheckResult(name: string, { error, metadata, ...result }: RecordedResult) {
  return {
    name,
    ...result,
    metadata: plainMetadata(metadata) as Metadata,
    ...(error !== undefined && { description: error.message }),
  };
}

/** The asset whose result the check is. */
function checkedBy({ name, function: of }: CheckFunctionDefinition): AssetKey {
  return of.checks.find((check) => check.name === name)?.asset ?? of.asset;
}

function throwFirst(plan: RunPlan, store: Store, errors: ThrownErrors): void {
  for (const { assets, checks } of plan.steps) {
    for (const name of [...assets, ...checks.map((check) => checkId(check.asset, check.name))]) {
      const error = errorOf(name, store, errors);
      if (error !== undefined) throw error;
    }
  }
}

/** What an asset or a check threw; for what was not begun, what went wrong above it. */
function errorOf(name: string, store: Store, errors: ThrownErrors): Error | undefined {
  if (name.includes(":")) return errorOfCheck(name as CheckId, store, errors);
  const { outcome } = store.asset(asAssetKey(name));
  if (outcome?.outcome === "upstream failed" && outcome.because !== undefined) {
    return errorOf(outcome.because, store, errors);
  }
  return outcome?.outcome === "failed" ? asError(errors.get(name), outcome.error) : undefined;
}

function errorOfCheck(id: CheckId, store: Store, errors: ThrownErrors): Error | undefined {
  const { asset, check } = splitCheckId(id);
  const result = store.asset(asset).checks[check]?.result;
  if (result?.error !== undefined) return asError(errors.get(id), result.error);
  const hasFailed = result !== undefined && !result.passed && result.severity === "ERROR";
  return hasFailed ? userError(runErrors.blockingCheckFailed, { asset, check }) : undefined;
}

function asError(thrown: unknown, recorded: RecordedError | undefined): Error {
  if (thrown instanceof Error) return thrown;
  const { code, message = String(thrown), remedy = "" } = recorded ?? {};
  return code === undefined ? new Error(message) : new UserError(code, message, remedy);
}

function because(key: AssetKey, store: Store): string {
  const { outcome, because: reason } = store.asset(key).outcome ?? {};
  return [outcome ?? "nothing was made", reason].filter((part) => part !== undefined).join(": ");
}
