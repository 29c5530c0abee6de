import type { RecordedError } from "../protocol/errors/error-entry.ts";
import type { AssetKey } from "../protocol/graph/asset-key.ts";
import { type CheckId, checkId } from "../protocol/graph/check-id.ts";
import type { CheckEvent, CheckResult, StepEvent, StoredEvent } from "../protocol/record/events.ts";
import type { Metadata } from "../protocol/record/metadata.ts";
import type { RunPlan } from "../protocol/record/run-plan.ts";
import { type CheckState, checkState } from "./check-words.ts";

/** A check of a run: its result, or why there is none. */
export interface RanCheck {
  readonly asset: AssetKey;
  readonly check: string;
  /** Index of the plan's step that judges it; undefined: its asset reported it unasked. */
  readonly step: number | undefined;
  readonly result: CheckResult | undefined;
  /** Of one that did not run: what failed or was skipped above. */
  readonly because: string | undefined;
}

/** The checks that a run was to judge, in the order of its plan, then those that were reported beside. */
export function ranChecks(plan: RunPlan, events: Iterable<StoredEvent>): readonly RanCheck[] {
  const results = new Map<CheckId, CheckEvent>();
  const steps = new Map<number, StepEvent>();
  for (const event of events) {
    if (event.kind === "check") results.set(checkId(event.of.asset, event.check), event);
    else if (event.kind === "step") steps.set(event.step, event);
  }
  const planned = plan.steps.flatMap(({ checks }, step) =>
    checks.map(({ asset, name }): RanCheck => {
      const id = checkId(asset, name);
      const result = results.get(id)?.result;
      results.delete(id);
      return { asset, check: name, step, result, because: result === undefined ? steps.get(step)?.because : undefined };
    }),
  );
  const beside = [...results.values()].map(
    ({ of, check, result }): RanCheck => ({
      asset: of.asset,
      check,
      step: plan.steps.findIndex(({ assets }) => assets.includes(of.asset)),
      result,
      because: undefined,
    }),
  );
  return [...planned, ...beside];
}

/** Whether one failed that is no mere warning. */
export function someFailed(checks: readonly RanCheck[]): boolean {
  return checks.some(({ result }) => checkState(result) === "failed");
}

/** A check in the documents of `materialize` and `runs`. */
export interface CheckEntry {
  readonly asset: AssetKey;
  readonly check: string;
  readonly state: CheckState;
  readonly severity: CheckResult["severity"] | null;
  readonly description: string | null;
  readonly because: string | null;
  readonly error: RecordedError | null;
  readonly metadata: Metadata | null;
}

export function checkEntry({ asset, check, result, because }: RanCheck): CheckEntry {
  return {
    asset,
    check,
    state: checkState(result),
    severity: result?.severity ?? null,
    description: result?.description ?? null,
    because: because ?? null,
    error: result?.error ?? null,
    metadata: result?.metadata ?? null,
  };
}
