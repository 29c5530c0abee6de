import type { RunSummary } from "../../protocol/messages/server-messages.ts";
import type { RunRecord } from "../../runtime/core/record/asset-record.ts";

/** A run as the views are told of it. Its steps are counted by their assets. */
export function summarizeRun(record: RunRecord): RunSummary {
  const { run, state, plan, outcomes, startedAt, endedAt, error } = record;
  const assets = plan.steps.flatMap((step) => step.assets);
  let failed = 0;
  for (const outcome of outcomes.values()) if (outcome === "failed" || outcome === "upstream failed") failed++;
  return {
    run,
    state,
    trigger: plan.trigger,
    startedAt,
    steps: { planned: assets.length, done: outcomes.size, failed },
    assets,
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(error === undefined ? {} : { error }),
  };
}
