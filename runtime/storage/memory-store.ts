import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { CodeVersion } from "../../protocol/graph/code-version.ts";
import { compareEvents, type EventBody, eventId, type StoredEvent } from "../../protocol/record/events.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import { applyToAsset, emptyAssetRecord } from "../core/record/apply-event.ts";
import type { AssetRecord } from "../core/record/asset-record.ts";
import { assetOf } from "./asset-of-event.ts";
import { createEventFeed } from "./event-feed.ts";
import { createHybridClock } from "./journal/hybrid-clock.ts";
import { applyToRun, emptyRunFacts, type RunFacts, runsOf, toRunRecord, toRunRecords } from "./run-facts.ts";
import type { EventQuery, Store } from "./store.ts";

export interface MemoryStoreOptions {
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Events that were there before, of any writer. */
  readonly events?: readonly StoredEvent[];
  /** Where IO managers would put files. */
  readonly folder?: string;
}

/** A store that ends with its process: for `materialize()` and tests. What is appended is durable at once. */
export function createMemoryStore(options: MemoryStoreOptions = {}): Store {
  const writer = "memory";
  const events: StoredEvent[] = [];
  const assets = new Map<AssetKey, AssetRecord>();
  const runs = new Map<RunId, RunFacts>();
  const code = new Map<string, CodeVersion>();
  const sequences = new Map<string, number>();
  const clock = createHybridClock(options.now ?? Date.now);
  const feed = createEventFeed();

  function apply(event: StoredEvent): void {
    events.push(event);
    sequences.set(event.writer, Math.max(event.sequence + 1, sequences.get(event.writer) ?? 0));
    const key = assetOf(event);
    if (key !== undefined) assets.set(key, applyToAsset(assets.get(key) ?? emptyAssetRecord(key), event));
    if (event.run !== undefined) {
      const facts = runs.get(event.run) ?? emptyRunFacts(event.run, event.time);
      runs.set(event.run, facts);
      applyToRun(facts, event);
    }
    if (event.kind === "code") for (const version of event.versions) code.set(version.hash, version);
  }

  for (const event of options.events ?? []) {
    clock.observe(event.time);
    apply(event);
  }

  return {
    folder: options.folder ?? "",
    problem: undefined,
    append(body: EventBody, run?: RunId) {
      const sequence = sequences.get(writer) ?? 0;
      const identity = { version: 1, writer, sequence, time: clock.next() } as const;
      const event: StoredEvent = run === undefined ? { ...identity, ...body } : { ...identity, run, ...body };
      apply(event);
      feed.publish([event]);
      return eventId(event);
    },
    flushed: () => Promise.resolve(),
    close() {
      feed.close();
      return Promise.resolve();
    },
    follow(after, signal) {
      const past = events.filter((event) => event.sequence >= (after[event.writer] ?? 0));
      return feed.follow([past], signal);
    },
    cursor: () => Object.fromEntries(sequences),
    refresh() {},
    asset: (key) => ({ ...(assets.get(key) ?? emptyAssetRecord(key)), running: runsOf(runs, key) }),
    run(id) {
      const facts = runs.get(id);
      return facts === undefined ? undefined : toRunRecord(facts);
    },
    runs: (limit) => toRunRecords(runs.values()).slice(0, limit),
    activeRuns: () => toRunRecords(runs.values()).filter(({ state }) => state === "started"),
    code: (hash) => code.get(hash),
    events: (query) => lastOf(events.filter((event) => matches(event, query)).sort(compareEvents), query.limit),
  };
}

/** Whether an event is one of those asked for. */
export function matches(event: StoredEvent, query: EventQuery): boolean {
  if (query.run !== undefined && event.run !== query.run) return false;
  if (query.asset !== undefined && assetOf(event) !== query.asset) return false;
  return query.kinds === undefined || query.kinds.includes(event.kind);
}

function lastOf(events: readonly StoredEvent[], limit: number | undefined): readonly StoredEvent[] {
  return limit === undefined || events.length <= limit ? events : events.slice(events.length - limit);
}
