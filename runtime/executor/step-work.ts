import type { RecordedError } from "../../protocol/errors/error-entry.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { StepSeconds } from "../../protocol/record/events.ts";
import type { RetryPolicy } from "../core/definitions/definition.ts";
import type { CurrentStep } from "./current-step.ts";
import type { StepEnd } from "./run-in-order.ts";

/** How an attempt ended that did not throw. `held`: it did all it had to, and a blocking check of it did not pass. */
export type AttemptEnd =
  | { readonly kind: "done"; readonly seconds: StepSeconds; readonly held?: unknown }
  | { readonly kind: "skip"; readonly reason: string };

/** One attempt, for the work that is done in it. */
export interface Attempt {
  /** From 1. */
  readonly number: number;
  readonly signal: AbortSignal;
  /** Throws when the attempt was ended from outside: what the user's code does after that must not be recorded. */
  readonly checkGoesOn: () => void;
  readonly write: CurrentStep["write"];
}

/** How a step ended after its last attempt. */
export type LastWord =
  | { readonly state: "succeeded" }
  | { readonly state: "failed"; readonly error: RecordedError }
  | { readonly state: "held" }
  | { readonly state: "skipped"; readonly reason: string }
  | { readonly state: "cancelled" };

/** What a step does, whatever it is: making assets, observing one, or judging some. */
export interface StepWork {
  /** The index of the step. */
  readonly step: number;
  /** To whom log lines belong. */
  readonly asset: AssetKey;
  /** For messages about all of the step. */
  readonly name: string;
  readonly retry: RetryPolicy | undefined;
  /** Milliseconds. */
  readonly timeout: number | undefined;
  /** Rejects with what the user's code throws. */
  carryOut(attempt: Attempt): Promise<AttemptEnd>;
  /** The step's last event was recorded; now what comes of its assets and checks is. */
  settle(last: LastWord): StepEnd;
}
