import type { Diagnostic, Json, RecordedError } from "../errors/error-entry.ts";
import type { AssetGraph, AssetId } from "../graph/asset-graph.ts";
import type { AssetKey } from "../graph/asset-key.ts";
import type { SourceRange } from "../graph/source-range.ts";
import type { CheckResult, LogLevel, RunState, StepSeconds, StoredEvent } from "../record/events.ts";
import type { EventId, RunId } from "../record/identifiers.ts";
import type { Metadata } from "../record/metadata.ts";
import type { PlannedCheck, PlanRequest, RunPlan, Trigger } from "../record/run-plan.ts";
import type { AssetStatus, Badge, MemberChange } from "../record/status.ts";
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
  /** The last events of a run (only of one asset, only from these levels up), in their order. */
  readonly events: [
    Of<{ readonly run: RunId; readonly limit: number; readonly asset?: AssetKey; readonly atLeast?: LogLevel }>,
    StoredEvent[],
  ];
  readonly run: [Of<{ readonly run: RunId }>, RunDetails | null];
  /** Asks whoever carries out a run to cancel it: a terminal, another window. `not running`: nobody does. */
  readonly cancel: [Of<{ readonly run: RunId }>, "asked" | "not running"];
  /** The text around a line (from 0) of a file that a run was made from; null: the run knows no such file, or it is gone. */
  readonly source: [Of<{ readonly run: RunId; readonly file: string; readonly line: number }>, SourceLines | null];
  /** How what a run planned stood before it, the last time that it was made; null: no such run. */
  readonly comparison: [Of<{ readonly run: RunId }>, RunComparison | null];
  /** The assets that a selection names: ids as in the feed, rising. */
  readonly select: [Of<{ readonly selection: string }>, Selected];
  readonly complete: [Of<{ readonly text: string; readonly offset: number }>, SelectionCompletion];
  /** What a request would do, for people to read before they let it. */
  readonly preview: [Of<{ readonly request: PlanRequest }>, PlanPreview];
  /** The causes of all that is stale, those that reach furthest first. */
  readonly explain: [Of<Record<never, never>>, StaleRoot[]];
  /** Rows of a stored value (the latest when no materialization is named), and what its columns hold. */
  readonly rows: [
    Of<{ readonly asset: AssetKey; readonly event?: EventId; readonly from: number; readonly count: number }>,
    ValueRows,
  ];
  /** What differs between two materializations of one asset. */
  readonly difference: [
    Of<{
      readonly asset: AssetKey;
      readonly before: EventId;
      readonly after: EventId;
      /** Columns by which rows are told apart; absent: found by looking. */
      readonly by?: readonly string[];
    }>,
    ValueDifference,
  ];
  /** What `Load Definitions` has to load. */
  readonly definitions: [Of<Record<never, never>>, DefinitionFiles];
  /** For the tree: every asset in order of group and key. */
  readonly list: [Of<Record<never, never>>, Listed[]];
  /** The projects that the server knows. */
  readonly projects: [Record<never, never>, ProjectSummary[]];
}

/** Parameters with the absolute path of the project's folder. */
export type Of<Parameters> = Parameters & { readonly project: string };

/** Requests that a panel may make. */
export const panelMethods = [
  "place",
  "cards",
  "details",
  "runs",
  "events",
  "run",
  "source",
  "comparison",
  "select",
  "complete",
  "preview",
  "explain",
  "rows",
  "difference",
] as const;
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
  /** What running the definitions showed, of texts with these contents: assets made in loops and factories. */
  readonly loaded: Of<{ readonly graph: AssetGraph; readonly basis: Readonly<Record<string, string>> }>;
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
  /** Its file does not parse: it stands as it was. */
  readonly broken?: true;
  /** The latest materialization stored a value. */
  readonly hasValue?: true;
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
  /** Its file does not parse: it stands as it was. */
  readonly broken?: true;
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
  /** In the order of the definitions. */
  readonly checks: readonly CheckDetails[];
  /** How many assets are below it, near or far: who is concerned if it changes. */
  readonly reach: number;
  readonly columns?: readonly { readonly name: string; readonly type: string }[];
  /** First rows of the latest value. */
  readonly preview?: readonly Json[];
  readonly codeVersion?: { readonly hash: string; readonly certainty: "exact" | "partial" };
  /** As TypeScript prints it. */
  readonly valueType?: string;
}

