import { formatCount } from "../../protocol/record/format-facts.ts";
import type { PlannedStep, RunPlan } from "../../protocol/record/run-plan.ts";
import { badgeWords, reasonOf } from "../../runtime/core/status/cause-text.ts";
import type { Workspace } from "../../server/workspace/workspace.ts";
import { type CommandContext, type ExitCode, exitCodes } from "../command.ts";
import { refuse } from "../refuse.ts";
import { assetsIn, confirmationNeeded, requestPlan, type Wanted } from "../request-plan.ts";
import { badgeShape, say, sayJson, sayTable, styled } from "../terminal.ts";

/** Prints the steps that a run would have, in their order, each with why it is there and what it waits for. Nothing runs. */
export async function planCommand(context: CommandContext, wanted: Wanted): Promise<ExitCode> {
  const { terminal } = context;
  const workspace = await context.openWorkspace();
  const answer = requestPlan(workspace, wanted);
  if ("refused" in answer) return refuse(context, answer.refused);
  const { plan } = answer;
  const confirm = confirmationNeeded(workspace, plan) !== undefined;
  if (context.json) {
    sayJson(terminal, {
      version: 1,
      environment: plan.environment,
      confirm,
      steps: plan.steps.map((step) => ({ ...step, reasons: reasonsOf(workspace, step) })),
    });
    return exitCodes.done;
  }
  say(terminal, `${formatCount(assetsIn(plan), "asset")} in ${plan.environment}, in this order:`, "");
  sayTable(
    terminal,
    plan.steps.map((step, at) => [
      styled(terminal, "dim", String(at + 1).padStart(String(plan.steps.length).length)),
      `${badgeShape(terminal, statusOf(workspace, step).badge)} ${step.assets.join(", ")}`,
      step.why.join(", "),
      reasonsOf(workspace, step).join(", "),
      styled(terminal, "dim", waitsFor(plan, step)),
    ]),
  );
  if (confirm) say(terminal, "", `Runs in ${plan.environment} are to be confirmed: add --yes to materialize.`);
  return exitCodes.done;
}

function statusOf(workspace: Workspace, { assets }: PlannedStep) {
  const [first] = assets;
  const id = first === undefined ? undefined : workspace.find(first);
  if (id === undefined) throw new Error(`a step of the plan makes nothing that is known: ${assets.join(", ")}`);
  return workspace.status(id);
}

/** What each asset of the step is now, in a few words: `tax in money.ts changed`, `never run`. */
function reasonsOf(workspace: Workspace, step: PlannedStep): readonly string[] {
  const reasons = step.assets.flatMap((key) => {
    const id = workspace.find(key);
    if (id === undefined) return [];
    const status = workspace.status(id);
    return reasonOf(key, status) ?? badgeWords[status.badge];
  });
  return [...new Set(reasons)];
}

function waitsFor({ steps }: RunPlan, { after }: PlannedStep): string {
  const keys = after.flatMap((index) => steps[index]?.assets ?? []);
  return keys.length === 0 ? "" : `after ${keys.join(", ")}`;
}
