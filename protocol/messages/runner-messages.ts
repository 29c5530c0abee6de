import type { RecordedError } from "../errors/error-entry.ts";
import type { AssetGraph } from "../graph/asset-graph.ts";
import type { AssetKey } from "../graph/asset-key.ts";
import type { RunState } from "../record/events.ts";
import type { RunId } from "../record/identifiers.ts";
import type { RunPlan } from "../record/run-plan.ts";

/** The runner greets with it; when the parent has another, it ends the runner with an error that says which side to update. */
export const runnerProtocol = 1;

/** From the parent to a runner process, over IPC. */
export type ToRunner =
  /**
   * Carry out these plans, in order, then end. `project`: absolute folder. `after`: the runner before this one died in the first of the
   * plans, which is to be gone on with.
   */
  | {
      readonly kind: "run";
      readonly project: string;
      readonly plans: readonly RunPlan[];
      readonly debug: boolean;
      /** false: the store is only read; events and values of these runs are gone when the runner ends. Absent: true. */
      readonly record?: boolean;
      /** Number of the process that starts another runner when this one dies; absent: nobody does. */
      readonly launcher?: number;
      readonly after?: RunnerDeath;
    }
  /** Load these files (paths from the project's root, to SHA-256 of the text of now) and answer with what they define, then end. */
  | {
      readonly kind: "load";
      readonly project: string;
      readonly files: readonly string[];
      readonly basis: Readonly<Record<string, string>>;
      readonly configFile?: string;
    }
  | { readonly kind: "cancel" };

/** What is known of a runner that ended before its plans did. */
export interface RunnerDeath {
  readonly error: RecordedError;
  /** It was killed because the run was cancelled. */
  readonly cancelled: boolean;
  /** Steps of the first plan that were running. */
  readonly running: readonly number[];
  /** The step whose timeout had passed, if it was killed for that. */
  readonly timedOut?: number;
  /**
   * Several steps were running and nobody knows which was at fault: those that were not tried yet. The first is to be carried out alone,
   * then the runner says `tried` and ends; with none left it goes on with the plan. `running` holds only what is known to be at fault.
   */
  readonly suspects?: readonly number[];
}

/** From a runner process to its parent. What happens inside a run is read from the store, not from here. */
export type FromRunner =
  | { readonly kind: "ready"; readonly protocol: number; readonly node: string; readonly package: string }
  | { readonly kind: "inspector"; readonly url: string }
  /** Answers `load`. */
  | { readonly kind: "loaded"; readonly graph: AssetGraph; readonly problems: readonly RecordedError[] }
  /** Answers `load` when nothing could be loaded. */
  | { readonly kind: "not loaded"; readonly error: RecordedError }
  /** The run's first event is durable. */
  | { readonly kind: "started"; readonly run: RunId }
  /** The first of the suspects has had its turn and the process still lives. The run has not ended. */
  | { readonly kind: "tried"; readonly run: RunId }
  | {
      readonly kind: "ended";
      readonly run: RunId;
      readonly state: RunState;
      /** Why the run as a whole failed; of one that is not recorded, why its first asset did. */
      readonly error?: RecordedError;
      /** Of a run that is not recorded: how many rows each asset had, where they were counted. */
      readonly rows?: Readonly<Record<AssetKey, number>>;
    };

/**
 * The lifeline is a pipe beside IPC that a thread of the runner listens to, also while the user's code keeps the main thread. Its end
 * says that the parent is gone. Both directions carry lines.
 */
export const lifelineDescriptor = 4;

/** Over the lifeline, to the runner: end now, with everything that was started. */
export const endLine = "end";

/**
 * Over the lifeline, from the runner, written at once: so the parent knows which steps were running when the process is gone, whatever
 * their events say by then. `timeout` and `cancelled` come right before it
 * ends itself for that.
 */
export type FromLifeline =
  | { readonly kind: "began" | "ended" | "timeout"; readonly step: number }
  /** Another process asked to cancel the run, and it did not end by itself. */
  | { readonly kind: "cancelled" };

/** A message as its line. */
export function toLine(message: FromLifeline): string {
  return message.kind === "cancelled" ? "cancelled\n" : `${message.kind} ${message.step}\n`;
}

/** The message of a line; undefined: it is none, as the first half of one. */
export function fromLine(line: string): FromLifeline | undefined {
  if (line === "cancelled") return { kind: "cancelled" };
  const [, kind, step] = /^(began|ended|timeout) (\d+)$/.exec(line) ?? [];
  return kind === undefined ? undefined : { kind: kind as "began" | "ended" | "timeout", step: Number(step) };
}
