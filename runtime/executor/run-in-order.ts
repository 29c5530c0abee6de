import type { ReadySteps } from "./ready-steps.ts";

/** How a step ended, for those that wait for it. */
export type StepEnd = "succeeded" | "skipped" | "failed";

export interface OrderedRun {
  readonly steps: ReadySteps;
  /** Most steps at once. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
  /** Carries a step out. Never rejects for what the user's code does; a rejection is a bug and ends the run. */
  start(step: number): StepEnd | Promise<StepEnd>;
  /** The step above did not succeed, so this one cannot run. */
  blocked(step: number, above: number, end: StepEnd): void;
  /** Whether the step below runs although the one above was skipped. */
  runsWithout(above: number, below: number): boolean;
}

// Steps that never wait run wholly in microtasks: without a turn of the event loop nothing is flushed, sent or cancelled.
const millisecondsWithoutTurn = 8;

/** Starts steps as they become ready, until all have ended or the signal aborts and those that were started have ended. */
export function runInOrder(run: OrderedRun): Promise<void> {
  const { steps, concurrency, signal } = run;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let running = 0;
  let lastTurn = performance.now();
  let resting = false;

  pump();
  return promise;

  function pump(): void {
    if (resting) return;
    while (running < concurrency && !signal.aborted) {
      if (performance.now() - lastTurn > millisecondsWithoutTurn) {
        rest();
        return;
      }
      const step = steps.take();
      if (step === -1) break;
      running++;
      try {
        const end = run.start(step);
        if (typeof end === "string") settle(step, end);
        else end.then((value) => settleAndPump(step, value), reject);
      } catch (error) {
        reject(error);
        return;
      }
    }
    if (running === 0 && (steps.open() === 0 || signal.aborted)) resolve();
  }

  function settle(step: number, end: StepEnd): void {
    running--;
    if (end === "succeeded") {
      steps.succeeded(step);
      return;
    }
    const passes = end === "skipped" ? run.runsWithout : undefined;
    for (const below of steps.blocked(step, passes)) run.blocked(below, step, end);
  }

  function settleAndPump(step: number, end: StepEnd): void {
    try {
      settle(step, end);
    } catch (error) {
      reject(error);
      return;
    }
    pump();
  }

  function rest(): void {
    resting = true;
    setImmediate(() => {
      resting = false;
      lastTurn = performance.now();
      pump();
    });
  }
}
