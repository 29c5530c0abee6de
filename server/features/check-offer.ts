import type { AssetId } from "../../protocol/graph/asset-graph.ts";
import type { CommandArguments } from "../../protocol/messages/command-arguments.ts";
import type { CheckDetails } from "../../protocol/messages/server-messages.ts";
import type { CheckResult } from "../../protocol/record/events.ts";
import { formatShortAge } from "../../protocol/record/format-facts.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** How a check stands, by its latest result. */
export type CheckState = "never" | "passed" | "failed" | "warned" | "outdated";

export function checkState({ results, outdated }: CheckDetails): CheckState {
  const [latest] = results;
  if (latest === undefined) return "never";
  if (outdated === "code") return "outdated";
  return resultState(latest.result);
}

function resultState({ passed, severity }: CheckResult): "passed" | "failed" | "warned" {
  return passed ? "passed" : severity === "WARN" ? "warned" : "failed";
}

/** `passed, 12 min`, `failed: 3 of 412 rows have no id`, `passed before its code changed`. On one line. */
export function checkWords(details: CheckDetails, now: number): string {
  const [latest] = details.results;
  if (latest === undefined) return "never run";
  const { result, time } = latest;
  const state = resultState(result);
  if (details.outdated === "code") return `not evaluated with this code, ${state} before`;
  if (details.outdated === "data") return `${state}, of earlier data`;
  const why = checkReason(result);
  return result.passed || why === undefined ? `${state}, ${formatShortAge(time, now)}` : `${state}: ${why}`;
}

/** Why a check did not pass, as far as it says. */
export function checkReason({ error, description }: CheckResult): string | undefined {
  return error?.message ?? description;
}

/** What `Run check` is given: one check of the asset as it is. Undefined: it cannot be offered. */
export function runCheckArguments(workspace: Workspace, asset: AssetId, check: string): CommandArguments | undefined {
  const node = workspace.graph().nodes[asset];
  if (!node || workspace.cannotRun() !== undefined || workspace.broken(asset) !== undefined) return undefined;
  const hasData = node.kind === "external" || workspace.status(asset).happened.made !== undefined;
  return hasData ? { project: workspace.folder, asset: node.key, checks: "only", check } : undefined;
}