export interface CheckDetails {
  readonly name: string;
  readonly blocking: boolean;
  readonly severity: "WARN" | "ERROR";
  readonly description?: string;
  readonly range: SourceRange;
  /** The latest first, at most 20. Empty: never run. */
  readonly results: readonly CheckSummary[];
  /** The latest result is of other code, or of another materialization than the latest. */
  readonly outdated?: "code" | "data";
}

export interface CheckSummary {
  readonly time: number;
  readonly run?: RunId;
  readonly result: CheckResult;
}

export type Selected = { readonly ids: readonly AssetId[] } | { readonly refused: readonly SelectionProblem[] };

/** What is wrong with a selection, from `start` to `end` of its text. */
export interface SelectionProblem {
  readonly start: number;
  readonly end: number;
  readonly message: string;
  readonly remedy: string;
}

export interface SelectionCompletion {
  readonly start: number;
  readonly end: number;
  /** The best first; each takes the place of what stands from `start` to `end`. */
  readonly candidates: readonly {
    readonly label: string;
    readonly text: string;
    readonly kind: "key" | "attribute" | "value" | "function" | "operator";
  }[];
  /** false: more letters may bring others. */
  readonly isComplete: boolean;
}

export interface RunDetails {
  readonly summary: RunSummary;
  /** In the order of the plan. */
  readonly steps: readonly StepDetails[];
  readonly environment: string;
  /** How many steps may run at once, when it is known. */
  readonly concurrency?: number;
  readonly config: Json;
}

export interface StepDetails {
  readonly assets: readonly AssetKey[];
  readonly checks: readonly PlannedCheck[];
  readonly after: readonly number[];
  /** waiting: not begun. upstream failed: not begun because of `because`. */
  readonly state: "waiting" | "running" | "succeeded" | "failed" | "skipped" | "cancelled" | "upstream failed";
  readonly because?: string;
  readonly attempts: number;
  /** Milliseconds since the epoch. */
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly seconds?: StepSeconds;
  readonly error?: RecordedError;
  /** Rows made, by asset. */
  readonly rows: Readonly<Record<AssetKey, number>>;
}

/** A part of a text. */
export interface SourceLines {
  /** The number of the first line, from 0. */
  readonly from: number;
  readonly lines: readonly string[];
  /** The text of now is another than the one that ran. */
  readonly changed: boolean;
}

/** A run beside what was there before it. */
export interface RunComparison {
  /** In the order of the plan. */
  readonly assets: readonly ComparedAsset[];
}

export interface ComparedAsset {
  readonly asset: AssetKey;
  /** What the run made of it; absent: nothing. */
  readonly now?: ComparedMaterialization;
  /** The last one before the run; absent: it was never made before. */
  readonly before?: ComparedMaterialization & { readonly run?: RunId; readonly time: number };
  /** Its code is another than that of `before`. */
  readonly newCode: boolean;
  /** What of the code, as far as the store remembers it. */
  readonly changed: readonly MemberChange[];
}

export interface ComparedMaterialization {
  readonly rows?: number;
  readonly seconds?: number;
  readonly dataVersion: string;
}

export interface PlanPreview {
  /** Absent: it was refused. */
  readonly steps: readonly PreviewStep[];
  readonly refused: readonly Diagnostic[];
  /** Made from text that is not saved. */
  readonly unsaved: boolean;
  /** Seconds that it takes as a whole, as far as the past tells. */
  readonly about?: { readonly usual: number; readonly least: number; readonly most: number };
  readonly concurrency: number;
  /** Stale assets that stay so, and why. */
  readonly left: readonly { readonly asset: AssetKey; readonly badge: Badge; readonly reason: string }[];
}

