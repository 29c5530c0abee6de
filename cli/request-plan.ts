import { terminalErrors } from "../protocol/errors/terminal-errors.ts";
import type { PlanAnswer } from "../protocol/messages/server-messages.ts";
import type { RunPlan } from "../protocol/record/run-plan.ts";
import type { Workspace } from "../server/workspace/workspace.ts";

/** What a user asks to be made. */
export interface Wanted {
  readonly selection: string;
  /** With what is stale or was never made above it. */
  readonly staleUpstream: boolean;
  /** only: what is selected is checked as it is. Absent: what is made is checked. */
  readonly checks?: "none" | "only";
}

/** The plan of a run that is asked for in a terminal, or what stands in its way. */
export function requestPlan(workspace: Workspace, wanted: Wanted): PlanAnswer {
  return workspace.plan(wanted, { kind: "terminal" });
}

/** Why the plan is not carried out unasked, if it is not. */
export function confirmationNeeded(workspace: Workspace, { environment }: RunPlan) {
  if (!workspace.graph().environments.some(({ name, confirm }) => name === environment && confirm)) return undefined;
  const { code, message, remedy } = terminalErrors.confirmationNeeded;
  return { code, message: message({ environment }), remedy: remedy({ environment }) };
}

/** How many assets a plan makes. */
export function assetsIn({ steps }: RunPlan): number {
  return steps.reduce((sum, { assets }) => sum + assets.length, 0);
}

/** How many checks a plan judges. */
export function checksIn({ steps }: Pick<RunPlan, "steps">): number {
  return steps.reduce((sum, { checks }) => sum + checks.length, 0);
}
