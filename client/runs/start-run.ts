import { editorErrors } from "../../protocol/errors/editor-errors.ts";
import type { RecordedError } from "../../protocol/errors/error-entry.ts";
import type { ProjectSummary } from "../../protocol/messages/server-messages.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import type { PlanRequest, RunPlan } from "../../protocol/record/run-plan.ts";
import type { LaunchedRun } from "../../runtime/host/launcher.ts";
import type { ActiveRuns } from "./active-runs.ts";
import type { Failure } from "./first-failure.ts";
import { type NotStarted, type PrepareDesk, prepareRun, recordedError } from "./prepare-run.ts";

/** What starting a run needs of the editor; a test has its own. */
export interface RunDesk extends PrepareDesk {
  /** Opens the plan, from which the user can start it. */
  readonly showPlan: (project: string, request: PlanRequest) => void;
  readonly launch: (project: string, plan: RunPlan) => LaunchedRun;
  /** Shows that the run goes on, with a way to cancel it, until it has ended. */
  readonly follow: (project: string, plan: RunPlan, launched: LaunchedRun) => void;
  /** The first asset of the run that failed, when one did. */
  readonly failure: (project: string, run: RunId) => Promise<Failure | undefined>;
  readonly activeRuns: ActiveRuns;
}

/** How a request to run ended, for those who wait for it. */
export type Started = NotStarted | "plan shown" | "ended";

/** More steps than these are looked at before they run. */
const mostStepsUnseen = 20;

/** A plan, the files that it is made from saved, the user asked where that is due, a runner: in this order. */
export async function startRun(
  desk: RunDesk,
  project: ProjectSummary,
  request: PlanRequest,
  planned = false,
): Promise<Started> {
  const { folder } = project;
  const plan = await prepareRun(desk, project, request, (steps) => {
    if (planned || steps <= mostStepsUnseen) return true;
    desk.showPlan(folder, request);
    return false;
  });
  if (plan === "not wanted") return "plan shown";
  if (typeof plan === "string") return plan;
  const assets = plan.steps.flatMap((step) => step.assets);
  const launched = desk.launch(folder, plan);
  desk.activeRuns.add({ run: plan.run, project: folder, assets, cancel: () => launched.cancel() });
  desk.follow(folder, plan, launched);
  try {
    for (const { run, state, error } of await launched.ended)
      if (state === "failed") await tellFailure(desk, folder, run, error);
  } finally {
    desk.activeRuns.remove(plan.run);
  }
  return "ended";
}

/** Of a run that never came to its assets the error says why; else the first asset that failed. */
export async function tellFailure(
  desk: Pick<RunDesk, "problem" | "failure">,
  folder: string,
  run: RunId,
  error: RecordedError | undefined,
): Promise<void> {
  if (error !== undefined) {
    desk.problem(error, folder);
    return;
  }
  const failure = await desk.failure(folder, run);
  if (failure === undefined) return;
  const facts = { key: failure.asset, why: failure.error.message, others: failure.others };
  const { range } = failure.error;
  desk.problem(
    { ...recordedError(editorErrors.assetFailed, facts), ...(range === undefined ? {} : { range }) },
    folder,
  );
}
