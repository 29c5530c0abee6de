import { editorErrors } from "../../protocol/errors/editor-errors.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { ProjectSummary } from "../../protocol/messages/server-messages.ts";
import type { RunPlan } from "../../protocol/record/run-plan.ts";
import type { LaunchedRun, RunEnd } from "../../runtime/host/launcher.ts";
import type { ActiveRuns } from "./active-runs.ts";
import { type NotStarted, type PrepareDesk, prepareRun, recordedError } from "./prepare-run.ts";
import { selectionFor } from "./selection-for.ts";
import { type RunDesk, tellFailure } from "./start-run.ts";

/** What debugging needs of the editor; a test has its own. */
export interface DebugDesk extends PrepareDesk, Pick<RunDesk, "failure"> {
  readonly launchToDebug: (project: string, plan: RunPlan, record: boolean) => LaunchedRun;
  /** Attaches the editor's debugger; undefined: it could not. */
  readonly attach: (project: string, plan: RunPlan, inspector: string) => Promise<Attached | undefined>;
  /** Tells how a run ended well of which nothing was recorded. `rows`: when they were counted. */
  readonly endedUnrecorded: (project: string, asset: AssetKey, rows: number | undefined) => void;
  readonly activeRuns: ActiveRuns;
}

/** A debugger at work. */
export interface Attached {
  /** The user has stopped it, or the process is gone. */
  readonly ended: Promise<void>;
  stop(): void;
}

/**
 * Runs one asset with its stored inputs under the debugger. Both end together: whoever stops the debugger cancels the run, and the run's
 * end takes the debugger away. Without `record` nothing of it is kept.
 */
export async function debugRun(
  desk: DebugDesk,
  project: ProjectSummary,
  asset: AssetKey,
  record: boolean,
): Promise<NotStarted | "ended"> {
  const { folder } = project;
  const plan = await prepareRun(desk, project, { selection: selectionFor(asset), checks: "none" });
  if (typeof plan === "string") return plan === "not wanted" ? "not agreed" : plan;
  const launched = desk.launchToDebug(folder, plan, record);
  const assets = plan.steps.flatMap((step) => step.assets);
  desk.activeRuns.add({ run: plan.run, project: folder, assets, cancel: () => launched.cancel() });
  try {
    const ends = await underDebugger(desk, folder, plan, launched, asset);
    for (const end of ends) await tellEnd(desk, folder, asset, end, record);
  } finally {
    desk.activeRuns.remove(plan.run);
  }
  return "ended";
}

async function underDebugger(
  desk: DebugDesk,
  folder: string,
  plan: RunPlan,
  launched: LaunchedRun,
  asset: AssetKey,
): Promise<readonly RunEnd[]> {
  const inspector = await launched.inspector;
  // Nothing could be started: the end says why.
  if (inspector === undefined) return launched.ended;
  const attached = await desk.attach(folder, plan, inspector);
  if (attached === undefined) {
    desk.problem(recordedError(editorErrors.debuggerNotAttached, { key: asset }), folder);
    launched.cancel();
    return launched.ended;
  }
  let hasEnded = false;
  void attached.ended.then(() => {
    if (!hasEnded) launched.cancel();
  });
  const ends = await launched.ended;
  hasEnded = true;
  attached.stop();
  return ends;
}

async function tellEnd(
  desk: DebugDesk,
  folder: string,
  asset: AssetKey,
  { run, state, error, rows }: RunEnd,
  record: boolean,
): Promise<void> {
  if (state === "failed") {
    // Nobody can read it from the store.
    if (!record && error !== undefined) {
      const facts = { key: asset, why: error.message, others: 0 };
      desk.problem(
        { ...recordedError(editorErrors.assetFailed, facts), ...(error.range && { range: error.range }) },
        folder,
      );
    } else await tellFailure(desk, folder, run, error);
  }
  if (state === "succeeded" && !record) desk.endedUnrecorded(folder, asset, rows?.[asset]);
}
