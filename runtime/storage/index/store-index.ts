import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import { eventId, type MaterializationEvent, type StoredEvent } from "../../../protocol/record/events.ts";
import type { EventCursor, RunId } from "../../../protocol/record/identifiers.ts";
import { applyToAsset, emptyAssetRecord } from "../../core/record/apply-event.ts";
import { assetOf } from "../asset-of-event.ts";
import type { FileSystem } from "../file-system.ts";
import type { PlacedEvent } from "../journal/journal-line.ts";
import { applyToRun, emptyRunFacts, type RunFacts } from "../run-facts.ts";
import { type AssetFacts, decodeFacts, type EventPlace, encodeFacts, lightMaterialization } from "./facts-row.ts";
import {
  eventKinds,
  type IndexStatements,
  outcomes,
  prepareStatements,
  prepareTables,
  runStates,
} from "./index-tables.ts";
import { readPlaces } from "./journal-places.ts";
import type { SqlDatabase, SqlValue } from "./sql-driver.ts";

/** How far a segment has been read. */
export interface SegmentState {
  readonly id: number;
  readonly offset: number;
  /** Lines in it that are damaged. */
  readonly unreadable: number;
}

/** A stretch of one segment. */
export interface IndexedStretch {
  readonly file: string;
  readonly events: readonly PlacedEvent[];
  readonly end: number;
  readonly unreadable: number;
}

/** The row of a run. */
interface RunRow {
  readonly id: number;
  /** Row of the event that holds the plan. */
  planEvent: number | undefined;
}

const assetsReadAtOnce = 5000;

/**
 * Where the events are and what they add up to, in tables: a cache of the journal, private to this process. It is only given durable
 * events, and takes them together with how far it has come in one transaction, so that it is never ahead of the journal.
 */
export class StoreIndex {
  readonly database: SqlDatabase;
  readonly #fileSystem: FileSystem;
  readonly #journal: string;
  readonly #statements: IndexStatements;
  readonly #segments = new Map<string, SegmentState>();
  readonly #segmentFiles: string[] = [];
  readonly #writers = new Map<string, { readonly id: number; count: number; time: number }>();
  readonly #assetIds = new Map<AssetKey, number>();
  #facts: Map<AssetKey, AssetFacts> | undefined;
  /** Runs that have not ended, and those that this transaction touches. */
  readonly #runs = new Map<RunId, RunFacts>();
  readonly #runRows = new Map<RunId, RunRow>();
  #nextEvent: number;
  #nextRun: number;

  /** Throws when the database is malformed or of another schema. */
  constructor(database: SqlDatabase, fileSystem: FileSystem, journal: string) {
    prepareTables(database);
    this.database = database;
    this.#fileSystem = fileSystem;
    this.#journal = journal;
    this.#statements = prepareStatements(database);
    for (const [id, file, offset, unreadable] of database.prepare("select * from segment").rows()) {
      this.#segments.set(String(file), { id: Number(id), offset: Number(offset), unreadable: Number(unreadable) });
      this.#segmentFiles[Number(id)] = String(file);
    }
    for (const [id, name, count, time] of database.prepare("select * from writer").rows()) {
      this.#writers.set(String(name), { id: Number(id), count: Number(count), time: Number(time) });
    }
    this.#nextEvent = this.#nextOf("event");
    this.#nextRun = this.#nextOf("run");
    for (const [name] of database.prepare("select name from run where ended is null and plan is not null").rows()) {
      this.#loadRun(String(name) as RunId);
    }
  }

  get segments(): ReadonlyMap<string, SegmentState> {
    return this.#segments;
  }

