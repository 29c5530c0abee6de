import type { StoredEvent } from "../../protocol/record/events.ts";
import type { Store } from "../../runtime/storage/store.ts";
import type { StoreAccess } from "./store-access.ts";

/** What a store tells of itself. */
export interface StoreNews {
  readonly onReplaced: () => void;
  readonly onEvents: (events: readonly StoredEvent[]) => void;
}

/** The store of the environment that is looked at. */
export interface EnvironmentStore {
  readonly environment: string;
  /** Undefined until the first run has made it, and while another one is opened. */
  readonly store: Store | undefined;
  /** To be called once, before all else. Nothing is told of what it finds. */
  open(): Promise<void>;
  /** Resolves when the other store is open, and `onReplaced` was called; or when it was left again meanwhile. */
  switchTo(environment: string): Promise<void>;
  close(): Promise<void>;
}

/** `news` is told only of the store that is looked at. */
export function createEnvironmentStore(
  first: string,
  access: (environment: string, news: StoreNews) => Promise<StoreAccess>,
  news: StoreNews,
): EnvironmentStore {
  let environment = first;
  let turn = 0;
  let opened: StoreAccess | undefined;
  let isClosed = false;
  const whileOpen: StoreNews = {
    onReplaced: () => {
      if (opened !== undefined) news.onReplaced();
    },
    onEvents: (events) => {
      if (opened !== undefined) news.onEvents(events);
    },
  };

  return {
    get environment() {
      return environment;
    },
    get store() {
      return opened?.store;
    },
    async open() {
      opened = await access(environment, whileOpen);
    },
    async switchTo(next) {
      if (next === environment) return;
      environment = next;
      turn += 1;
      const mine = turn;
      const before = opened;
      opened = undefined;
      await before?.close();
      const other = await access(next, whileOpen);
      // The name alone would not tell: it may have been left, and come back to.
      if (isClosed || turn !== mine) return other.close();
      opened = other;
      news.onReplaced();
    },
    async close() {
      isClosed = true;
      await opened?.close();
    },
  };
}
