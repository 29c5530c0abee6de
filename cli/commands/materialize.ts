import type { OutcomeEvent, StoredEvent } from "../../protocol/record/events.ts";
import type { RunPlan } from "../../protocol/record/run-plan.ts";
import { createChildLauncher } from "../../runtime/host/child-launcher.ts";
import type { LaunchedRun, RunEnd } from "../../runtime/host/launcher.ts";
import type { Workspace } from "../../server/workspace/workspace.ts";
import { checkState, countChecks } from "../check-words.ts";
import { type CommandContext, type ExitCode, exitCodes } from "../command.ts";
import { countOutcomes } from "../count-outcomes.ts";
import { endOf, type LoadedProject, openLoaded, problemsEntry, withHint } from "../open-loaded.ts";
import { checkEntry, ranChecks, someFailed } from "../ran-checks.ts";
import { refuse } from "../refuse.ts";
import { confirmationNeeded, requestPlan, type Wanted } from "../request-plan.ts";
import { RunProgress } from "../run-progress.ts";
import { say, sayJson } from "../terminal.ts";

/** Makes the selected assets in a runner process and follows the run through the store. */
export async function materializeCommand(
  context: CommandContext,
  wanted: Wanted,
  options: { readonly yes: boolean },
): Promise<ExitCode> {
  const loaded = await openLoaded(context, wanted);
  const { workspace } = loaded;
  const answer = requestPlan(workspace, wanted);
  if ("refused" in answer)
    return refuse(
      context,
      answer.refused.map((each) => withHint(each, workspace, wanted)),
    );
  const { plan } = answer;
  const confirmation = options.yes ? undefined : confirmationNeeded(workspace, plan);
  if (confirmation !== undefined) return refuse(context, confirmation);
  const launcher = createChildLauncher({ project: context.folder, spare: false });
  try {
    const launched = launcher.launch([plan], { debug: false });
    const ends = await followRun(context, workspace, plan, launched);
    return report(context, { wanted, loaded, plan, ends });
  } finally {
    await launcher.dispose();
  }
}

async function followRun(
  context: CommandContext,
  workspace: Workspace,
  plan: RunPlan,
  launched: LaunchedRun,
): Promise<readonly RunEnd[]> {
  const progress = context.json ? undefined : new RunProgress(plan, context.terminal);
  const cancel = () => {
    launched.cancel();
    progress?.cancelling();
  };
  context.signal.addEventListener("abort", cancel, { once: true });
  if (context.signal.aborted) cancel();
  const stop = progress === undefined ? () => {} : follow(workspace, plan, progress);
  let ends: readonly RunEnd[] = [];
  try {
    ends = await launched.ended;
    return ends;
  } finally {
    stop();
    context.signal.removeEventListener("abort", cancel);
    workspace.store?.refresh();
    progress?.take(eventsOf(workspace, plan));
    progress?.end();
    // What is wrong with the store was told when it was opened.
    const told = workspace.store?.problem?.code;
    for (const { error } of ends) if (error !== undefined && error.code !== told) progress?.complain(error);
  }
}

/** Hands on the events of the store from where it stood when the plan was made. The first run of a project makes its store. */
function follow(workspace: Workspace, plan: RunPlan, progress: RunProgress): () => void {
  const ending = new AbortController();
  let followed: Workspace["store"];
  const begin = () => {
    const { store } = workspace;
    if (store === undefined || store === followed) return;
    followed = store;
    void read(store);
  };
  const read = async (store: NonNullable<typeof followed>) => {
    for await (const events of store.follow(plan.basis.events, ending.signal)) {
      if (!ending.signal.aborted) progress.take(events);
    }
  };
  const stop = workspace.onChange(begin);
  begin();
  return () => {
    ending.abort();
    stop();
  };
}

function eventsOf(workspace: Workspace, plan: RunPlan): readonly StoredEvent[] {
  return workspace.events(plan.run, Number.MAX_SAFE_INTEGER);
}

interface Reported {
  readonly wanted: Wanted;
  readonly loaded: LoadedProject;
  readonly plan: RunPlan;
  readonly ends: readonly RunEnd[];
}

function report(context: CommandContext, { wanted, loaded, plan, ends }: Reported): ExitCode {
  const { terminal } = context;
  const { workspace } = loaded;
  const events = eventsOf(workspace, plan);
  const outcomes = events.filter((event) => event.kind === "outcome");
  const checks = ranChecks(plan, events);
  const succeeded = ends.length > 0 && ends.every(({ state }) => state === "succeeded") && !someFailed(checks);
  if (context.json) {
    sayJson(terminal, {
      version: 1,
      run: plan.run,
      state: ends[0]?.state ?? "failed",
      error: ends[0]?.error ?? null,
      outcomes: outcomes.map(outcomeEntry),
      checks: checks.map(checkEntry),
      ...problemsEntry(wanted, loaded),
    });
    return succeeded ? endOf(loaded) : exitCodes.failed;
  }
  const counts = [
    countOutcomes(outcomes.map(({ outcome }) => outcome)),
    countChecks(checks.map(({ result }) => checkState(result))),
  ].filter((part) => part !== "");
  say(terminal, "", `Run ${plan.run}: ${counts.join(", ") || "nothing was done"}`);
  return succeeded ? endOf(loaded) : exitCodes.failed;
}

function outcomeEntry({ of, outcome, because, error }: OutcomeEvent): object {
  return { asset: of.asset, outcome, because: because ?? null, error: error ?? null };
}
