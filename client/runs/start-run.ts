import { editorErrors } from "../../protocol/errors/editor-errors.ts";
import type { RecordedError } from "../../protocol/errors/error-entry.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { PlanAnswer, ProjectSummary } from "../../protocol/messages/server-messages.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import type { PlanRequest, RunPlan } from "../../protocol/record/run-plan.ts";
import type { LaunchedRun } from "../../runtime/host/launcher.ts";
import type { ActiveRuns } from "./active-runs.ts";
import type { Failure } from "./first-failure.ts";

/** What starting a run needs of the editor; a test has its own. */
export interface RunDesk {
  readonly trusted: () => boolean;
  readonly saveBeforeRun: (project: string) => boolean;
  readonly plan: (project: string, request: PlanRequest) => Promise<PlanAnswer>;
  /** Which of these files (from the project's root) have unsaved text. */
  readonly unsaved: (project: string, files: readonly string[]) => readonly string[];
  /** Saves them; gives those that could not be. */
  readonly save: (project: string, files: readonly string[]) => Promise<readonly string[]>;
  /** Whether the user agrees to save these files now. */
  readonly agreesToSave: (files: readonly string[]) => Promise<boolean>;
  /** Whether the user agrees to run in an environment that asks. */
  readonly agreesToRun: (environment: string, assets: readonly AssetKey[]) => Promise<boolean>;
  readonly launch: (project: string, plan: RunPlan) => LaunchedRun;
  /** Shows that the run goes on, with a way to cancel it, until it has ended. */
  readonly follow: (project: string, plan: RunPlan, launched: LaunchedRun) => void;
  /** The first asset of the run that failed, when one did. */
  readonly failure: (project: string, run: RunId) => Promise<Failure | undefined>;
  readonly problem: (error: RecordedError, project: string) => void;
  readonly notTrusted: () => void;
  readonly cannotRun: (why: RecordedError, project: string) => void;
  readonly activeRuns: ActiveRuns;
}

/** How a request to run ended, for those who wait for it. */
export type Started = "refused" | "not agreed" | "ended";

/** A plan, the files that it is made from saved, the user asked where that is due, a runner: in this order. */
export async function startRun(desk: RunDesk, project: ProjectSummary, request: PlanRequest): Promise<Started> {
  const { folder } = project;
  if (!desk.trusted()) {
    desk.notTrusted();
    return "refused";
  }
  if (project.cannotRun !== undefined) {
    desk.cannotRun(project.cannotRun, folder);
    return "refused";
  }
  const plan = await planOfSavedText(desk, folder, request);
  if (typeof plan === "string") return plan;
  const assets = plan.steps.flatMap((step) => step.assets);
  if (project.confirm === true && !(await desk.agreesToRun(plan.environment, assets))) return "not agreed";

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

/** A plan made from what is on disk: a runner refuses any other text. */
async function planOfSavedText(desk: RunDesk, folder: string, request: PlanRequest): Promise<RunPlan | Started> {
  const first = await desk.plan(folder, request);
  if ("refused" in first) return refuse(desk, folder, first.refused);
  const files = desk.unsaved(folder, Object.keys(first.plan.basis.files));
  if (files.length === 0 && !first.preview) return first.plan;
  if (files.length > 0) {
    if (!desk.saveBeforeRun(folder) && !(await desk.agreesToSave(files))) return "not agreed";
    const unsaved = await desk.save(folder, files);
    if (unsaved.length > 0) {
      const facts = { files: unsaved.join(", ") };
      desk.problem(recorded(editorErrors.notSaved, facts), folder);
      return "refused";
    }
  }
  const second = await desk.plan(folder, request);
  if ("refused" in second) return refuse(desk, folder, second.refused);
  if (!second.preview) return second.plan;
  desk.problem(recorded(editorErrors.stillUnsaved, { project: folder }), folder);
  return "refused";
}

function refuse(desk: RunDesk, folder: string, refused: readonly RecordedError[]): Started {
  const [first] = refused;
  if (first !== undefined) desk.problem(first, folder);
  return "refused";
}

/** Of a run that never came to its assets the error says why; else the first asset that failed. */
async function tellFailure(desk: RunDesk, folder: string, run: RunId, error: RecordedError | undefined): Promise<void> {
  if (error !== undefined) {
    desk.problem(error, folder);
    return;
  }
  const failure = await desk.failure(folder, run);
  if (failure === undefined) return;
  const facts = { key: failure.asset, why: failure.error.message, others: failure.others };
  const { range } = failure.error;
  desk.problem({ ...recorded(editorErrors.assetFailed, facts), ...(range === undefined ? {} : { range }) }, folder);
}

function recorded<Facts>(
  entry: { readonly code: string; message(facts: Facts): string; remedy(facts: Facts): string },
  facts: Facts,
): RecordedError {
  return { code: entry.code, message: entry.message(facts), remedy: entry.remedy(facts) };
}
