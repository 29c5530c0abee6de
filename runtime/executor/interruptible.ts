import type { Clock } from "../core/clock.ts";

/** Ends waiting for pieces of the user's code when their signal aborts. */
export interface Interrupts {
  /**
   * Settles as the work does. When the signal (the run's, or one of the step) aborts, the work has a grace to clean up; when that is over
   * this rejects with the signal's reason, as it does for work that fails after the abort. `onFail` is given how to end it otherwise.
   */
  race<Value>(
    work: Promise<Value>,
    signal: AbortSignal,
    onFail: (fail: (error: unknown) => void) => void,
  ): Promise<Value>;
  dispose(): void;
}

/** So long the user's code may clean up after its signal was aborted. */
export const graceMilliseconds = 1_000;

/** With one listener on the run's own signal for all its steps: ten thousand listeners would cost more than the steps. */
export function createInterrupts(runSignal: AbortSignal, clock: Clock): Interrupts {
  const waiting = new Set<() => void>();
  const onAbort = () => {
    for (const interrupt of [...waiting]) interrupt();
  };
  runSignal.addEventListener("abort", onAbort, { once: true });

  return {
    race(work, signal, onFail) {
      return new Promise((resolve, reject) => {
        let grace: AbortController | undefined;
        const interrupt = () => {
          if (grace !== undefined) return;
          grace = new AbortController();
          clock.wait(graceMilliseconds, grace.signal).then(
            () => settle(() => reject(signal.reason)),
            () => {},
          );
        };
        listen();
        onFail((error) => settle(() => reject(error)));
        if (signal.aborted) interrupt();
        work.then(
          (value) => settle(() => resolve(value)),
          (error: unknown) => settle(() => reject(signal.aborted ? signal.reason : error)),
        );

        function listen(): void {
          if (signal === runSignal) waiting.add(interrupt);
          else signal.addEventListener("abort", interrupt, { once: true });
        }

        function settle(settled: () => void): void {
          if (signal === runSignal) waiting.delete(interrupt);
          else signal.removeEventListener("abort", interrupt);
          grace?.abort();
          settled();
        }
      });
    },
    dispose() {
      runSignal.removeEventListener("abort", onAbort);
    },
  };
}
