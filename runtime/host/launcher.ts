import type { RecordedError } from "../../protocol/errors/error-entry.ts";
import type { AssetGraph } from "../../protocol/graph/asset-graph.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { RunState } from "../../protocol/record/events.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import type { RunPlan } from "../../protocol/record/run-plan.ts";

/** Starts runs somewhere: in a child process here, elsewhere later. */
export interface Launcher {
  /** Carries out the plans in order. Never throws: what goes wrong is in `ended`. `record` false: the store is only read. */
  launch(plans: readonly RunPlan[], how: { readonly debug: boolean; readonly record?: boolean }): LaunchedRun;
  /** Runs the files and answers what they define. Rejects with a coded error when they cannot be loaded, and when the signal aborts. */
  load(request: LoadRequest, signal?: AbortSignal): Promise<LoadedGraph>;
  dispose(): Promise<void>;
}

/** Paths from the project's root; `basis` holds the SHA-256 of every file that may be read. */
export interface LoadRequest {
  readonly files: readonly string[];
  readonly basis: Readonly<Record<string, string>>;
  readonly configFile?: string;
}

export interface LoadedGraph {
  readonly graph: AssetGraph;
  /** What threw, was defined twice, and the like: the rest stands. */
  readonly problems: readonly RecordedError[];
}

export interface LaunchedRun {
  /** Resolves when the last plan has ended and its events are durable, or when nothing could be started. */
  readonly ended: Promise<readonly RunEnd[]>;
  /** With `debug`: the address of the inspector, as soon as it listens. */
  readonly inspector: Promise<string | undefined>;
  /** Asks, and after a grace of 2 s kills. */
  cancel(): void;
  readonly processId: number | undefined;
}

export interface RunEnd {
  readonly run: RunId;
  readonly state: RunState;
  /** Why the run as a whole failed, or that another process cancelled it; of one that is not recorded, why its first asset did. */
  readonly error?: RecordedError;
  /** Of a run that is not recorded: how many rows each asset had, where they were counted. */
  readonly rows?: Readonly<Record<AssetKey, number>>;
}
