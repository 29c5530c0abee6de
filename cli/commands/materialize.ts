import type { StoredEvent } from "../../protocol/record/events.ts";
import type { RunPlan } from "../../protocol/record/run-plan.ts";
import { createChildLauncher } from "../../runtime/host/child-launcher.ts";
import type { LaunchedRun, RunEnd } from "../../runtime/host/launcher.ts";
import type { Workspace } from "../../server/workspace/workspace.ts";
import { type CommandContext, type ExitCode, exitCodes } from "../command.ts";
import { RunProgress } from "../run-progress.ts";
import { complain, complainOf, say, sayJson } from "../terminal.ts";

/** Makes the selected assets in a runner process and follows the run through the store. */
export async function materializeCommand(
  context: CommandContext,
  selection: string,
  options: { readonly yes: boolean },
): Promise<ExitCode> {
  const { terminal } = context;
  const workspace = await context.openWorkspace();
  const answer = workspace.plan({ selection }, { kind: "terminal" });
  if ("refused" in answer) {
    complain(terminal, answer.refused);
    return exitCodes.refused;
  }
  const { plan } = answer;
  if (needsConfirmation(workspace, plan) && !options.yes) {
    complainOf(terminal, {
      code: "confirmation-needed",
      message: `The environment "${plan.environment}" asks before a run.`,
      remedy: "Add --yes to run there.",
    });
    return exitCodes.refused;
  }
  const launcher = createChildLauncher({ project: context.folder, spare: false });
  try {
    const launched = launcher.launch([plan], { debug: false });
    const ends = await followRun(context, workspace, plan, launched);
    return report(context, workspace, plan, ends);
  } finally {
    await launcher.dispose();
  }
}

function needsConfirmation(workspace: Workspace, plan: RunPlan): boolean {
  return workspace.graph().environments.some(({ name, confirm }) => name === plan.environment && confirm);
}

async function followRun(
  context: CommandContext,
  workspace: Workspace,
  plan: RunPlan,
  launched: LaunchedRun,
): Promise<readonly RunEnd[]> {
  const progress = new RunProgress(plan, context.json ? undefined : context.terminal);
  const cancel = () => launched.cancel();
  context.signal.addEventListener("abort", cancel, { once: true });
  const read = () => progress.show(eventsOf(workspace, plan));
  const stop = workspace.onChange(read);
  try {
    return await launched.ended;
  } finally {
    stop();
    context.signal.removeEventListener("abort", cancel);
    workspace.store?.refresh();
    read();
  }
}

function eventsOf(workspace: Workspace, plan: RunPlan): readonly StoredEvent[] {
  return workspace.events(plan.run, Number.MAX_SAFE_INTEGER);
}

function report(context: CommandContext, workspace: Workspace, plan: RunPlan, ends: readonly RunEnd[]): ExitCode {
  const { terminal } = context;
  const events = eventsOf(workspace, plan);
  const outcomes = events.filter((event) => event.kind === "outcome");
  const count = (outcome: string) => outcomes.filter((event) => event.outcome === outcome).length;
  const succeeded = ends.length > 0 && ends.every(({ state }) => state === "succeeded");
  if (context.json) {
    sayJson(terminal, {
      version: 1,
      run: plan.run,
      state: ends[0]?.state ?? "failed",
      error: ends[0]?.error ?? null,
      outcomes: outcomes.map(({ of, outcome, because, error }) => ({
        asset: of.asset,
        outcome,
        because: because ?? null,
        error: error ?? null,
      })),
    });
    return succeeded ? exitCodes.done : exitCodes.failed;
  }
  for (const { error } of ends) if (error !== undefined) complainOf(terminal, error);
  const parts = (["materialized", "failed", "upstream failed", "skipped", "cancelled"] as const)
    .map((outcome) => ({ outcome, of: count(outcome) }))
    .filter(({ of }) => of > 0)
    .map(({ outcome, of }) => `${of} ${outcome}`);
  say(terminal, "", `Run ${plan.run}: ${parts.join(", ") || "nothing was done"}`);
  return succeeded ? exitCodes.done : exitCodes.failed;
}
