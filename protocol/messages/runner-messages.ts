import type { RecordedError } from "../errors/error-entry.ts";
import type { RunId, RunState } from "../record/events.ts";
import type { RunPlan } from "../record/run-plan.ts";

/** Both sides send theirs first; unequal versions end the runner with an error that says which side to update. */
export const runnerProtocol = 1;

/** From the parent to a runner process, over IPC. */
export type ToRunner =
  /** Carry out these plans, in order, then end. `project`: absolute folder. */
  | { readonly kind: "run"; readonly project: string; readonly plans: readonly RunPlan[]; readonly debug: boolean }
  | { readonly kind: "cancel" };

/** From a runner process to its parent. What happens inside a run is read from the store, not from here. */
export type FromRunner =
  | { readonly kind: "ready"; readonly protocol: number; readonly node: string; readonly package: string }
  | { readonly kind: "inspector"; readonly url: string }
  /** The run's first event is durable. */
  | { readonly kind: "started"; readonly run: RunId }
  | { readonly kind: "ended"; readonly run: RunId; readonly state: RunState; readonly error?: RecordedError };
