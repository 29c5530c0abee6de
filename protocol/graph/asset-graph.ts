import type { AssetKey } from "./asset-key.ts";
import type { PartitionMapping, PartitionsDefinition } from "./partitions.ts";
import type { SourceRange } from "./source-range.ts";

/** Index into `AssetGraph.keys`. A process gives a key one id for life: a half-typed asset comes back as itself. */
export type AssetId = number;

export type Tags = Readonly<Record<string, string>>;

/** What is defined: produced from text (exact to the unsaved letter) or from loading the modules (exact to what runs). */
export interface AssetGraph {
  readonly keys: readonly AssetKey[];
  /** By id. null: named by some asset, defined nowhere (or no more). */
  readonly nodes: readonly (AssetNode | null)[];
  /** Definitions whose key only running can know. */
  readonly unresolved: readonly UnresolvedDefinition[];
  readonly jobs: readonly Job[];
  readonly schedules: readonly Schedule[];
  readonly sensors: readonly Sensor[];
  readonly environments: readonly Environment[];
}

export interface AssetNode {
  readonly id: AssetId;
  readonly key: AssetKey;
  readonly kind: "asset" | "external";
  /** From the start of the `asset(…)` call to its end. */
  readonly range: SourceRange;
  /** Of the key's literal, with its quotes. */
  readonly keyRange: SourceRange;
  readonly knownFrom: "text" | "last good text" | "loading";
  readonly multiAsset?: { readonly key: string; readonly canSubset: boolean };
  /** Of an external asset: its `observe` can be run. */
  readonly observed?: true;
  /** `"default"` when none is given; nested by `/`. */
  readonly group: string;
  readonly owners: readonly string[];
  readonly kinds: readonly string[];
  readonly tags: Tags;
  readonly description?: string;
  /** In the order of the text. */
  readonly upstream: readonly AssetEdge[];
  readonly checks: readonly Check[];
  /** Names of resource slots. */
  readonly resources: readonly string[];
  readonly partitions?: PartitionsDefinition;
  /** The `codeVersion` that the user wrote. */
  readonly declaredVersion?: string;
  /** The name that the file exports it under: `rawOrders`, `default`. Absent: it is not exported, or only inside something exported. */
  readonly exportedAs?: string;
}

/** Kept by its consumer, whose text declares it. */
export interface AssetEdge {
  readonly from: AssetId;
  /** value: loaded and passed to the function. order: comes first, is not loaded. */
  readonly kind: "value" | "order";
  /** Name under which the value arrives. */
  readonly input?: string;
  /** Absent: inferred from the partitions of both. */
  readonly mapping?: PartitionMapping;
  readonly range: SourceRange;
}

export interface Check {
  readonly name: string;
  /** A failure of severity ERROR holds back what is below the asset. */
  readonly blocking: boolean;
  /** With `blocking`: only these are held back, or all but these. Absent: everything below. */
  readonly gates?: { readonly kind: "only" | "except"; readonly assets: readonly AssetKey[] };
  readonly severity: "WARN" | "ERROR";
  readonly range: SourceRange;
  readonly description?: string;
  /** The asset's own function reports it: it has no step of its own. */
  readonly reported?: true;
  /** Further assets that come first: its `inputs` and `deps`. */
  readonly after?: readonly AssetKey[];
  /** Name of the `assetChecks` call that makes several in one step. */
  readonly madeBy?: string;
}

export interface UnresolvedDefinition {
  readonly range: SourceRange;
  /** The key as written: `copy/${table}`, with its quotes. */
  readonly expression: string;
}

export interface Job {
  readonly name: string | null;
  /** null: not given, or only running can know. */
  readonly selection: string | null;
  readonly range: SourceRange;
}

export interface Schedule {
  readonly name: string | null;
  readonly job: string | null;
  readonly cron: string | null;
  readonly timezone: string | null;
  readonly range: SourceRange;
}

export interface Sensor {
  readonly name: string | null;
  readonly job: string | null;
  readonly range: SourceRange;
}

export interface Environment {
  readonly name: string;
  /** Resource slots that it binds. */
  readonly resources: readonly string[];
  /** Ask before a run. */
  readonly confirm: boolean;
  /** Steps at once in a run. Absent: not said, so the number of processors. null: only running can know. */
  readonly concurrency?: number | null;
  readonly range: SourceRange;
}

/** The graph of a project with no definitions. */
export const emptyGraph: AssetGraph = {
  keys: [],
  nodes: [],
  unresolved: [],
  jobs: [],
  schedules: [],
  sensors: [],
  environments: [],
};