  /** The latest time of any event. */
  get latestTime(): number {
    let latest = 0;
    for (const { time } of this.#writers.values()) latest = Math.max(latest, time);
    return latest;
  }

  get activeRuns(): ReadonlyMap<RunId, RunFacts> {
    return this.#runs;
  }

  cursor(): EventCursor {
    return Object.fromEntries(Array.from(this.#writers, ([name, { count }]) => [name, count]));
  }

  /** Takes what was read of a segment, all or nothing. Returns the events that were new. */
  apply(stretch: IndexedStretch): readonly StoredEvent[] {
    const fresh: StoredEvent[] = [];
    const changed = new Set<AssetKey>();
    const touchedRuns = new Set<RunId>();
    const touchedWriters = new Set<string>();
    this.database.transaction(() => {
      const segment = this.#segmentOf(stretch);
      for (const placed of stretch.events) {
        const { event } = placed;
        const writer = this.#writerOf(event.writer);
        // A copy of a segment, or a stretch read twice, brings nothing new.
        if (event.sequence < writer.count) continue;
        writer.count = event.sequence + 1;
        writer.time = Math.max(writer.time, event.time);
        touchedWriters.add(event.writer);
        fresh.push(event);
        this.#applyEvent(placed, segment, writer.id, changed, touchedRuns);
      }
      for (const name of touchedWriters) {
        const writer = this.#writerOf(name);
        this.#statements.putCount.run(writer.count, writer.time, writer.id);
      }
      for (const key of changed) this.#writeFacts(key);
      for (const run of touchedRuns) this.#writeRun(run);
    });
    return fresh;
  }

  /** The facts of an asset; of all of them the first time, as those who ask for one mostly ask for all. */
  facts(key: AssetKey): AssetFacts | undefined {
    this.#facts ??= this.#loadFacts();
    return this.#facts.get(key);
  }

  assetId(key: AssetKey): number | undefined {
    this.#facts ??= this.#loadFacts();
    return this.#assetIds.get(key);
  }

  fileOf(segment: number): string {
    return this.#segmentFiles[segment] ?? "";
  }

  read(places: readonly EventPlace[]): StoredEvent[] {
    const located = places.map(({ segment, offset, length }) => ({ file: this.fileOf(segment), offset, length }));
    return readPlaces(this.#fileSystem, this.#journal, located);
  }

  close(): void {
    this.database.close();
  }

  #applyEvent(
    { event, offset, length }: PlacedEvent,
    segment: number,
    writer: number,
    changed: Set<AssetKey>,
    touchedRuns: Set<RunId>,
  ): void {
    const kind = (eventKinds as readonly string[]).indexOf(event.kind);
    // A newer version may write kinds that are not known here, or known ones in another shape.
    if (kind === -1 || (event.version as number) !== 1) return;
    const id = this.#nextEvent;
    this.#nextEvent += 1;
    const asset = assetOf(event);
    const assetId = asset === undefined ? null : this.#assetIdOf(asset);
    const run = event.run === undefined ? undefined : this.#runOf(event.run, event.time);
    const row = event.run === undefined ? undefined : this.#runRows.get(event.run);
    const detail = event.kind === "outcome" ? outcomes.indexOf(event.outcome) : null;
    const place = { segment, offset, length };
    const cells: readonly SqlValue[] = [kind, event.time, writer, event.sequence, segment, offset, length];
    this.#statements.addEvent.run(id, ...cells, row?.id ?? null, assetId, detail);
    if (asset !== undefined && event.kind !== "log") {
      this.#applyToAsset(asset, event, place);
      changed.add(asset);
    }
    if (run !== undefined && row !== undefined) {
      applyToRun(run, event);
      if (event.kind === "run") {
        if (event.plan !== undefined) row.planEvent = id;
        touchedRuns.add(run.run);
      }
    }
    if (event.kind === "code") for (const version of event.versions) this.#statements.putCode.run(version.hash, id);
  }

  #applyToAsset(key: AssetKey, event: StoredEvent, place: EventPlace): void {
    this.#facts ??= this.#loadFacts();
    const known = this.#facts.get(key) ?? { record: emptyAssetRecord(key), latestPlace: undefined };
    const next = applyToAsset(known.record, event);
    const isLatest = event.kind === "materialization" && next.latest?.id === eventId(event);
    if (!isLatest) {
      this.#facts.set(key, { record: { ...next, history: [] }, latestPlace: known.latestPlace });
      return;
    }
    const { of, provenance, time, run } = event;
    const identity = run === undefined ? { time } : { time, run };
    const light = { ...identity, of, provenance, id: eventId(event) };
    const latest = lightMaterialization(light, place, (at) => this.#readMaterialization(at));
    this.#facts.set(key, { record: { ...next, latest, history: [] }, latestPlace: place });
  }

  #readMaterialization(place: EventPlace): MaterializationEvent {
    const event = this.read([place])[0];
    if (event?.kind !== "materialization") throw new Error("the index points to another event than a materialization");
    return event;
  }

  #loadFacts(): Map<AssetKey, AssetFacts> {
    const facts = new Map<AssetKey, AssetFacts>();
    const read = (place: EventPlace) => this.#readMaterialization(place);
    const statement = this.database.prepare(
      "select group_concat(facts, char(10)) from asset where id > ? and id <= ? and facts is not null",
    );
    for (const [id, key] of this.database.prepare("select id, key from asset").rows()) {
      this.#assetIds.set(String(key) as AssetKey, Number(id));
    }
    // One text for many assets: crossing into the wasm costs more than cutting the text.
    for (let first = 0; first < this.#assetIds.size; first += assetsReadAtOnce) {
      const text = statement.first(first, first + assetsReadAtOnce)?.[0];
      if (typeof text !== "string") continue;
      for (const line of text.split("\n")) {
        const decoded = decodeFacts(line, read);
        facts.set(decoded.record.key, decoded);
      }
    }
    return facts;
  }

  #assetIdOf(key: AssetKey): number {
    this.#facts ??= this.#loadFacts();
    const known = this.#assetIds.get(key);
    if (known !== undefined) return known;
    const id = this.#assetIds.size + 1;
    this.#assetIds.set(key, id);
    this.#statements.addAsset.run(id, key);
    return id;
  }

