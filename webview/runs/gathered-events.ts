import { compareEvents, eventId, type StoredEvent } from "../../protocol/record/events.ts";
import type { EventId } from "../../protocol/record/identifiers.ts";

/** The events of a run as they are asked for: the last ones first, more of them when one looks further back. */
export interface GatheredEvents {
  readonly events: readonly StoredEvent[];
  /** There may be earlier ones. */
  readonly hasEarlier: boolean;
}

export const noEvents: GatheredEvents = { events: [], hasEarlier: false };

/** Adds an answer to a question for the last `limit` events. Events may come twice, and in other orders than they are kept. */
export function gatherEvents(known: GatheredEvents, answer: readonly StoredEvent[], limit: number): GatheredEvents {
  const seen = new Set<EventId>(known.events.map(eventId));
  const fresh = answer.filter((event) => !seen.has(eventId(event)));
  const isFull = answer.length >= limit;
  // A tail that does not reach what is known would leave a gap: it begins anew.
  if (isFull && fresh.length === answer.length) return { events: answer.toSorted(compareEvents), hasEarlier: true };
  const hasEarlier = answer.length > known.events.length ? isFull : known.hasEarlier;
  if (fresh.length === 0) return { events: known.events, hasEarlier };
  return { events: [...known.events, ...fresh].sort(compareEvents), hasEarlier };
}
