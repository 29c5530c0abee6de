import type { RecordedError } from "../../protocol/errors/error-entry.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { EventBody, Outcome } from "../../protocol/record/events.ts";
import type { RunPlan } from "../../protocol/record/run-plan.ts";
import type { Store } from "../storage/store.ts";
import type { Redactor } from "./redact-secrets.ts";
import type { RunProgress } from "./run-progress.ts";
import type { RunScope } from "./run-scope.ts";

export interface RecorderOptions {
  readonly plan: RunPlan;
  readonly store: Store;
  readonly redactor?: Redactor;
}

/** Writes the events of one run. */
export interface Recorder {
  readonly record: RunScope["record"];
  readonly outcomes: ReadonlyMap<AssetKey, Outcome>;
  /** Whether a step was cancelled. */
  cancelled(): boolean;
  /** What user code still writes after the end of the run is dropped. */
  close(): void;
}

/** Keeps that each asset has one outcome, and that no secret is written. `before`: what an earlier process of this run recorded. */
export function createRecorder(
  { plan, store, redactor }: RecorderOptions,
  before: ReadonlyMap<AssetKey, Outcome>,
): Recorder {
  const outcomes = new Map(before);
  let closed = false;
  let cancelled = false;
  const record = (body: EventBody) => {
    if (closed) return "closed:0" as const;
    if (body.kind === "outcome") {
      if (outcomes.has(body.of.asset)) throw new Error(`A second outcome for ${body.of.asset}`);
      outcomes.set(body.of.asset, body.outcome);
    }
    cancelled ||= body.kind === "step" && body.state === "cancelled";
    return store.append(redactor === undefined ? body : redactor.event(body), plan.run);
  };
  return {
    record,
    outcomes,
    cancelled: () => cancelled,
    close() {
      closed = true;
    },
  };
}

/** A last word for all that has none: what was cancelled, or, with an error, what failed by it. */
export function recordTheRest(
  plan: RunPlan,
  recorder: Recorder,
  progress: RunProgress,
  error: RecordedError | undefined,
): void {
  const { record, outcomes } = recorder;
  const facts = error === undefined ? {} : { error };
  const word = error === undefined ? "cancelled" : "failed";
  for (const step of progress.openChecks()) record({ kind: "step", step, attempt: 0, state: word, ...facts });
  for (const { assets } of plan.steps) {
    for (const asset of assets) {
      if (!outcomes.has(asset)) record({ kind: "outcome", of: { asset }, outcome: word, ...facts });
    }
  }
}
