import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { RunDetails, StepDetails } from "../../protocol/messages/server-messages.ts";
import type { PlanRequest } from "../../protocol/record/run-plan.ts";
import { selectionOf } from "../lineage/run-actions.ts";

const lost: ReadonlySet<StepDetails["state"]> = new Set(["failed", "upstream failed", "cancelled"]);

/** What makes that of a run which it did not make: what failed, what waited for it, what was cancelled. Undefined when nothing did. */
export function requestFromFailure(details: RunDetails): { request: PlanRequest; steps: number } | undefined {
  if (details.summary.state === "started") return undefined;
  const steps = details.steps.filter(({ state }) => lost.has(state));
  const request = requestFor(details, steps);
  return request === undefined ? undefined : { request, steps: steps.length };
}

/** What makes the same again. */
export function requestAgain(details: RunDetails): PlanRequest | undefined {
  return requestFor(details, details.steps);
}

/** Steps that only check are asked for by what they check; when there are no others, nothing is made. */
function requestFor(details: RunDetails, steps: readonly StepDetails[]): PlanRequest | undefined {
  const made = new Set<AssetKey>(steps.flatMap(({ assets }) => assets));
  const checked = new Set<AssetKey>(steps.flatMap(({ checks }) => checks.map(({ asset }) => asset)));
  const isOnlyChecks = made.size === 0;
  const keys = isOnlyChecks ? [...checked] : [...new Set([...made, ...checked])];
  if (keys.length === 0) return undefined;
  const { config } = details;
  const isEmpty = config === null || (typeof config === "object" && Object.keys(config).length === 0);
  return {
    selection: selectionOf(keys),
    ...(isEmpty ? {} : { config }),
    ...(isOnlyChecks ? { checks: "only" as const } : {}),
  };
}
