import { definitionErrors } from "../../protocol/errors/definition-errors.ts";
import type { Json } from "../../protocol/errors/error-entry.ts";
import { UserError, userError } from "../../protocol/errors/error-entry.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import type { Outcome } from "../../protocol/record/events.ts";
import type { RunPlan } from "../../protocol/record/run-plan.ts";
import type { AssetDefinition } from "../core/definitions/definition.ts";
import { readDefinition } from "../core/definitions/definition.ts";
import { plainMetadata } from "../core/definitions/metadata.ts";
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
 * scripts. The list is what is made, in whatever order it stands; values that it reads from elsewhere are `given`.
 * @param assets handles of the assets to make.
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
export async function materialize<H extends AnyAsset>(
  assets: readonly H[],
  options: MaterializeOptions<H> = {},
): Promise<MaterializeResult<H>> {
  const given = new Map(Object.entries(options.given ?? {}).map(([key, value]) => [asAssetKey(key), value as unknown]));
  const errors = new Map<AssetKey, unknown>();
  const definitions = assets.map(definitionFor).filter(({ key }) => !given.has(key));
  for (const definition of definitions) checkRunnable(definition, definitions, given);
  const observed = definitions.map((definition) => withErrorsKept(definition, errors));
  const store = createMemoryStore();
  const io = memoryIoManager();
  const plan = planFor(observed, options, store);
  await executeRun({
    plan,
    definitions: new Map(observed.map((definition) => [definition.key, definition])),
    store,
    ioManagers: { default: io, memory: io },
    resources: (options.resources ?? {}) as Readonly<Record<string, unknown>>,
    clock: systemClock,
    signal: options.signal ?? new AbortController().signal,
    given,
  });
  const values = await loadValues(definitions, store, io);
  const result = createResult<H>(plan, store, values, given, errors);
  if (options.throwOnError === true) throwFirst(plan, store, errors);
  return result;
}

function definitionFor(handle: AnyAsset): AssetDefinition {
  const definition = readDefinition(handle);
  if (definition?.kind === "asset" || definition?.kind === "external") return definition;
  throw userError(definitionErrors.badReference, { what: String(handle) });
}

function checkRunnable(
  definition: AssetDefinition,
  listed: readonly AssetDefinition[],
  given: ReadonlyMap<AssetKey, unknown>,
): void {
  const { key } = definition;
  if (definition.kind === "external") throw userError(definitionErrors.externalNotMade, { key });
  if (definition.partitions !== undefined) throw userError(definitionErrors.partitionedNotYet, { key });
  const isThere = (asset: AssetKey) => given.has(asset) || listed.some((other) => other.key === asset);
  for (const { asset, optional } of definition.inputs) {
    if (!optional && !isThere(asset)) throw userError(definitionErrors.inputNotGiven, { key, input: asset });
  }
}

/** The store keeps an error's words; tests want the very error that was thrown. */
function withErrorsKept(definition: AssetDefinition, errors: Map<AssetKey, unknown>): AssetDefinition {
  const { key, compute } = definition;
  if (compute === undefined) return definition;
  return {
    ...definition,
    compute: async (inputs, context) => {
      try {
        errors.delete(key);
        return await compute(inputs, context);
      } catch (error) {
        errors.set(key, error);
        throw error;
      }
    },
  };
}

function planFor(definitions: readonly AssetDefinition[], options: MaterializeOptions<never>, store: Store): RunPlan {
  // Of inputs that are not in the list it was told already whether they are given.
  const { graph, index } = soundGraph(definitions);
  const random = crypto.getRandomValues(new Uint8Array(3));
  return {
    run: makeRunId(systemClock.now(), random),
    environment: options.environment ?? "test",
    trigger: { kind: "test" },
    config: (options.config ?? {}) as Json,
    steps: makePlan({ graph, index, assets: definitions.keys() }),
    code: { versions: {} },
    basis: { events: store.cursor(), files: {} },
    sources: {},
  };
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

function createResult<H extends AnyAsset>(
  plan: RunPlan,
  store: Store,
  values: ReadonlyMap<AssetKey, unknown>,
  given: ReadonlyMap<AssetKey, unknown>,
  errors: ReadonlyMap<AssetKey, unknown>,
): MaterializeResult<H> {
  const planned = new Set(plan.steps.flatMap((step) => step.assets));
  const keyOf = (handle: H): AssetKey => {
    const { key } = definitionFor(handle);
    if (planned.has(key) || given.has(key)) return key;
    throw userError(definitionErrors.notMaterialized, { key, why: "it was not in the list" });
  };
  const outcomeOf = (key: AssetKey): Outcome => store.asset(key).outcome?.outcome ?? "materialized";
  return {
    success: [...planned].every((key) => outcomeOf(key) === "materialized" || outcomeOf(key) === "skipped"),
    value(handle) {
      const key = keyOf(handle);
      if (given.has(key)) return given.get(key) as never;
      if (values.has(key)) return values.get(key) as never;
      const error = errorOf(key, store, errors);
      if (error !== undefined) throw error;
      throw userError(definitionErrors.notMaterialized, { key, why: because(key, store) });
    },
    outcome: (handle) => outcomeOf(keyOf(handle)),
    metadata: (handle) => plainMetadata(store.asset(keyOf(handle)).latest?.metadata ?? {}),
    error: (handle) => errorOf(keyOf(handle), store, errors),
  };
}

function throwFirst(plan: RunPlan, store: Store, errors: ReadonlyMap<AssetKey, unknown>): void {
  for (const key of plan.steps.flatMap((step) => step.assets)) {
    if (store.asset(key).outcome?.outcome === "failed") throw errorOf(key, store, errors);
  }
}

function errorOf(key: AssetKey, store: Store, errors: ReadonlyMap<AssetKey, unknown>): Error | undefined {
  const { outcome } = store.asset(key);
  if (outcome?.outcome === "upstream failed" && outcome.because !== undefined) {
    return errorOf(asAssetKey(outcome.because), store, errors);
  }
  if (outcome?.outcome !== "failed") return undefined;
  const thrown = errors.get(key);
  if (thrown instanceof Error) return thrown;
  const { code, message = String(thrown), remedy = "" } = outcome.error ?? {};
  return code === undefined ? new Error(message) : new UserError(code, message, remedy);
}

function because(key: AssetKey, store: Store): string {
  const { outcome, because: reason } = store.asset(key).outcome ?? {};
  return [outcome ?? "nothing was made", reason].filter((part) => part !== undefined).join(": ");
}
