import type { Store } from "../../runtime/storage/store.ts";

export interface DeadRunWatch {
  /** A store was opened, or events came: a run may be in progress now. */
  look(store: Store): void;
  stop(): void;
}

export interface DeadRunOptions {
  /** Whether a process carries out this run. */
  readonly isAlive: (store: Store, run: ReturnType<Store["activeRuns"]>[number]["run"]) => boolean;
  /** Records what the dead could not. */
  readonly endDeadRuns: () => Promise<unknown>;
  readonly onProblem: (problem: unknown) => void;
  /** Calls later, and gives how not to. */
  readonly later: (act: () => void, milliseconds: number) => () => void;
}

/** Only asked for while a run is in progress, so an idle server does nothing. */
const between = 2_000;

/**
 * A run whose process was killed together with its parent says nothing any more. Whoever finds its lock free speaks for it
 *: here the server, so that no view shows a run for ever that nobody carries out.
 */
export function watchDeadRuns({ isAlive, endDeadRuns, onProblem, later }: DeadRunOptions): DeadRunWatch {
  let cancel: (() => void) | undefined;
  let isStopped = false;

  async function check(store: Store): Promise<void> {
    cancel = undefined;
    try {
      const active = store.activeRuns();
      if (active.length === 0 || isStopped) return;
      if (active.some(({ run }) => !isAlive(store, run))) await endDeadRuns();
      look(store);
    } catch (problem) {
      onProblem(problem);
    }
  }

  function look(store: Store): void {
    if (isStopped || cancel !== undefined || store.activeRuns().length === 0) return;
    cancel = later(() => void check(store), between);
  }

  return {
    look,
    stop() {
      isStopped = true;
      cancel?.();
    },
  };
}
