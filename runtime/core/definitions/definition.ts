import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import type { PartitionMapping, PartitionsDefinition } from "../../../protocol/graph/partitions.ts";

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
}

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
}

/** What any value carries under `definitionOf`; undefined: it is no definition. */
export function readDefinition(
  value: unknown,
): AssetDefinition | ResourceDefinition | ProviderDefinition | ConfigDefinition | undefined {
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
