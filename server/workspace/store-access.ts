import type { StoredEvent } from "../../protocol/record/events.ts";
import type { Store } from "../../runtime/storage/store.ts";
import { watchForFile } from "./watch-for-file.ts";

/** A project's store for reading: from the moment that there is one. */
export interface StoreAccess {
  /** Undefined until the first run has made it. */
  readonly store: Store | undefined;
  close(): Promise<void>;
}

export interface StoreAccessOptions {
  /** A file that is there as soon as the store is. */
  readonly sign: string;
  readonly open: () => Promise<Store>;
  /** The store has come: everything that it says is new. */
  readonly onOpened: () => void;
  /** Events that became durable; the store's queries know them already. */
  readonly onEvents: (events: readonly StoredEvent[]) => void;
  readonly onProblem: (problem: unknown) => void;
}

/** Resolves when a store that is there has been opened. One that is not is waited for. */
export async function accessStore(options: StoreAccessOptions): Promise<StoreAccess> {
  const { sign, open, onOpened, onEvents, onProblem } = options;
  const ending = new AbortController();
  let store: Store | undefined;
  let following: Promise<void> = Promise.resolve();
  let opening: Promise<void> | undefined;
  let hasStarted = false;

  async function follow(opened: Store): Promise<void> {
    try {
      for await (const events of opened.follow(opened.cursor(), ending.signal)) onEvents(events);
    } catch (problem) {
      if (!ending.signal.aborted) onProblem(problem);
    }
  }

  async function begin(): Promise<void> {
    try {
      const opened = await open();
      if (ending.signal.aborted) return await opened.close();
      store = opened;
      following = follow(opened);
    } catch (problem) {
      onProblem(problem);
    }
  }

  const stopWaiting = watchForFile(sign, () => {
    const isLate = hasStarted;
    opening = begin().then(() => {
      if (isLate && store !== undefined) onOpened();
    });
  });
  await opening;
  hasStarted = true;

  return {
    get store() {
      return store;
    },
    async close() {
      stopWaiting();
      ending.abort();
      await opening;
      await following;
      await store?.close();
      store = undefined;
    },
  };
}
