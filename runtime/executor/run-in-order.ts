import type { PoolSlots } from "./pool-slots.ts";
import type { ReadySteps } from "./ready-steps.ts";

/** How a step ended, for those that wait for it. `partly`: what of it can be used is to be asked for each. */
export type StepEnd = "succeeded" | "partly" | "skipped" | "failed";

export interface OrderedRun {
  readonly steps: ReadySteps;
  /** Most steps at once. */
  readonly concurrency: number;
  /** Absent: no step needs a slot of a pool. */
  readonly slots?: PoolSlots | undefined;
  readonly signal: AbortSignal;
  /** Milliseconds from any beginning; absent: those of the process. */
  readonly now?: () => number;
  /** Carries a step out. Never rejects for what the user's code does; a rejection is a bug and ends the run. */
  start(step: number): StepEnd | Promise<StepEnd>;
  /** All that the step waits for has ended, some of it not well: undefined when it can run nevertheless; else it is recorded, and this is its end. */
  decide(step: number): StepEnd | undefined;
}

// Steps that never wait run wholly in microtasks: without a turn of the event loop nothing is flushed, sent or cancelled.
const millisecondsWithoutTurn = 8;

/** Starts steps as they become ready, until all have ended or the signal aborts and those that were started have ended. */
export function runInOrder(run: OrderedRun): Promise<void> {
  const { steps, concurrency, signal, slots, now = () => performance.now() } = run;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let running = 0;
  let lastTurn = now();
  let resting = false;

  slots?.onAgain((back) => {
    for (const step of back) steps.putBack(step);
    pump();
  });
  pump();
  return promise;

  function pump(): void {
    if (resting) return;
    while (running < concurrency && !signal.aborted) {
      if (now() - lastTurn > millisecondsWithoutTurn) {
        rest();
        return;
      }
      const step = steps.take();
      if (step === -1) break;
      try {
        // It may write, to a full disk too.
        if (slots !== undefined && !slots.take(step)) continue;
        running++;
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
    if (slots !== undefined) for (const waiting of slots.give(step)) steps.putBack(waiting);
    // What it is told of a cancelled run is recorded at its end, for all steps alike.
    if (!signal.aborted) endStep(steps, step, end, run.decide);
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
      lastTurn = now();
      pump();
    });
  }
}

/** Ends a step, and with it those below that cannot run any more. */
export function endStep(steps: ReadySteps, step: number, end: StepEnd, decide: OrderedRun["decide"]): void {
  const pending: number[] = [];
  if (end === "succeeded") {
    steps.succeeded(step);
    pending.push(...steps.doubtful());
  } else pending.push(...steps.ended(step));
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    const decided = decide(next);
    if (decided === undefined) steps.admit(next);
    else for (const below of steps.ended(next)) pending.push(below);
  }
}
