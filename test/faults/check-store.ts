import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import { compareEvents, eventId, type StoredEvent } from "../../protocol/record/events.ts";
import type { EventId } from "../../protocol/record/identifiers.ts";
import type { Store } from "../../runtime/storage/store.ts";

/** What a store should have and has not. */
export interface StoreLoss {
  /** Acknowledged events that are not in the store. */
  readonly lost: number;
  /** Assets whose record is not what their events add up to. */
  readonly wrongRecords: number;
}

/** Compares what was acknowledged with what a store answers from its index. */
export function findLoss(store: Store, acknowledged: Iterable<EventId>): StoreLoss {
  const events = [...store.events({})];
  const known = new Set(events.map(eventId));
  let lost = 0;
  for (const id of acknowledged) if (!known.has(id)) lost += 1;
  return { lost, wrongRecords: countWrongRecords(store, events) };
}

function countWrongRecords(store: Store, events: readonly StoredEvent[]): number {
  const latest = new Map<AssetKey, StoredEvent>();
  for (const event of events) {
    if (event.kind !== "materialization") continue;
    const known = latest.get(event.of.asset);
    if (known === undefined || compareEvents(event, known) > 0) latest.set(event.of.asset, event);
  }
  let wrong = 0;
  for (const [asset, event] of latest) {
    const record = store.asset(asset);
    if (record.latest?.id !== eventId(event) || record.history[0]?.id !== eventId(event)) wrong += 1;
  }
  return wrong;
}