export interface PreviewStep {
  readonly assets: readonly AssetKey[];
  readonly checks: readonly PlannedCheck[];
  readonly after: readonly number[];
  /** 1 for those that wait for none, 2 for those that wait for these, … */
  readonly wave: number;
  readonly group: string;
  readonly badge: Badge;
  /** Why it is in the plan, in a few words: `code: isPaid in money.ts`. */
  readonly reason: string;
  /** Median of the latest durations. */
  readonly seconds?: number;
  readonly bytes?: number;
  /** The blocking checks of it: they may hold back what is below. */
  readonly gates: readonly PlannedCheck[];
}

/** Assets that are stale for a reason of their own, together with all that waits for them. */
export interface StaleRoot {
  /** In a sentence: `isPaid in money.ts changed`. */
  readonly reason: string;
  /** Those with this reason. */
  readonly assets: readonly AssetKey[];
  /** How many stale assets it explains, those included. */
  readonly explains: number;
  readonly range?: SourceRange;
}

/** A problem instead of rows: the value is not there, damaged, or kept by the project's own IO manager, which only runs load. */
export type ValueRows =
  | {
      readonly columns: readonly ColumnProfile[];
      readonly rows: readonly (readonly Json[])[];
      readonly from: number;
      /** Absent: of a stream whose end was not read. */
      readonly total?: number;
      /** How many rows the profiles were made from. */
      readonly profiled: number;
      readonly event: EventId;
      readonly made: number;
      /** false: the value is no list of rows, and is shown as the only row. */
      readonly isList: boolean;
    }
  | { readonly problem: RecordedError };

export interface ColumnProfile {
  readonly name: string;
  readonly type: string;
  readonly nulls: number;
  /** Absent: more than were counted. */
  readonly distinct?: number;
  readonly min?: Json;
  readonly max?: Json;
  readonly mean?: number;
  /** Counts of equal steps from min to max, of numbers and dates; of the most frequent values otherwise. */
  readonly histogram: readonly { readonly label: string; readonly count: number }[];
}

export type ValueDifference =
  | {
      /** Columns by which rows were told apart; empty: by all of them. */
      readonly by: readonly string[];
      readonly added: number;
      readonly removed: number;
      readonly changed: number;
      readonly same: number;
      readonly columns: {
        readonly added: readonly string[];
        readonly removed: readonly string[];
        readonly retyped: readonly { readonly name: string; readonly before: string; readonly after: string }[];
      };
      /** Names of the columns of `rows`. */
      readonly names: readonly string[];
      /** The first of what differs. */
      readonly rows: readonly DifferentRow[];
    }
  | { readonly problem: RecordedError };

export interface DifferentRow {
  readonly change: "added" | "removed" | "changed";
  readonly before?: readonly Json[];
  readonly after?: readonly Json[];
}

/** Paths from the project's folder; `basis`: SHA-256 of everything that they reach. */
export interface DefinitionFiles {
  readonly files: readonly string[];
  readonly basis: Readonly<Record<string, string>>;
  readonly configFile?: string;
  /** Files with unsaved text, which loading would not see. */
  readonly unsaved: readonly string[];
}

export interface MaterializationSummary {
  readonly event: EventId;
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
  /** done: ended well. failed: failed themselves; what they hold back is neither. */
  readonly steps: { readonly planned: number; readonly done: number; readonly failed: number };
  readonly assets: readonly AssetKey[];
  readonly error?: RecordedError;
  /** It ended well, and every value came out as it was before. */
  readonly quiet?: true;
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
  /** Files that do not parse; absent: all do. */
  readonly broken?: readonly BrokenSource[];
}

/** A file that does not parse, so that its assets stand as they were. */
export interface BrokenSource {
  readonly file: string;
  /** How many are defined in it. */
  readonly assets: number;
  /** Milliseconds since the epoch: when it last parsed. */
  readonly since: number;
  /** Its first error, in the words of TypeScript. */
  readonly why?: string;
  readonly range?: SourceRange;
}
