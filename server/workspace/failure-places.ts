import type { RecordedError } from "../../protocol/errors/error-entry.ts";
import { runErrors } from "../../protocol/errors/run-errors.ts";
import { type CheckId, checkId } from "../../protocol/graph/check-id.ts";
import type { SourceRange } from "../../protocol/graph/source-range.ts";
import type { RunDetails, StepDetails } from "../../protocol/messages/server-messages.ts";
import type { PlannedCheck, RunPlan } from "../../protocol/record/run-plan.ts";
import type { Store } from "../../runtime/storage/store.ts";

/**
 * The same run, where each error without a place of its own has that of the definition that failed: a blocking check that did not pass,
 * a step that ran out of time or died. What such a check said is told with it.
 */
export function placeFailures(store: Pick<Store, "run" | "events"> | undefined, details: RunDetails): RunDetails {
  const plan = details.steps.some(isPlaceless) ? store?.run(details.summary.run)?.plan : undefined;
  if (store === undefined || plan === undefined) return details;
  const said = descriptionsOf(store, plan);
  return {
    ...details,
    steps: details.steps.map((step) =>
      isPlaceless(step) ? { ...step, error: placed(step, step.error, plan, said) } : step,
    ),
  };
}

function isPlaceless(step: StepDetails): step is StepDetails & { readonly error: RecordedError } {
  return step.state === "failed" && step.error !== undefined && step.error.range === undefined;
}

function placed(
  step: StepDetails,
  error: RecordedError,
  plan: RunPlan,
  said: ReadonlyMap<CheckId, string>,
): RecordedError {
  const isHeld = error.code === runErrors.blockingCheckFailed.code;
  const check = isHeld ? (step.checks.find((one) => said.has(idOf(one))) ?? step.checks[0]) : step.checks[0];
  const range = rangeOf(step, check, plan);
  if (!isHeld || check === undefined) return range === undefined ? error : { ...error, range };
  // Where it was thrown is our own code.
  const { stack: _, ...rest } = error;
  const words = said.get(idOf(check));
  return {
    ...rest,
    message: words === undefined ? error.message : `${error.message.replace(/\.$/, "")}: ${words}`,
    ...(range === undefined ? {} : { range }),
  };
}

/** A step that makes something stands where that is defined; one that only checks, where its check is. */
function rangeOf({ assets }: StepDetails, check: PlannedCheck | undefined, plan: RunPlan): SourceRange | undefined {
  const [asset = check?.asset] = assets;
  const ofCheck = assets.length > 0 || check === undefined ? undefined : ownValue(plan.checkSources ?? {}, idOf(check));
  return ofCheck ?? (asset === undefined ? undefined : ownValue(plan.sources, asset));
}

/** What the checks of a run that did not pass said. */
function descriptionsOf(store: Pick<Store, "events">, { run }: RunPlan): ReadonlyMap<CheckId, string> {
  const said = new Map<CheckId, string>();
  for (const event of store.events({ run, kinds: ["check"] })) {
    if (event.kind !== "check" || event.result.passed || event.result.description === undefined) continue;
    said.set(checkId(event.of.asset, event.check), event.result.description);
  }
  return said;
}

function idOf({ asset, name }: PlannedCheck): CheckId {
  return checkId(asset, name);
}

function ownValue<Key extends string, Value>(of: Readonly<Record<Key, Value>>, key: Key): Value | undefined {
  return Object.hasOwn(of, key) ? of[key] : undefined;
}
