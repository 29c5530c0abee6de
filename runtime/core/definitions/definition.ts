import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import type { PartitionMapping, PartitionsDefinition } from "../../../protocol/graph/partitions.ts";
import type { Metadata as RecordedMetadata } from "../../../protocol/record/metadata.ts";

/**
 * Under this symbol every handle (asset, check, resource, config …) carries its definition. Global, so that two copies of the
 * package in one process understand each other.
 */
export const definitionOf: unique symbol = Symbol.for("evergraph.definition") as never;

/** What running needs of an `asset(…)` or `externalAsset(…)` call. Plain data, but for the functions. */
export interface AssetDefinition {
  readonly kind: "asset" | "external";
  readonly key: AssetKey;
  readonly group: string;
  readonly owners: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly kinds: readonly string[];
  readonly description?: string;
  /** Loaded and passed, by the name under which they arrive. */
  readonly inputs: readonly InputDefinition[];
  /** Come first, are not loaded. */
  readonly deps: readonly AssetKey[];
  readonly resources: Readonly<Record<string, ResourceDefinition>>;
  readonly partitions?: PartitionsDefinition;
  readonly declaredVersion?: string;
  /** Name of the IO manager; absent: the default. */
  readonly io?: string;
  readonly retry?: RetryPolicy;
  /** Milliseconds. */
  readonly timeout?: number;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Standard Schema of a row. */
  readonly schema?: unknown;
  /** Standard Schema of the config. */
  readonly config?: unknown;
  /** Absent: external. */
  readonly compute?: (inputs: Readonly<Record<string, unknown>>, context: unknown) => unknown;
  /** Absent: an asset of its own. All outputs of one call carry the same object, and the same `inputs` and `compute`. */
  readonly multiAsset?: MultiAssetDefinition;
  /** Checks that the function itself reports, of this asset. Absent: none. */
  readonly checks?: readonly CheckDefinition[];
  /** Pools of which a step takes slots: one for each time that a name stands here. Absent: none. */
  readonly concurrency?: readonly string[];
  /** Within a run: of the steps that are ready the higher goes first. Absent: 0. */
  readonly priority?: number;
  /** Of an external asset: tells its data version now. `context` as for an asset. */
  readonly observe?: (context: unknown) => unknown;
}

/** What the outputs of a `multiAsset(…)` call share. Its function returns an object by key; a key left out was not made. */
export interface MultiAssetDefinition {
  readonly key: AssetKey;
  readonly canSubset: boolean;
  /** In the order of the text. */
  readonly outputs: readonly AssetKey[];
  /** Outputs that the function may leave out. */
  readonly optional: ReadonlySet<AssetKey>;
  /** Of all outputs, in the same order: who has one handle can make them all. Absent: not known. */
  readonly definitions?: () => readonly AssetDefinition[];
}

/** One check, as data. */
export interface CheckDefinition {
  readonly name: string;
  readonly asset: AssetKey;
  /** What a failure of severity ERROR holds back. */
  readonly blocking: Blocking;
  /** Of a result that does not say it. */
  readonly severity: "WARN" | "ERROR";
  readonly description?: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export type Blocking =
  | { readonly kind: "nothing" | "everything" }
  | { readonly kind: "only" | "except"; readonly assets: readonly AssetKey[] };

/** What running needs of an `assetCheck(…)` or `assetChecks(…)` call: each handle that the call makes carries it, with its own name. */
export interface CheckFunctionDefinition {
  readonly kind: "check";
  /** Of the handle: one of `checks`. */
  readonly name: string;
  /** Shared by all handles of the call. */
  readonly function: CheckFunction;
}

export interface CheckFunction {
  /** Of the call. */
  readonly name: string;
  /** What arrives as the first argument. */
  readonly asset: AssetKey;
  /** Each may be another asset's. */
  readonly checks: readonly CheckDefinition[];
  /** false: one check, whose result is returned as it is. true: an object of results by name. */
  readonly several: boolean;
  readonly canSubset: boolean;
  /** All partitions at once. */
  readonly whole: boolean;
  /** Further values, in `context.inputs`. */
  readonly inputs: readonly InputDefinition[];
  readonly deps: readonly AssetKey[];
  readonly resources: Readonly<Record<string, ResourceDefinition>>;
  readonly retry?: RetryPolicy;
  readonly timeout?: number;
  readonly concurrency?: readonly string[];
  readonly priority?: number;
  /** `context.history` is to hold what was recorded of the asset's last materializations, as `CheckHistory`. */
  readonly needsHistory?: true;
  /** Gives what `assetCheck`'s function may return; results by name when `several`. */
  readonly compute: (value: unknown, context: unknown) => unknown;
}

/** Materializations of a checked asset: the newest, which is the one that is judged, first. */
export type CheckHistory = readonly { readonly time: number; readonly metadata: RecordedMetadata }[];

export interface InputDefinition {
  readonly name: string;
  readonly asset: AssetKey;
  /** May be missing: undefined arrives then. */
  readonly optional: boolean;
  /** Absent: inferred from the partitions of both. */
  readonly mapping?: PartitionMapping;
}

export interface ResourceDefinition {
  readonly kind: "resource";
  readonly name: string;
}

/** What running needs of `provide(…)`. `context` is a `StartContext`. */
export interface ProviderDefinition {
  readonly kind: "provider";
  readonly start: (context: unknown) => unknown;
  readonly stop?: (value: unknown) => unknown;
}

/** What running needs of `defineConfig(…)`: carried by the default export of `evergraph.config.ts`. */
export interface ConfigDefinition {
  readonly kind: "config";
  /** The first is the default. Never empty. */
  readonly environments: readonly EnvironmentDefinition[];
  readonly include?: readonly string[];
}

export interface EnvironmentDefinition {
  readonly name: string;
  /** By slot: the thing itself, or what carries a `ProviderDefinition`. */
  readonly resources: Readonly<Record<string, unknown>>;
  readonly confirm: boolean;
  /** Steps at once in a run. */
  readonly concurrency?: number;
  /** Slots by pool; a pool that is not named has as many as the run. */
  readonly pools: Readonly<Record<string, number>>;
  /** By name; `default` for assets that name none. What `frames()`, `json()`, `memory()` make, or the user's own. */
  readonly io: Readonly<Record<string, unknown>>;
}

/** What any value carries under `definitionOf`; undefined: it is no definition. */
export function readDefinition(
  value: unknown,
): AssetDefinition | CheckFunctionDefinition | ResourceDefinition | ProviderDefinition | ConfigDefinition | undefined {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return undefined;
  return (value as { readonly [definitionOf]?: AssetDefinition })[definitionOf];
}

/** Delays in milliseconds. Delay of attempt n: d, n*d (linear), (2^n - 1)*d (exponential), as in Dagster. */
export interface RetryPolicy {
  readonly retries: number;
  readonly delay?: number;
  readonly backoff?: "linear" | "exponential";
  readonly jitter?: "full" | "plusMinus";
}
