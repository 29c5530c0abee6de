import { userError } from "../../protocol/errors/error-entry.ts";
import { runErrors } from "../../protocol/errors/run-errors.ts";
import { type CurrentStep, runAsStep } from "./current-step.ts";
import type { RunScope } from "./run-scope.ts";
import { createWriter } from "./step-log.ts";
import type { AttemptEnd, StepWork } from "./step-work.ts";

/** Does the work of a step once, within its timeout. Rejects with what the user's code throws. */
export async function attemptStep(scope: RunScope, work: StepWork, attempt: number): Promise<AttemptEnd> {
  const { step, timeout } = work;
  scope.watch?.began(step, timeout);
  try {
    return await (timeout === undefined
      ? attemptWithin(scope, work, attempt, scope.signal)
      : attemptInTime(scope, work, attempt, timeout));
  } finally {
    scope.watch?.ended(step);
  }
}

async function attemptInTime(scope: RunScope, work: StepWork, attempt: number, timeout: number): Promise<AttemptEnd> {
  const timedOut = new AbortController();
  const waited = new AbortController();
  scope.clock.wait(timeout, waited.signal).then(
    () => timedOut.abort(userError(runErrors.stepTimeout, { key: work.name, seconds: timeout / 1_000 })),
    () => {},
  );
  try {
    return await attemptWithin(scope, work, attempt, AbortSignal.any([scope.signal, timedOut.signal]));
  } finally {
    waited.abort();
  }
}

async function attemptWithin(
  scope: RunScope,
  work: StepWork,
  attempt: number,
  signal: AbortSignal,
): Promise<AttemptEnd> {
  const write = createWriter(scope.record, work.asset);
  let over = false;
  let fail: CurrentStep["fail"] = () => {};
  const current: CurrentStep = {
    asset: work.asset,
    write,
    fail: (error) => (over ? write("error", `Thrown after the asset had ended: ${String(error)}`) : fail(error)),
  };
  const checkGoesOn = () => {
    signal.throwIfAborted();
    if (over) throw new Error("This attempt has ended already.");
  };
  const doing = runAsStep(current, () => work.carryOut({ number: attempt, signal, checkGoesOn, write }));
  try {
    return await scope.interrupts.race(doing, signal, (reject) => {
      fail = reject;
    });
  } finally {
    over = true;
  }
}
