import type { Diagnostic, RecordedError } from "../../protocol/errors/error-entry.ts";
import type { AssetGraph, AssetId, Check } from "../../protocol/graph/asset-graph.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { FeedMessage, Revision } from "../../protocol/messages/lineage-feed.ts";
import type {
  AssetDetails,
  BrokenSource,
  Card,
  CheckDetails,
  DefinitionFiles,
  Listed,
  PlanAnswer,
  PlanPreview,
  ProjectSummary,
  RunDetails,
  RunSummary,
  Selected,
  SelectionCompletion,
  StaleRoot,
  ValueDifference,
  ValueRows,
} from "../../protocol/messages/server-messages.ts";
import type { StoredEvent } from "../../protocol/record/events.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import type { PlanRequest, Trigger } from "../../protocol/record/run-plan.ts";
import type { AssetStatus } from "../../protocol/record/status.ts";
import type { Store } from "../../runtime/storage/store.ts";
import type { Analysis } from "../analysis/analysis.ts";
import type { TypeLane } from "../analysis/types/type-lane.ts";
import type { BrokenFile } from "./broken-files.ts";
import type { EventFilter } from "./run-events.ts";
import type { WantedDifference } from "./value-difference.ts";
import type { WantedRows } from "./value-rows.ts";

/** One project as it is now: the graph from text joined with what the store recorded. One revision, of which everything is told. */
export interface Workspace {
  readonly folder: string;
  readonly environment: string;
  /** false: Restricted Mode. */
  readonly trusted: boolean;
  readonly analysis: Analysis;
  readonly types: TypeLane | undefined;
  /** undefined: nothing was ever stored, and nothing may be written. */
  readonly store: Store | undefined;
  readonly revision: Revision;
  /** Of text, with what loading showed for as long as that stands. */
  graph(): AssetGraph;
  /** Milliseconds since the epoch, for ages. */
  now(): number;
  /** Of text, types and failed runs. */
  diagnostics(): readonly Diagnostic[];
  find(asset: AssetKey): AssetId | undefined;
  /** The file of an asset does not parse, so the asset stands as it was; undefined: it parses, or has only now been broken. */
  broken(asset: AssetId): BrokenFile | undefined;
  /** Files that do not parse, and have assets. */
  brokenFiles(): readonly BrokenSource[];
  /** Assets defined in a file, in the order of its text. */
  assetsIn(file: string): readonly AssetId[];
  /** Assets that name this one as an input or a dependency. */
  downstream(asset: AssetId): readonly AssetId[];
  /** Assets above that must be made too, so that this one is fresh afterwards. */
  staleUpstream(asset: AssetId): readonly AssetId[];
  status(asset: AssetId): AssetStatus;
  /** Assets that the selection names, in order of id; or what is wrong with it. */
  select(selection: string): readonly AssetId[] | readonly Diagnostic[];
  /** As `select`, with what is wrong as places in its text. */
  selectIds(selection: string): Selected;
  complete(selection: string, offset: number): SelectionCompletion;
  plan(request: PlanRequest, trigger: Trigger): PlanAnswer;
  preview(request: PlanRequest): PlanPreview;
  /** The causes of all that is stale, those that explain the most first. */
  explain(signal: AbortSignal): Promise<readonly StaleRoot[]>;
  card(asset: AssetId): Card | null;
  details(asset: AssetId): AssetDetails | null;
  /** A check of an asset with its latest result alone; undefined: there is none of this name. */
  check(asset: AssetId, name: string): CheckDetails | undefined;
  /** Checks that stand in a file, in the order of its text. */
  checksIn(file: string): readonly CheckPlace[];
  list(): readonly Listed[];
  runs(limit: number): readonly RunSummary[];
  run(run: RunId): RunDetails | null;
  /** The last events of a run, in their order. */
  events(run: RunId, limit: number, filter?: EventFilter): readonly StoredEvent[];
  /** Rows of a stored value. A value that cannot be read is told as a problem; rejects when the signal aborts. */
  rows(wanted: WantedRows, signal: AbortSignal): Promise<ValueRows>;
  difference(wanted: WantedDifference, signal: AbortSignal): Promise<ValueDifference>;
  /** What has to be run to know all definitions. */
  definitions(): DefinitionFiles;
  /** What running the definitions showed, of texts with these SHA-256. It stands while the texts do. */
  takeLoaded(graph: AssetGraph, basis: Readonly<Record<string, string>>): void;
  summary(): ProjectSummary;
  /** Why no run can be started, when none can: the same as in the summary, at less cost. */
  cannotRun(): RecordedError | undefined;
  /** What is missing since a revision; a snapshot when that is not known. */
  feed(since: Revision | undefined): readonly FeedMessage[];
  setText(file: string, text: string | undefined): void;
  filesChanged(files: readonly string[]): void;
  setEnvironment(environment: string): Promise<void>;
  /** Called after every change, at most once in 50 ms. Returns how to stop. */
  onChange(listener: (change: WorkspaceChange) => void): () => void;
  close(): Promise<void>;
}

/** A check, of its asset. */
export interface CheckPlace {
  readonly asset: AssetId;
  readonly check: Check;
}

export interface WorkspaceChange {
  readonly feed: readonly FeedMessage[];
  /** Files whose lenses, hovers or diagnostics may be others. */
  readonly files: readonly string[];
  readonly runs: readonly RunSummary[];
  /** Whether `list()` or `summary()` may be others. */
  readonly listed: boolean;
}

export interface WorkspaceOptions {
  readonly folder: string;
  /** Milliseconds since the epoch; the system's clock when absent. */
  readonly now?: () => number;
  /** The first of `evergraph.config.ts`, else `dev`, when absent. */
  readonly environment?: string;
  /** false: nothing is written, the index is kept in memory, no watcher of the store is started that writes. */
  readonly trusted: boolean;
  /** Whether the type lane runs. */
  readonly types: boolean;
  readonly cacheFolder?: string;
  /** Told what went wrong and was survived: a store that cannot be read, a registry that cannot be written. */
  readonly onProblem?: (problem: unknown) => void;
}
