import { editorErrors } from "../../protocol/errors/editor-errors.ts";
import type { ErrorEntry, RecordedError } from "../../protocol/errors/error-entry.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { PlanAnswer, ProjectSummary } from "../../protocol/messages/server-messages.ts";
import type { PlanRequest, RunPlan } from "../../protocol/record/run-plan.ts";

/** What comes before a run, whether it is followed or debugged. */
export interface PrepareDesk {
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
  readonly problem: (error: RecordedError, project: string) => void;
  readonly notTrusted: () => void;
  readonly cannotRun: (why: RecordedError, project: string) => void;
}

export type NotStarted = "refused" | "not agreed";

/**
 * A plan that may be run now: made from text that is saved, in a folder that is trusted, with the user's agreement where the environment
 * asks. `wants` is asked with the number of steps before anything is saved.
 */
export async function prepareRun(
  desk: PrepareDesk,
  project: ProjectSummary,
  request: PlanRequest,
  wants: (steps: number) => boolean = () => true,
): Promise<RunPlan | NotStarted | "not wanted"> {
  const { folder } = project;
  if (!mayRun(desk, project)) return "refused";
  const plan = await planOfSavedText(desk, folder, request, wants);
  if (typeof plan === "string") return plan;
  const assets = plan.steps.flatMap((step) => step.assets);
  if (project.confirm === true && !(await desk.agreesToRun(plan.environment, assets))) return "not agreed";
  return plan;
}

/** Whether code of the project may run at all; the user is told when not. */
export function mayRun(
  desk: Pick<PrepareDesk, "trusted" | "notTrusted" | "cannotRun">,
  { folder, cannotRun }: ProjectSummary,
): boolean {
  if (!desk.trusted()) {
    desk.notTrusted();
    return false;
  }
  if (cannotRun !== undefined) desk.cannotRun(cannotRun, folder);
  return cannotRun === undefined;
}

/** Saves what is to be read from disk, asking where the user wants to be asked. undefined: all is saved. */
export async function saveBefore(
  desk: Pick<PrepareDesk, "saveBeforeRun" | "agreesToSave" | "save" | "problem">,
  folder: string,
  files: readonly string[],
): Promise<NotStarted | undefined> {
  if (!desk.saveBeforeRun(folder) && !(await desk.agreesToSave(files))) return "not agreed";
  const unsaved = await desk.save(folder, files);
  if (unsaved.length === 0) return undefined;
  desk.problem(recordedError(editorErrors.notSaved, { files: unsaved.join(", ") }), folder);
  return "refused";
}

/** A plan made from what is on disk: a runner refuses any other text. */
async function planOfSavedText(
  desk: PrepareDesk,
  folder: string,
  request: PlanRequest,
  wants: (steps: number) => boolean,
): Promise<RunPlan | NotStarted | "not wanted"> {
  const first = await desk.plan(folder, request);
  if ("refused" in first) return refuse(desk, folder, first.refused);
  if (!wants(first.plan.steps.length)) return "not wanted";
  const files = desk.unsaved(folder, Object.keys(first.plan.basis.files));
  if (files.length === 0 && !first.preview) return first.plan;
  if (files.length > 0) {
    const notSaved = await saveBefore(desk, folder, files);
    if (notSaved !== undefined) return notSaved;
  }
  const second = await desk.plan(folder, request);
  if ("refused" in second) return refuse(desk, folder, second.refused);
  if (!second.preview) return second.plan;
  desk.problem(recordedError(editorErrors.stillUnsaved, { project: folder }), folder);
  return "refused";
}

function refuse(desk: Pick<PrepareDesk, "problem">, folder: string, refused: readonly RecordedError[]): NotStarted {
  const [first] = refused;
  if (first !== undefined) desk.problem(first, folder);
  return "refused";
}

/** A row of the catalogue, as an error that is shown. */
export function recordedError<Facts>(entry: ErrorEntry<Facts>, facts: Facts): RecordedError {
  return { code: entry.code, message: entry.message(facts), remedy: entry.remedy(facts) };
}