  #writerOf(name: string): { readonly id: number; count: number; time: number } {
    const known = this.#writers.get(name);
    if (known !== undefined) return known;
    const writer = { id: this.#writers.size + 1, count: 0, time: 0 };
    this.#writers.set(name, writer);
    this.#statements.addWriter.run(writer.id, name);
    return writer;
  }

  #segmentOf({ file, end, unreadable }: IndexedStretch): number {
    const known = this.#segments.get(file);
    const id = known?.id ?? this.#segments.size + 1;
    const damaged = (known?.unreadable ?? 0) + unreadable;
    this.#segments.set(file, { id, offset: end, unreadable: damaged });
    this.#segmentFiles[id] = file;
    this.#statements.putSegment.run(id, file, end, damaged);
    return id;
  }

  #runOf(run: RunId, time: number): RunFacts {
    const known = this.#runs.get(run) ?? this.#loadRun(run);
    if (known !== undefined) return known;
    const added = emptyRunFacts(run, time);
    this.#runs.set(run, added);
    this.#runRows.set(run, { id: this.#nextRun, planEvent: undefined });
    this.#statements.addRun.run(this.#nextRun, run, time);
    this.#nextRun += 1;
    return added;
  }

  /** A run from its row. Only of one that has not ended the plan, the outcomes and the steps are needed. */
  #loadRun(run: RunId): RunFacts | undefined {
    const row = this.database
      .prepare("select id, state, started, ended, error, plan from run where name = ?")
      .first(run);
    if (row === undefined) return undefined;
    const [id, state, started, ended, error, plan] = row;
    const facts = emptyRunFacts(run, Number(started));
    if (ended === null) {
      const places = this.database
        .prepare(
          "select segment, offset, length from event where run = ? and kind in (0, 1, 5) order by time, sequence",
        )
        .rows(id ?? null)
        .map(([segment, offset, length]) => ({
          segment: Number(segment),
          offset: Number(offset),
          length: Number(length),
        }));
      for (const event of this.read(places)) applyToRun(facts, event);
    } else {
      facts.state = runStates[Number(state)] ?? "failed";
      facts.endedAt = Number(ended);
      facts.error = typeof error === "string" ? JSON.parse(error) : undefined;
    }
    this.#runs.set(run, facts);
    this.#runRows.set(run, { id: Number(id), planEvent: typeof plan === "number" ? plan : undefined });
    return facts;
  }

  #writeFacts(key: AssetKey): void {
    const facts = this.#facts?.get(key);
    if (facts !== undefined) this.#statements.putFacts.run(encodeFacts(facts), this.#assetIdOf(key));
  }

  #writeRun(run: RunId): void {
    const facts = this.#runs.get(run);
    const row = this.#runRows.get(run);
    if (facts === undefined || row === undefined) return;
    const { state, startedAt, endedAt, error } = facts;
    this.#statements.putRun.run(
      runStates.indexOf(state),
      startedAt,
      endedAt ?? null,
      error === undefined ? null : JSON.stringify(error),
      row.planEvent ?? null,
      row.id,
    );
    if (endedAt === undefined) return;
    this.#runs.delete(run);
    this.#runRows.delete(run);
  }

  #nextOf(table: "event" | "run"): number {
    return Number(this.database.prepare(`select coalesce(max(id), 0) + 1 from ${table}`).first()?.[0]);
  }
}
