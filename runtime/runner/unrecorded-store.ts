import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import { compareEvents, type EventBody, type StoredEvent } from "../../protocol/record/events.ts";
import type { EventId, RunId } from "../../protocol/record/identifiers.ts";
import { applyToAsset } from "../core/record/apply-event.ts";
import { createMemoryStore } from "../storage/memory-store.ts";
import type { Store } from "../storage/store.ts";

/**
 * A store as it is, and on top of it what a run that is not to be recorded says: that is kept in memory, and nothing is written into
 * the store below. Closing it closes that store too.
 */
export function createUnrecordedStore(below: Store, onEvent: (event: EventBody) => void = () => {}): Store {
  const above = createMemoryStore({ folder: below.folder });
  const eventsOf = (asset: AssetKey) => above.events({ asset });
  return {
    folder: below.folder,
    problem: below.problem,
    append(body: EventBody, run?: RunId): EventId {
      onEvent(body);
      return above.append(body, run);
    },
    flushed: () => Promise.resolve(),
    async close() {
      await above.close();
      await below.close();
    },
    // Nothing of this run is ever durable.
    follow: (after, signal) => below.follow(after, signal),
    cursor: () => below.cursor(),
    refresh: () => below.refresh(),
    asset(key) {
      let record = below.asset(key);
      for (const event of eventsOf(key)) record = applyToAsset(record, event);
      return { ...record, running: [...record.running, ...above.asset(key).running] };
    },
    run: (id) => above.run(id) ?? below.run(id),
    runs: (limit) => [...above.runs(limit), ...below.runs(limit)].slice(0, limit),
    activeRuns: () => [...above.activeRuns(), ...below.activeRuns()],
    code: (hash) => above.code(hash) ?? below.code(hash),
    events(query) {
      const all: StoredEvent[] = [...below.events(query), ...above.events(query)].sort(compareEvents);
      return query.limit === undefined ? all : all.slice(-query.limit);
    },
  };
}
