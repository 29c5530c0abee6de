import type { RecordedError } from "../../protocol/errors/error-entry.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import { type CheckId, checkId } from "../../protocol/graph/check-id.ts";
import type { EventBody, Outcome, StepEvent } from "../../protocol/record/events.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import type { PlannedCheck, RunPlan } from "../../protocol/record/run-plan.ts";
import type { Store } from "./store.ts";

/** What is recorded of the steps of a run so far. */
export interface StepsSoFar {
  /** The last attempt of each step that had begun. */
  readonly attempts: ReadonlyMap<number, number>;
  /** The last word of each that had ended. */
  readonly ended: ReadonlyMap<number, StepEvent>;
  /** Assets of which a materialization or an observation was recorded. */
  readonly made: ReadonlySet<AssetKey>;
  /** Checks with a result. */
  readonly judged: ReadonlySet<CheckId>;
}

export function stepsSoFar(store: Store, run: RunId): StepsSoFar {
  const attempts = new Map<number, number>();
  const ended = new Map<number, StepEvent>();
  const made = new Set<AssetKey>();
  const judged = new Set<CheckId>();
  for (const event of store.events({ run, kinds: ["step", "materialization", "observation", "check"] })) {
    if (event.kind === "materialization" || event.kind === "observation") made.add(event.of.asset);
    else if (event.kind === "check") judged.add(checkId(event.of.asset, event.check));
    else if (event.kind === "step") {
      if (event.state === "started" || event.state === "retrying") attempts.set(event.step, event.attempt);
      else ended.set(event.step, event);
    }
  }
  return { attempts, ended, made, judged };
}

export interface DeadStep {
  readonly step: number;
  /** undefined: it is not known to have begun, so no attempt of it failed. */
  readonly attempt: number | undefined;
  /** Outcomes that are recorded already. */
  readonly known: ReadonlyMap<AssetKey, unknown> | undefined;
  readonly error: RecordedError;
}

/**
 * What is to be recorded of a step whose process died, as the process itself would have done: what has its last word keeps it, what was
 * made is materialized, and a check without a result has not passed.
 */
export function wordsOfDeadStep(plan: RunPlan, dead: DeadStep, soFar: StepsSoFar): readonly EventBody[] {
  const { step, attempt, known } = dead;
  const { assets = [], checks = [] } = plan.steps[step] ?? {};
  const end = soFar.ended.get(step);
  // What the step itself said of its failure is better than that the process ended after it.
  const error = end?.error ?? dead.error;
  const failed = (tried: number): EventBody => ({ kind: "step", step, attempt: tried, state: "failed", error });
  if (assets.length === 0) {
    if (end !== undefined && (end.state !== "failed" || end.attempt === 0)) return [];
    const open = checks.filter(({ asset, name }) => !soFar.judged.has(checkId(asset, name)));
    const results = open.map((check) => failedCheck(plan, check, error));
    return end === undefined ? [failed(attempt ?? 1), ...results] : results;
  }
  const open = assets.filter((asset) => known?.has(asset) !== true);
  const outcomes = open.map((asset): EventBody => {
    const outcome = soFar.made.has(asset) ? "materialized" : outcomeOfEnd(end);
    return { kind: "outcome", of: { asset }, outcome, ...(outcome === "failed" && { error }) };
  });
  const isLost = open.some((asset) => !soFar.made.has(asset));
  return isLost && end === undefined && attempt !== undefined ? [failed(attempt), ...outcomes] : outcomes;
}

/** Of an asset that its step did not make. */
function outcomeOfEnd(end: StepEvent | undefined): Outcome {
  switch (end?.state) {
    case "succeeded":
    case "skipped":
      return "skipped";
    case "cancelled":
      return "cancelled";
    default:
      return "failed";
  }
}

/** A check that could not be carried out has not passed. */
function failedCheck(
  plan: RunPlan,
  { asset, name, severity = "ERROR" }: PlannedCheck,
  error: RecordedError,
): EventBody {
  const codeVersion = plan.code.checks?.[checkId(asset, name)]?.hash;
  return {
    kind: "check",
    of: { asset },
    check: name,
    result: { passed: false, severity, metadata: {}, error },
    ...(codeVersion !== undefined && { codeVersion }),
  };
}
