import { type RecordedError, userError } from "../../protocol/errors/error-entry.ts";
import { storeErrors } from "../../protocol/errors/store-errors.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import { checkId } from "../../protocol/graph/check-id.ts";
import type { EventBody, Outcome, StepState } from "../../protocol/record/events.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import type { PlannedStep } from "../../protocol/record/run-plan.ts";
import type { RunRecord } from "../core/record/asset-record.ts";
import { stepsSoFar, wordsOfDeadStep } from "./dead-step.ts";
import { nodeFileSystem, removeFile } from "./file-system.ts";
import { isRunAlive, tryRunLock } from "./leases.ts";
import type { Store } from "./store.ts";
import { storeFolder } from "./store-folder.ts";

/**
 * Ends every run that was started and whose process is gone: each planned asset without an outcome gets one, then the run its end. Done by
 * whoever opens the store for writing. Safe to do twice and by several processes at once: what has an outcome keeps it, and only the
 * holder of the run's lock writes. `planned`: only runs that planned one of these. Returns the runs that it ended.
 */
export async function endDeadRuns(store: Store, planned?: ReadonlySet<AssetKey>): Promise<readonly RunId[]> {
  const ended: RunId[] = [];
  for (const { run, plan } of store.activeRuns()) {
    if (planned !== undefined && !plan.steps.some((step) => step.assets.some((asset) => planned.has(asset)))) continue;
    if (isRunAlive(store.folder, run)) continue;
    const attempt = tryRunLock(store.folder, run);
    // Without locks nobody knows whether it lives.
    if (attempt.state !== "held") continue;
    try {
      store.refresh();
      removeFile(nodeFileSystem, storeFolder(store.folder).launcherMark(run));
      if (recordMissingOutcomes(store, run, { rest: "end" })) ended.push(run);
      await store.flushed();
    } finally {
      attempt.lock.releaseForGood();
    }
  }
  return ended;
}

export interface MissingOutcomes {
  /** `end`: nobody goes on with the run. `go on`: only what had begun is recorded, as another process carries out the rest. */
  readonly rest: "end" | "go on";
  /** What is known of the process's end. */
  readonly error?: RecordedError;
}

/**
 * Records what a dead process could not: steps that had begun have failed, what is downstream of them has not been made, and with
 * `rest: "end"` what had not begun is cancelled and the run has failed. Steps that only check get their last event. false when the run is unknown or has ended.
 */
export function recordMissingOutcomes(store: Store, id: RunId, { rest, error }: MissingOutcomes): boolean {
  const run = store.run(id);
  if (run === undefined || run.state !== "started") return false;
  const { plan } = run;
  const why = error ?? diedError(id);
  const known = new Map(run.outcomes);
  const record = (body: EventBody) => store.append(body, id);
  const settle = (asset: AssetKey, outcome: Outcome, facts: { because?: string; error?: RecordedError }) => {
    known.set(asset, outcome);
    record({ kind: "outcome", of: { asset }, outcome, ...facts });
  };
  const soFar = stepsSoFar(store, id);
  const ended = new Map(Array.from(soFar.ended, ([step, { state }]) => [step, state]));
  const rootOf = new Map<number, string>();
  const rootAbove = (step: PlannedStep) =>
    step.after.map((above) => rootOf.get(above)).find((above) => above !== undefined);
  for (const [number, step] of plan.steps.entries()) {
    const missing = step.assets.filter((asset) => !known.has(asset));
    const attempt = soFar.attempts.get(number);
    if (attempt !== undefined) endDeadStep(number, attempt);
    else if (step.assets.length === 0) settleChecks(number, step);
    else if (missing.length > 0) {
      const root = rootAbove(step);
      if (root !== undefined) for (const asset of missing) settle(asset, "upstream failed", { because: root });
      else if (rest === "end") for (const asset of missing) settle(asset, "cancelled", { because: why.message });
    }
    const root = rootOfStep(run, number, known) ?? (ended.get(number) === "failed" ? nameOf(step) : undefined);
    const above = root === undefined && isNotBegun(run, number, known, ended) ? rootAbove(step) : undefined;
    if (root !== undefined || above !== undefined) rootOf.set(number, (root ?? above) as string);
  }
  if (rest === "end") record({ kind: "run", state: "failed", error: why });
  return true;

  function endDeadStep(step: number, attempt: number): void {
    for (const word of wordsOfDeadStep(plan, { step, attempt, known, error: why }, soFar)) {
      record(word);
      if (word.kind === "outcome") known.set(word.of.asset, word.outcome);
      if (word.kind === "step") ended.set(step, word.state);
    }
  }

  /** A step that only checks has a last event instead of outcomes. */
  function settleChecks(number: number, step: PlannedStep): void {
    if (ended.has(number)) return;
    const end = (state: StepState, facts: object) => {
      ended.set(number, state);
      record({ kind: "step", step: number, attempt: 0, state, ...facts });
    };
    const root = rootAbove(step);
    if (root !== undefined) end("upstream failed", { because: root });
    else if (rest === "end") end("cancelled", {});
  }
}

/** What keeps the readers of a step from it: its first asset that failed. */
function rootOfStep({ plan }: RunRecord, number: number, known: ReadonlyMap<AssetKey, Outcome>): AssetKey | undefined {
  return plan.steps[number]?.assets.find((asset) => known.get(asset) === "failed");
}

function isNotBegun(
  { plan }: RunRecord,
  number: number,
  known: ReadonlyMap<AssetKey, Outcome>,
  ended: ReadonlyMap<number, StepState>,
): boolean {
  const { assets = [] } = plan.steps[number] ?? {};
  return ended.get(number) === "upstream failed" || assets.some((asset) => known.get(asset) === "upstream failed");
}

function nameOf({ assets: [asset], checks: [check] }: PlannedStep): string {
  return asset ?? (check === undefined ? "" : checkId(check.asset, check.name));
}

function diedError(run: RunId): RecordedError {
  const { code, message, remedy } = userError(storeErrors.runnerDied, { run });
  return { code, message, remedy };
}
