import type { RunState } from "../protocol/record/events.ts";
import type { Badge } from "../protocol/record/status.ts";
import type { RunRecord } from "../runtime/core/record/asset-record.ts";
import { assetsIn } from "./request-plan.ts";

/** A run in the documents of `runs`. */
export function runEntry(record: RunRecord, now: number): object {
  const { run, state, plan, startedAt, endedAt, error } = record;
  return {
    run,
    state,
    trigger: plan.trigger,
    startedAt,
    endedAt: endedAt ?? null,
    seconds: secondsOf(record, now),
    planned: assetsIn(plan),
    outcomes: Object.fromEntries(record.outcomes),
    error: error ?? null,
  };
}

/** The badge whose shape and colour a run's state has. */
export function badgeOf(state: RunState): Badge {
  switch (state) {
    case "started":
      return "running";
    case "succeeded":
      return "fresh";
    case "failed":
      return "failed";
    case "cancelled":
      return "skipped";
    default:
      return state satisfies never;
  }
}

/** How long the run took, or takes until now. */
export function secondsOf({ startedAt, endedAt }: RunRecord, now: number): number {
  return Math.max(0, ((endedAt ?? now) - startedAt) / 1_000);
}
