import type { RecordedError } from "../../protocol/errors/error-entry.ts";
import { userError } from "../../protocol/errors/error-entry.ts";
import { runErrors } from "../../protocol/errors/run-errors.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import { checkId } from "../../protocol/graph/check-id.ts";
import type { RunnerDeath } from "../../protocol/messages/runner-messages.ts";
import type { PlannedCheck, RunPlan } from "../../protocol/record/run-plan.ts";
import { recordError } from "../executor/record-error.ts";
import type { Store } from "../storage/store.ts";

/**
 * Records the steps that were running when the runner before this one died as failed, with what is known; what they had made stays made. When none was,
 * going on would end the same way: then all that is left fails.
 */
export async function recordDeath(store: Store, plan: RunPlan, death: RunnerDeath, timeouts: Timeouts): Promise<void> {
  store.refresh();
  if (store.run(plan.run)?.endedAt !== undefined) return;
  // What was running when the user cancelled is recorded as cancelled with the rest.
  if (death.cancelled) return;
  const dead = deadSteps(store, plan, death);
  if (dead.size === 0) return failRun(store, plan, death.error);
  if (store.run(plan.run) === undefined) store.append({ kind: "run", state: "started", plan }, plan.run);
  const outcomes = store.run(plan.run)?.outcomes;
  const made = madeAssets(store, plan);
  for (const [step, attempt] of dead) {
    const { assets = [], checks = [] } = plan.steps[step] ?? {};
    const [key] = assets;
    const timeout = death.timedOut === step && key !== undefined ? timeouts(key) : undefined;
    const error = timeout === undefined || key === undefined ? death.error : timeoutError(key, timeout);
    const open = assets.filter((asset) => !outcomes?.has(asset));
    // The value was stored and recorded; only the last word is missing.
    for (const asset of open.filter((one) => made.has(one))) {
      store.append({ kind: "outcome", of: { asset }, outcome: "materialized" }, plan.run);
    }
    const lost = open.filter((asset) => !made.has(asset));
    if (assets.length > 0 && lost.length === 0) continue;
    store.append({ kind: "step", step, attempt, state: "failed", error }, plan.run);
    for (const asset of lost) store.append({ kind: "outcome", of: { asset }, outcome: "failed", error }, plan.run);
    if (assets.length === 0) recordFailedChecks(store, plan, checks, error);
  }
  await store.flushed();
}

/** Milliseconds of an asset's timeout. */
export type Timeouts = (asset: AssetKey) => number | undefined;

/** Ends a run of which nothing can be carried out (any more): every planned asset without an outcome fails with this error. */
export async function failRun(store: Store, plan: RunPlan, error: RecordedError): Promise<void> {
  const known = store.run(plan.run);
  if (known === undefined) store.append({ kind: "run", state: "started", plan }, plan.run);
  const ended = endedSteps(store, plan);
  for (const [step, { assets, checks }] of plan.steps.entries()) {
    if (assets.length === 0 && !ended.has(step)) {
      store.append({ kind: "step", step, attempt: 1, state: "failed", error }, plan.run);
      recordFailedChecks(store, plan, checks, error);
    }
    for (const asset of assets) {
      if (known?.outcomes.has(asset)) continue;
      store.append({ kind: "outcome", of: { asset }, outcome: "failed", error }, plan.run);
    }
  }
  store.append({ kind: "run", state: "failed", error }, plan.run);
  await store.flushed();
}

/**
 * Steps that ended with the process, with their last attempt. When one of them is known to be at fault, only that one: the others run
 * again, as do those that had ended and whose events were lost.
 */
function deadSteps(store: Store, plan: RunPlan, { running, timedOut }: RunnerDeath): ReadonlyMap<number, number> {
  const attempts = new Map<number, number>();
  for (const event of store.events({ run: plan.run, kinds: ["step"] })) {
    if (event.kind === "step") attempts.set(event.step, event.attempt);
  }
  // The parent heard of each at once; without that, what the store says has begun is all that is known.
  const told = timedOut !== undefined ? [timedOut] : running.length > 0 ? running : [...attempts.keys()];
  const outcomes = store.run(plan.run)?.outcomes;
  const ended = endedSteps(store, plan);
  const isOpen = (step: number) => {
    const assets = plan.steps[step]?.assets ?? [];
    return assets.length === 0 ? !ended.has(step) : assets.some((asset) => !outcomes?.has(asset));
  };
  return new Map(told.filter(isOpen).map((step) => [step, attempts.get(step) ?? 1]));
}

/** Assets of which this run recorded a materialization or an observation. */
function madeAssets(store: Store, plan: RunPlan): ReadonlySet<AssetKey> {
  const made = new Set<AssetKey>();
  for (const event of store.events({ run: plan.run, kinds: ["materialization", "observation"] })) {
    if (event.kind === "materialization" || event.kind === "observation") made.add(event.of.asset);
  }
  return made;
}

/** Steps that have come to their end, as the store says. */
function endedSteps(store: Store, plan: RunPlan): ReadonlySet<number> {
  const ended = new Set<number>();
  for (const event of store.events({ run: plan.run, kinds: ["step"] })) {
    if (event.kind === "step" && event.state !== "started" && event.state !== "retrying") ended.add(event.step);
  }
  return ended;
}

/** A check that could not be carried out has not passed. */
function recordFailedChecks(store: Store, plan: RunPlan, checks: readonly PlannedCheck[], error: RecordedError): void {
  for (const { asset, name } of checks) {
    const codeVersion = plan.code.checks?.[checkId(asset, name)]?.hash;
    const result = { passed: false, severity: "ERROR", metadata: {}, error } as const;
    const event = { kind: "check", of: { asset }, check: name, result } as const;
    store.append(codeVersion === undefined ? event : { ...event, codeVersion }, plan.run);
  }
}

function timeoutError(key: AssetKey, timeout: number): RecordedError {
  return recordError(userError(runErrors.stepTimeout, { key, seconds: timeout / 1_000 }), undefined);
}
