import type { RecordedError } from "../../protocol/errors/error-entry.ts";
import { userError } from "../../protocol/errors/error-entry.ts";
import { runErrors } from "../../protocol/errors/run-errors.ts";
import type { RunnerDeath } from "../../protocol/messages/runner-messages.ts";
import type { RunPlan } from "../../protocol/record/run-plan.ts";
import { recordError } from "../executor/record-error.ts";
import { type StepsSoFar, stepsSoFar, wordsOfDeadStep } from "../storage/dead-step.ts";
import type { Store } from "../storage/store.ts";

/**
 * Records the steps that were running when the runner before this one died as failed, with what is known; what they had made stays made.
 * When none was, going on would end the same way: then all that is left fails. Those that may be at fault or not are left open, and told
 * that they are run again alone.
 */
export async function recordDeath(store: Store, plan: RunPlan, death: RunnerDeath, timeouts: Timeouts): Promise<void> {
  store.refresh();
  if (store.run(plan.run)?.endedAt !== undefined) return;
  // What was running when the user cancelled is recorded as cancelled with the rest.
  if (death.cancelled) return;
  const soFar = stepsSoFar(store, plan.run);
  const dead = deadSteps(store, plan, death, soFar);
  if (dead.size === 0 && death.suspects === undefined) return failRun(store, plan, death.error);
  if (store.run(plan.run) === undefined) store.append({ kind: "run", state: "started", plan }, plan.run);
  const known = store.run(plan.run)?.outcomes;
  for (const [step, attempt] of dead) {
    const timeout = death.timedOut === step ? timeouts(step) : undefined;
    const error = timeout === undefined ? death.error : timeoutError(timeout);
    for (const word of wordsOfDeadStep(plan, { step, attempt, known, error }, soFar)) store.append(word, plan.run);
  }
  const [suspect] = death.suspects ?? [];
  if (suspect !== undefined) recordTrial(store, plan, suspect, death.error);
  await store.flushed();
}

function recordTrial(store: Store, plan: RunPlan, suspect: number, { message: how }: RecordedError): void {
  const { assets, checks } = plan.steps[suspect] ?? { assets: [], checks: [] };
  const asset = assets[0] ?? checks[0]?.asset;
  if (asset === undefined) return;
  store.append({ kind: "log", asset, level: "warn", text: runErrors.triedAlone.message({ how }) }, plan.run);
}

export interface StepTimeout {
  /** Of what the step carries out. */
  readonly name: string;
  readonly milliseconds: number;
}

/** The timeout of a step. */
export type Timeouts = (step: number) => StepTimeout | undefined;

/** Ends a run of which nothing can be carried out (any more): every planned asset without an outcome fails with this error, or is materialized when it was made. */
export async function failRun(store: Store, plan: RunPlan, error: RecordedError): Promise<void> {
  const known = store.run(plan.run)?.outcomes;
  if (known === undefined) store.append({ kind: "run", state: "started", plan }, plan.run);
  const soFar = stepsSoFar(store, plan.run);
  for (const step of plan.steps.keys()) {
    const dead = { step, attempt: soFar.attempts.get(step), known, error };
    for (const word of wordsOfDeadStep(plan, dead, soFar)) store.append(word, plan.run);
  }
  store.append({ kind: "run", state: "failed", error }, plan.run);
  await store.flushed();
}

/**
 * Steps that ended with the process, with their last attempt. When one of them is known to be at fault, only that one: the others run
 * again, as do those that had ended and whose events were lost.
 */
function deadSteps(
  store: Store,
  plan: RunPlan,
  { running, timedOut, suspects }: RunnerDeath,
  { attempts, ended }: StepsSoFar,
): ReadonlyMap<number, number> {
  // The parent heard of each at once; without that, what the store says has begun is all that is known.
  const begun = suspects === undefined ? [...attempts.keys()] : [];
  const told = timedOut !== undefined ? [timedOut] : running.length > 0 ? running : begun;
  const outcomes = store.run(plan.run)?.outcomes;
  const isOpen = (step: number) => {
    const assets = plan.steps[step]?.assets ?? [];
    return assets.length === 0 ? !ended.has(step) : assets.some((asset) => !outcomes?.has(asset));
  };
  return new Map(told.filter(isOpen).map((step) => [step, attempts.get(step) ?? 1]));
}

function timeoutError({ name, milliseconds }: StepTimeout): RecordedError {
  return recordError(userError(runErrors.stepTimeout, { key: name, seconds: milliseconds / 1_000 }), undefined);
}
