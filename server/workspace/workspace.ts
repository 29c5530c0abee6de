import type { Diagnostic, RecordedError } from "../../protocol/errors/error-entry.ts";
import type { AssetGraph, AssetId } from "../../protocol/graph/asset-graph.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { FeedMessage, Revision } from "../../protocol/messages/lineage-feed.ts";
import type {
  AssetDetails,
  Card,
  Listed,
  PlanAnswer,
  ProjectSummary,
  RunSummary,
} from "../../protocol/messages/server-messages.ts";
import type { StoredEvent } from "../../protocol/record/events.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import type { PlanRequest, Trigger } from "../../protocol/record/run-plan.ts";
import type { AssetStatus } from "../../protocol/record/status.ts";
import type { Store } from "../../runtime/storage/store.ts";
import type { Analysis } from "../analysis/analysis.ts";
import type { TypeLane } from "../analysis/types/type-lane.ts";

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
  graph(): AssetGraph;
  /** Milliseconds since the epoch, for ages. */
  now(): number;
  /** Of text, types and failed runs. */
  diagnostics(): readonly Diagnostic[];
  find(asset: AssetKey): AssetId | undefined;
  /** Assets defined in a file, in the order of its text. */
  assetsIn(file: string): readonly AssetId[];
  /** Assets that name this one as an input or a dependency. */
  downstream(asset: AssetId): readonly AssetId[];
  /** Assets above that must be made too, so that this one is fresh afterwards. */
  staleUpstream(asset: AssetId): readonly AssetId[];
  status(asset: AssetId): AssetStatus;
  /** Assets that the selection names, in order of id; or what is wrong with it. */
  select(selection: string): readonly AssetId[] | readonly Diagnostic[];
  plan(request: PlanRequest, trigger: Trigger): PlanAnswer;
  card(asset: AssetId): Card | null;
  details(asset: AssetId): AssetDetails | null;
  list(): readonly Listed[];
  runs(limit: number): readonly RunSummary[];
  events(run: RunId, limit: number): readonly StoredEvent[];
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
