import { setImmediate } from "node:timers/promises";

/** Milliseconds of work after which others get their turn. */
const longest = 5;

/** Called often in long work: lets others have their turn when it is due. Throws when the signal has aborted. */
export type GiveTurns = () => Promise<void> | undefined;

/** Long work stays interruptible: a lens is asked for while a million rows are read. */
export function createTurns(signal: AbortSignal): GiveTurns {
  let began = performance.now();
  return () => {
    signal.throwIfAborted();
    if (performance.now() - began < longest) return undefined;
    return setImmediate().then(() => {
      signal.throwIfAborted();
      began = performance.now();
    });
  };
}
