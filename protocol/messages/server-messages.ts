import type { Diagnostic, Json, RecordedError } from "../errors/error-entry.ts";
import type { AssetKey } from "../graph/asset-key.ts";
import type { SourceRange } from "../graph/source-range.ts";
import type { RunState, StoredEvent } from "../record/events.ts";
import type { RunId } from "../record/identifiers.ts";
import type { Metadata } from "../record/metadata.ts";
import type { PlanRequest, RunPlan, Trigger } from "../record/run-plan.ts";
import type { AssetStatus, Badge } from "../record/status.ts";
import type { Revision } from "./lineage-feed.ts";

/**
 * Custom requests of the language server, method `evergraph/<name>`: `[parameters, result]`. Each carries the folder of its project.
 * A panel may ask those in `panelMethods` through the extension host.
 */
export interface ServerRequests {
  /** What is missing since a revision; the whole when it is not given or not known. */
  readonly feed: [Of<{ readonly since?: Revision }>, FeedEnvelope[]];
  /** Where an asset is defined in the text of now; null: nowhere. */
  readonly place: [Of<{ readonly asset: AssetKey }>, SourceRange | null];
  /** What a card shows, in the order of the keys; null: no such asset. */
  readonly cards: [Of<{ readonly keys: readonly AssetKey[] }>, (Card | null)[]];
  readonly details: [Of<{ readonly asset: AssetKey }>, AssetDetails | null];
  readonly plan: [Of<{ readonly request: PlanRequest; readonly trigger: Trigger }>, PlanAnswer];
  /** The latest runs first. */
  readonly runs: [Of<{ readonly limit: number }>, RunSummary[]];
  /** The latest events of a run first reversed into their order. */
  readonly events: [Of<{ readonly run: RunId; readonly limit: number }>, StoredEvent[]];
  /** For the tree: every asset in order of group and key. */
  readonly list: [Of<Record<never, never>>, Listed[]];
  /** The projects that the server knows. */
  readonly projects: [Record<never, never>, ProjectSummary[]];
}

/** Parameters with the absolute path of the project's folder. */
export type Of<Parameters> = Parameters & { readonly project: string };

/** Requests that a panel may make. */
export const panelMethods = ["place", "cards", "details", "runs", "events"] as const;
export type PanelMethod = (typeof panelMethods)[number];

/** What the server says unasked, method `evergraph/<name>`. */
export interface ServerTells {
  readonly feed: Of<{ readonly messages: readonly FeedEnvelope[] }>;
  readonly run: Of<{ readonly run: RunSummary }>;
  /** A project came to be known, went, or its counts changed. */
  readonly project: ProjectSummary;
}

/** What the client says unasked. */
export interface ClientTells {
  readonly environment: Of<{ readonly environment: string }>;
  /** Workspace trust was granted: the store's index and the registry may be written from now on. */
  readonly trusted: Record<never, never>;
}

/** Given at `initialize`, as `initializationOptions`. */
export interface ServerStart {
  readonly trusted: boolean;
  /** Absolute paths of the workspace folders. */
  readonly folders: readonly string[];
  /** Where caches may be kept for this workspace; absent: nowhere. */
  readonly storageFolder?: string;
}

/** A `FeedMessage` for JSON: its bytes in base64. */
export interface FeedEnvelope {
  readonly kind: "snapshot" | "delta" | "status";
  readonly from: Revision;
  readonly to: Revision;
  readonly base64: string;
}

export type PlanAnswer =
  | { readonly plan: RunPlan; readonly preview: boolean }
  | { readonly refused: readonly Diagnostic[] };

/** What a card in the lineage, and a row in the tree, show. */
export interface Card {
  readonly key: AssetKey;
  readonly group: string;
  readonly kinds: readonly string[];
  readonly owners: readonly string[];
  readonly badge: Badge;
  /** Rows of the latest materialization. */
  readonly rows?: number;
  /** Against the materialization before, as a fraction: 0.018 is +1.8 %. */
  readonly rowsChange?: number;
  /** Rows of the latest materializations, oldest first, at most 20. */
  readonly history: readonly number[];
  /** The one reason, in a sentence: `tax in money.ts changed`. Absent when there is nothing to explain. */
  readonly reason?: string;
  /** Milliseconds since the epoch of the latest materialization. */
  readonly made?: number;
  /** Seconds that it took. */
  readonly seconds?: number;
  readonly checks: { readonly passed: number; readonly total: number };
  readonly columns?: number;
  /** Of a running asset: milliseconds since the epoch. */
  readonly startedAt?: number;
}

export interface Listed {
  readonly key: AssetKey;
  readonly group: string;
  readonly badge: Badge;
  /** Reason, else rows and age: what the tree shows beside the key. */
  readonly description: string;
  readonly external: boolean;
}

export interface AssetDetails {
  readonly card: Card;
  readonly range: SourceRange;
  readonly description?: string;
  readonly status: AssetStatus;
  /** The status and its causes in whole sentences. */
  readonly sentences: readonly string[];
  readonly upstream: readonly AssetKey[];
  readonly downstream: readonly AssetKey[];
  readonly latest?: MaterializationSummary;
  /** Latest first, at most 20. */
  readonly history: readonly MaterializationSummary[];
  readonly columns?: readonly { readonly name: string; readonly type: string }[];
  /** First rows of the latest value. */
  readonly preview?: readonly Json[];
  readonly codeVersion?: { readonly hash: string; readonly certainty: "exact" | "partial" };
  /** As TypeScript prints it. */
  readonly valueType?: string;
}

export interface MaterializationSummary {
  readonly run?: RunId;
  readonly time: number;
  readonly seconds?: number;
  readonly rows?: number;
  readonly bytes?: number;
  readonly codeVersion?: string;
  readonly dataVersion: string;
  readonly metadata: Metadata;
}

export interface RunSummary {
  readonly run: RunId;
  readonly state: RunState;
  readonly trigger: Trigger;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly steps: { readonly planned: number; readonly done: number; readonly failed: number };
  readonly assets: readonly AssetKey[];
  readonly error?: RecordedError;
}

export interface ProjectSummary {
  /** Absolute path. */
  readonly folder: string;
  readonly environment: string;
  readonly environments: readonly string[];
  /** The environment asks before each run. */
  readonly confirm?: boolean;
  /** How many assets have each badge. */
  readonly counts: Readonly<Partial<Record<Badge, number>>>;
  readonly assets: number;
  /** Why no run can be started, when none can: the package is not installed, … */
  readonly cannotRun?: RecordedError;
  /** What is wrong with the store, when something is. */
  readonly storeProblem?: RecordedError;
}
