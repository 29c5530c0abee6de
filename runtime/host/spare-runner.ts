import type { RunnerProcess } from "./runner-process.ts";

/** One runner that waits, warm, for the next run of its project. */
export interface SpareRunner {
  /** The waiting one, if there is one that fits what would be started now. It is the caller's from then on. */
  take(fits: string): RunnerProcess | undefined;
  /** Starts one, unless one is waiting. `name` says what was started: another Node or another package does not fit. */
  prepare(name: string, start: () => RunnerProcess): void;
  /** Ends the waiting one; resolves when it is gone. */
  end(): Promise<void>;
}

const idleMilliseconds = 10 * 60_000;

export function createSpareRunner(idle = idleMilliseconds): SpareRunner {
  let waiting: { readonly name: string; readonly process: RunnerProcess; readonly timer: NodeJS.Timeout } | undefined;

  return {
    take(name) {
      const spare = waiting;
      if (spare === undefined) return undefined;
      forget();
      if (spare.name === name) return spare.process;
      spare.process.end();
      return undefined;
    },
    prepare(name, start) {
      if (waiting !== undefined) return;
      const process = start();
      const timer = setTimeout(() => void end(), idle);
      timer.unref();
      // It must keep nobody alive: its parent's end is its own.
      process.hold(false);
      const spare = { name, process, timer };
      waiting = spare;
      const gone = () => {
        if (waiting === spare) forget();
      };
      process.ready.catch(gone);
      void process.ended.then(gone);
    },
    end,
  };

  async function end(): Promise<void> {
    const spare = waiting;
    forget();
    if (spare === undefined) return;
    spare.process.hold(true);
    spare.process.end();
    await spare.process.ended;
  }

  function forget(): void {
    clearTimeout(waiting?.timer);
    waiting = undefined;
  }
}
