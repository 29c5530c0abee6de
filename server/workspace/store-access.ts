import { existsSync, watch } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { StoredEvent } from "../../protocol/record/events.ts";
import type { Store } from "../../runtime/storage/store.ts";
import { watchForFile } from "./watch-for-file.ts";

/** A project's store for reading: for as long as there is one. */
export interface StoreAccess {
  /** Undefined until the first run has made it, and after somebody removed its folder. */
  readonly store: Store | undefined;
  close(): Promise<void>;
}

export interface StoreAccessOptions {
  /** A file that is there as soon as the store is. */
  readonly sign: string;
  readonly open: () => Promise<Store>;
  /** The store has come, or gone: everything that is stored is other than before. */
  readonly onReplaced: () => void;
  /** Events that became durable; the store's queries know them already. */
  readonly onEvents: (events: readonly StoredEvent[]) => void;
  readonly onProblem: (problem: unknown) => void;
  /** Milliseconds before a store that could not be read is opened again; 5 s when absent. */
  readonly pause?: number;
}

/** Before a store that could not be read is opened again. */
const pauseMilliseconds = 5_000;

/** Resolves when a store that is there has been opened. One that is not is waited for. */
export async function accessStore(options: StoreAccessOptions): Promise<StoreAccess> {
  const { sign, open, onReplaced, onEvents, onProblem, pause: pauseFor = pauseMilliseconds } = options;
  const ending = new AbortController();
  const begun = Promise.withResolvers<void>();
  let store: Store | undefined;
  let hasBegun = false;

  function replace(next: Store | undefined): void {
    store = next;
    if (hasBegun && !ending.signal.aborted) onReplaced();
  }

  async function use(): Promise<void> {
    const opened = await open();
    const gone = whenGone(sign);
    try {
      replace(opened);
      begun.resolve();
      const until = AbortSignal.any([ending.signal, gone.signal]);
      for await (const events of opened.follow(opened.cursor(), until)) tell(events);
    } finally {
      gone.stop();
      replace(undefined);
      await opened.close();
    }
  }

  /** What a listener throws does not end the reading. */
  function tell(events: readonly StoredEvent[]): void {
    try {
      onEvents(events);
    } catch (problem) {
      onProblem(problem);
    }
  }

  /** A store that cannot be read is tried again: disks come back, and other processes repair. */
  async function live(): Promise<void> {
    while (await isThere(sign, ending.signal)) {
      try {
        await use();
      } catch (problem) {
        onProblem(problem);
        begun.resolve();
        await pause(pauseFor, ending.signal);
      }
    }
    begun.resolve();
  }

  const living = live();
  if (existsSync(sign)) await begun.promise;
  hasBegun = true;

  return {
    get store() {
      return store;
    },
    async close() {
      ending.abort();
      await living;
    },
  };
}

/** Resolves after so long, or when the signal aborts. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return wait(milliseconds, undefined, { signal, ref: false }).catch(() => {});
}

/** Resolves with true when the file has come, with false when the signal aborted. */
function isThere(file: string, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(false);
    const stop = watchForFile(file, () => resolve(true));
    signal.addEventListener("abort", () => {
      stop();
      resolve(false);
    });
  });
}

/** Aborts its signal when the file is removed. Watches its folder alone, in which little happens. */
function whenGone(file: string): { readonly signal: AbortSignal; stop(): void } {
  const gone = new AbortController();
  const look = (): void => {
    if (!existsSync(file)) gone.abort();
  };
  try {
    const watcher = watch(dirname(file), { persistent: false }, look);
    watcher.on("error", look);
    look();
    return { signal: gone.signal, stop: () => watcher.close() };
  } catch {
    look();
    return { signal: gone.signal, stop() {} };
  }
}
