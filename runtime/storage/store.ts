import type { RecordedError } from "../../protocol/errors/error-entry.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { CodeVersion } from "../../protocol/graph/code-version.ts";
import type { EventBody, StoredEvent } from "../../protocol/record/events.ts";
import type { EventCursor, EventId, RunId } from "../../protocol/record/identifiers.ts";
import type { AssetRecord, RunRecord } from "../core/record/asset-record.ts";

/** Runs, materializations, checks and metadata of one environment of one project. One instance a process. */
export interface Store {
  /**
   * Adds an event and returns its id at once; it is durable when `flushed()` has resolved. Events of one writer become durable in
   * order, so a later one never survives an earlier one. Throws when the store is read only.
   */
  append(body: EventBody, run?: RunId): EventId;
  /** Resolves when everything appended so far is on disk; rejects when it cannot be (then nothing after it is). */
  flushed(): Promise<void>;
  close(): Promise<void>;
  /**
   * Durable events of all writers that the cursor does not cover, in batches, in their order within a writer; then those that come, until
   * the signal aborts (then it ends without throwing). A batch is only given after the queries below know it.
   */
  follow(after: EventCursor, signal: AbortSignal): AsyncIterable<readonly StoredEvent[]>;
  /** How far this reader has come. */
  cursor(): EventCursor;
  /** Reads what other writers have made durable since the last time. Queries are answered from what was read. */
  refresh(): void;
  asset(key: AssetKey): AssetRecord;
  run(id: RunId): RunRecord | undefined;
  /** The latest first. */
  runs(limit: number): readonly RunRecord[];
  /** Those that have started and not ended, the latest first: also of processes that are gone. */
  activeRuns(): readonly RunRecord[];
  code(hash: string): CodeVersion | undefined;
  events(query: EventQuery): Iterable<StoredEvent>;
  /** Absolute folder of the environment: values are kept below it. */
  readonly folder: string;
  /** Why it cannot be written, or what of it could not be read. Nothing was overwritten. */
  readonly problem: RecordedError | undefined;
}

/** Events in their order, the last `limit` of those that match. */
export interface EventQuery {
  readonly run?: RunId;
  readonly asset?: AssetKey;
  readonly kinds?: readonly EventBody["kind"][];
  readonly limit?: number;
}
