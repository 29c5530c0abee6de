import { userError } from "../protocol/errors/error-entry.ts";
import { terminalErrors } from "../protocol/errors/terminal-errors.ts";
import { parseAssetKey } from "../protocol/graph/asset-key.ts";
import type { PlanAnswer } from "../protocol/messages/server-messages.ts";
import type { RunPlan } from "../protocol/record/run-plan.ts";
import type { Workspace } from "../server/workspace/workspace.ts";
import type { Loading } from "./open-loaded.ts";

/** What a user asks to be made. */
export interface Wanted extends Loading {
  readonly selection: string;
  /** With what is stale or was never made above it. */
  readonly staleUpstream: boolean;
  /** only: what is selected is checked as it is. Absent: what is made is checked. */
  readonly checks?: "none" | "only";
  /** With a selection of one asset: this check of it alone. */
  readonly check?: string;
}

/** A check by its asset and its name. Throws `not-a-check` for what names none. */
export function wantedCheck(text: string): Pick<Wanted, "selection" | "checks" | "check"> {
  const colon = text.indexOf(":");
  const asset = parseAssetKey(text.slice(0, Math.max(0, colon)));
  const check = text.slice(colon + 1);
  if (asset === undefined || check === "") throw userError(terminalErrors.notACheck, { text });
  return { selection: `key:"${asset}"`, checks: "only", check };
}

/** The plan of a run that is asked for in a terminal, or what stands in its way. */
export function requestPlan(workspace: Workspace, { load: _, ...wanted }: Wanted): PlanAnswer {
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
