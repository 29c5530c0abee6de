import type { Clock } from "../core/clock.ts";
import { startLongTimer } from "./long-timer.ts";

/** The machine's own time. */
export const systemClock: Clock = { now: Date.now, wait };

function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const cancel = startLongTimer(milliseconds, () => {
      signal.removeEventListener("abort", stop);
      resolve();
    });
    const stop = () => {
      cancel();
      reject(signal.reason);
    };
    signal.addEventListener("abort", stop, { once: true });
  });
}
