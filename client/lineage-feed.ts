import { fromEnvelope } from "../protocol/messages/feed-envelope.ts";
import type { FeedMessage, Revision } from "../protocol/messages/lineage-feed.ts";
import type { FeedEnvelope } from "../protocol/messages/server-messages.ts";

/**
 * The last snapshot of a project and what followed it, packed as they came: a panel that opens, or comes back from being hidden, is
 * answered without asking the server. Nothing is unpacked here.
 */
export interface LineageFeed {
  /** Keeps what the server sent, and gives it back as messages. */
  take(envelopes: readonly FeedEnvelope[]): readonly FeedMessage[];
  /** What a panel at this revision lacks; undefined when only the server knows. */
  since(revision: Revision | undefined): readonly FeedMessage[] | undefined;
  /** The server began anew: its revisions are others. */
  forget(): void;
}

/** Beyond this a new snapshot is smaller than what would have to be replayed. */
const mostFollowing = 500;

export function createLineageFeed(): LineageFeed {
  let held: FeedMessage[] = [];

  function keep(message: FeedMessage): void {
    if (message.kind === "snapshot") held = [message];
    else if (held.at(-1)?.to !== message.from || held.length > mostFollowing) held = [];
    else held.push(message);
  }

  return {
    take(envelopes) {
      const messages = envelopes.map(fromEnvelope);
      for (const message of messages) keep(message);
      return messages;
    },
    since(revision) {
      if (held.length === 0) return undefined;
      if (revision === undefined) return held;
      if (revision === held.at(-1)?.to) return [];
      const next = held.findIndex(({ kind, from }) => kind !== "snapshot" && from === revision);
      return next === -1 ? held : held.slice(next);
    },
    forget() {
      held = [];
    },
  };
}
