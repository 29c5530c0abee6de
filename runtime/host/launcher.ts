import type { RecordedError } from "../../protocol/errors/error-entry.ts";
import type { RunState } from "../../protocol/record/events.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import type { RunPlan } from "../../protocol/record/run-plan.ts";

/** Starts runs somewhere: in a child process here, elsewhere later. */
export interface Launcher {
  /** Carries out the plans in order. Never throws: what goes wrong is in `ended`. */
  launch(plans: readonly RunPlan[], how: { readonly debug: boolean }): LaunchedRun;
  dispose(): Promise<void>;
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
  readonly error?: RecordedError;
}
