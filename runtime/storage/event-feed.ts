import type { StoredEvent } from "../../protocol/record/events.ts";

/** Hands events to those who follow a store, in the order in which the store learned of them. */
export interface EventFeed {
  publish(events: readonly StoredEvent[]): void;
  /** First the past, then what is published from the call on, until the signal aborts or the feed is closed. */
  follow(past: Iterable<readonly StoredEvent[]>, signal: AbortSignal): AsyncGenerator<readonly StoredEvent[]>;
  readonly followers: number;
  /** Called when the first follower comes and when the last one has gone. */
  onFollowers(listener: () => void): void;
  close(): void;
}

interface Follower {
  readonly waiting: (readonly StoredEvent[])[];
  wake: () => void;
}

export function createEventFeed(): EventFeed {
  const followers = new Set<Follower>();
  let listener = () => {};
  let closed = false;
  return {
    publish(events) {
      if (events.length === 0) return;
      for (const follower of followers) {
        follower.waiting.push(events);
        follower.wake();
      }
    },
    follow(past, signal) {
      const follower: Follower = { waiting: [], wake: () => {} };
      followers.add(follower);
      if (followers.size === 1) listener();
      const leave = () => {
        if (followers.delete(follower) && followers.size === 0) listener();
        follower.wake();
      };
      signal.addEventListener("abort", leave, { once: true });
      if (signal.aborted) leave();
      return deliver(follower, past, signal, () => closed, leave);
    },
    get followers() {
      return followers.size;
    },
    onFollowers(called) {
      listener = called;
    },
    close() {
      closed = true;
      for (const follower of followers) follower.wake();
    },
  };
}

async function* deliver(
  follower: Follower,
  past: Iterable<readonly StoredEvent[]>,
  signal: AbortSignal,
  isClosed: () => boolean,
  leave: () => void,
): AsyncGenerator<readonly StoredEvent[]> {
  try {
    for (const events of past) {
      if (signal.aborted) return;
      if (events.length > 0) yield events;
    }
    while (!signal.aborted) {
      const next = follower.waiting.shift();
      if (next !== undefined) {
        yield next;
        continue;
      }
      if (isClosed()) return;
      await new Promise<void>((resolve) => {
        follower.wake = resolve;
      });
      follower.wake = () => {};
    }
  } finally {
    signal.removeEventListener("abort", leave);
    leave();
  }
}
