import { type RecordedError, userError } from "../../protocol/errors/error-entry.ts";
import { storeErrors } from "../../protocol/errors/store-errors.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import { checkId } from "../../protocol/graph/check-id.ts";
import type { EventBody, Outcome, StepState, StoredEvent } from "../../protocol/record/events.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import type { PlannedStep } from "../../protocol/record/run-plan.ts";
import type { RunRecord } from "../core/record/asset-record.ts";
import { isRunAlive, tryRunLock } from "./leases.ts";
import type { Store } from "./store.ts";

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
  const why = error ?? diedError(id);
  const known = new Map(run.outcomes);
  const record = (body: EventBody) => store.append(body, id);
  const settle = (asset: AssetKey, outcome: Outcome, facts: { because?: string; error?: RecordedError }) => {
    known.set(asset, outcome);
    record({ kind: "outcome", of: { asset }, outcome, ...facts });
  };
  const { begun, ended, made } = whatHappened(store, id);
  const rootOf = new Map<number, string>();
  const rootAbove = (step: PlannedStep) =>
    step.after.map((above) => rootOf.get(above)).find((above) => above !== undefined);
  for (const [number, step] of run.plan.steps.entries()) {
    const missing = step.assets.filter((asset) => !known.has(asset));
    const attempt = begun.get(number);
    if (step.assets.length === 0) settleChecks(number, step, attempt);
    else if (missing.length > 0 && attempt !== undefined) {
      // The value was stored and recorded; only the last word is missing.
      for (const asset of missing.filter((one) => made.has(one))) settle(asset, "materialized", {});
      const lost = missing.filter((asset) => !made.has(asset));
      if (lost.length > 0) record({ kind: "step", step: number, attempt, state: "failed", error: why });
      for (const asset of lost) settle(asset, "failed", { error: why });
    } else if (missing.length > 0) {
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

  /** A step that only checks has a last event instead of outcomes. */
  function settleChecks(number: number, step: PlannedStep, attempt: number | undefined): void {
    if (ended.has(number)) return;
    const end = (state: StepState, facts: object, tried: number) => {
      ended.set(number, state);
      record({ kind: "step", step: number, attempt: tried, state, ...facts });
    };
    const root = rootAbove(step);
    if (attempt !== undefined) end("failed", { error: why }, attempt);
    else if (root !== undefined) end("upstream failed", { because: root }, 0);
    else if (rest === "end") end("cancelled", {}, 0);
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

interface Happened {
  /** Steps that had begun and not ended, with their last attempt. */
  readonly begun: Map<number, number>;
  /** The last word of those that had ended. */
  readonly ended: Map<number, StepState>;
  /** Assets of which a materialization or an observation was recorded. */
  readonly made: Set<AssetKey>;
}

function whatHappened(store: Store, run: RunId): Happened {
  const happened: Happened = { begun: new Map(), ended: new Map(), made: new Set() };
  for (const event of store.events({ run, kinds: ["step", "materialization", "observation"] })) {
    noteEvent(event, happened);
  }
  return happened;
}

function noteEvent(event: StoredEvent, { begun, ended, made }: Happened): void {
  if (event.kind === "materialization" || event.kind === "observation") made.add(event.of.asset);
  if (event.kind !== "step") return;
  if (event.state === "started" || event.state === "retrying") begun.set(event.step, event.attempt);
  else ended.set(event.step, event.state);
}

function diedError(run: RunId): RecordedError {
  const { code, message, remedy } = userError(storeErrors.runnerDied, { run });
  return { code, message, remedy };
}
