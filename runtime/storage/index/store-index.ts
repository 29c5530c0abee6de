import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import { eventId, type MaterializationEvent, type StoredEvent } from "../../../protocol/record/events.ts";
import type { EventCursor, RunId } from "../../../protocol/record/identifiers.ts";
import { applyMaterialization, applyToAsset } from "../../core/record/apply-event.ts";
import type { AssetRecord } from "../../core/record/asset-record.ts";
import { assetOf } from "../asset-of-event.ts";
import type { FileSystem } from "../file-system.ts";
import type { PlacedEvent } from "../journal/journal-line.ts";
import type { RunFacts } from "../run-facts.ts";
import type { IndexedAsset } from "./asset-line.ts";
import { AssetLines } from "./asset-lines.ts";
import type { EventPlace, FoundEvent } from "./event-page.ts";
import { EventPages, type PageQuery } from "./event-pages.ts";
import { IndexRuns } from "./index-runs.ts";
import { eventKinds, outcomes, prepareTables } from "./index-tables.ts";
import { readPlaces } from "./journal-places.ts";
import { lightMaterialization, type ReadMaterialization } from "./light-materialization.ts";
import type { SqlDatabase, SqlStatement } from "./sql-driver.ts";

/** How far a segment has been read. */
export interface SegmentState {
  readonly id: number;
  readonly offset: number;
  /** Lines in it that are damaged. */
  readonly unreadable: number;
}

interface WriterState {
  readonly id: number;
  count: number;
  time: number;
}

/** A stretch of one segment. */
export interface IndexedStretch {
  readonly file: string;
  readonly events: readonly PlacedEvent[];
  readonly end: number;
  readonly unreadable: number;
}

/** What tells how far a run has come. */
const progressKinds = (["run", "step", "outcome"] as const).map((kind) => eventKinds.indexOf(kind));
const none: AssetRecord["history"] = [];

/**
 * Where the events are and what they add up to, in tables: a cache of the journal, private to this process. It is only given durable
 * events, and takes them together with how far it has come in one transaction, so that it is never ahead of the journal.
 */
export class StoreIndex {
  readonly database: SqlDatabase;
  readonly #fileSystem: FileSystem;
  readonly #journal: string;
  readonly #putSegment: SqlStatement;
  readonly #putWriter: SqlStatement;
  readonly #putCode: SqlStatement;
  readonly #pages: EventPages;
  readonly #assets: AssetLines;
  readonly #runs: IndexRuns;
  readonly #segments = new Map<string, SegmentState>();
  readonly #segmentFiles: string[] = [];
  readonly #writers = new Map<string, WriterState>();
  readonly #writerNames: string[] = [];
  readonly #readMaterialization: ReadMaterialization = (place) => {
    const event = this.read([place])[0];
    if (event?.kind !== "materialization") throw new Error("the index points to another event than a materialization");
    return event;
  };

  /** Throws when the database is malformed or of another schema. */
  constructor(database: SqlDatabase, fileSystem: FileSystem, journal: string) {
    prepareTables(database);
    this.database = database;
    this.#fileSystem = fileSystem;
    this.#journal = journal;
    this.#putSegment = database.prepare("insert or replace into segment values(?, ?, ?, ?)");
    this.#putWriter = database.prepare("insert or replace into writer values(?, ?, ?, ?)");
    this.#putCode = database.prepare("insert into code values(?, ?, ?, ?) on conflict do nothing");
    for (const [id, file, offset, unreadable] of database.prepare("select * from segment").rows()) {
      this.#segments.set(String(file), { id: Number(id), offset: Number(offset), unreadable: Number(unreadable) });
      this.#segmentFiles[Number(id)] = String(file);
    }
    for (const [id, name, count, time] of database.prepare("select * from writer").rows()) {
      this.#writers.set(String(name), { id: Number(id), count: Number(count), time: Number(time) });
      this.#writerNames[Number(id)] = String(name);
    }
    this.#pages = new EventPages(database, (writer) => this.#writerNames[writer] ?? "");
    this.#assets = new AssetLines(database, this.#readMaterialization);
    this.#runs = new IndexRuns(database, ({ id }) =>
      this.read(this.find({ run: id, kinds: progressKinds }).toReversed()),
    );
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
    return this.#runs.active;
  }

  cursor(): EventCursor {
    return Object.fromEntries(Array.from(this.#writers, ([name, { count }]) => [name, count]));
  }

  /** Takes what was read of a segment, all or nothing. Returns the events that were new. */
  apply(stretch: IndexedStretch): readonly StoredEvent[] {
    const fresh: StoredEvent[] = [];
    this.database.transaction(() => {
      const touched = new Map<string, WriterState>();
      const segment = this.#segmentOf(stretch);
      for (const placed of stretch.events) {
        const { event } = placed;
        const writer = this.#writerOf(event.writer);
        // A copy of a segment, or a stretch read twice, brings nothing new.
        if (event.sequence < writer.count) continue;
        writer.count = event.sequence + 1;
        writer.time = Math.max(writer.time, event.time);
        touched.set(event.writer, writer);
        fresh.push(event);
        this.#applyEvent(placed, segment, writer.id);
      }
      for (const [name, { id, count, time }] of touched) this.#putWriter.run(id, name, count, time);
      this.#pages.flush();
      this.#assets.flush();
      this.#runs.flush();
    });
    return fresh;
  }

  asset(key: AssetKey): IndexedAsset | undefined {
    return this.#assets.get(key);
  }

  /** The key of an asset by its number. */
  keyOf(asset: number): AssetKey | undefined {
    return this.#assets.keyOf(asset);
  }

  pagesOf(asset: IndexedAsset): readonly number[] {
    return this.#assets.pagesOf(asset);
  }

  runId(run: RunId): number | undefined {
    return this.#runs.idOf(run);
  }

  /** The latest first. */
  find(query: PageQuery): readonly FoundEvent[] {
    return this.#pages.find(query);
  }

  read(places: readonly EventPlace[]): StoredEvent[] {
    const located = places.map(({ segment, offset, length }) => {
      return { file: this.#segmentFiles[segment] ?? "", offset, length };
    });
    return readPlaces(this.#fileSystem, this.#journal, located);
  }

  close(): void {
    this.database.close();
  }

  #applyEvent(placed: PlacedEvent, segment: number, writer: number): void {
    const { event, offset, length } = placed;
    const kind = (eventKinds as readonly string[]).indexOf(event.kind);
    // A newer version may write kinds that are not known here, or known ones in another shape.
    if (kind === -1 || (event.version as number) !== 1) return;
    const run = event.run === undefined ? 0 : this.#runs.apply(event.run, event, { segment, offset, length });
    const key = assetOf(event);
    const asset = key === undefined ? undefined : this.#assets.getOrAdd(key);
    const detail = event.kind === "outcome" ? outcomes.indexOf(event.outcome) : 0;
    const page = this.#pages.pageFor(segment, writer, run);
    page.add(placed, kind, detail, asset?.id ?? 0);
    if (asset !== undefined) {
      if (event.kind === "materialization") this.#applyMaterialization(asset, event, { segment, offset, length });
      else if (event.kind !== "log") asset.record = applyToAsset(asset.record, event);
      this.#assets.changed(asset, page.id);
    }
    if (event.kind !== "code") return;
    for (const version of event.versions) this.#putCode.run(version.hash, segment, offset, length);
  }

  #applyMaterialization(asset: IndexedAsset, event: StoredEvent & MaterializationEvent, place: EventPlace): void {
    const { time, run, of, provenance } = event;
    if (of.partitions !== undefined) return;
    const light = lightMaterialization(
      { id: eventId(event), time, run, of, provenance },
      place,
      this.#readMaterialization,
    );
    const { history: _, ...next } = applyMaterialization(asset.record, light);
    asset.record = { ...next, history: none };
    if (asset.record.latest === light) asset.latestPlace = place;
  }

  #writerOf(name: string): WriterState {
    const known = this.#writers.get(name);
    if (known !== undefined) return known;
    const writer = { id: this.#writers.size + 1, count: 0, time: 0 };
    this.#writers.set(name, writer);
    this.#writerNames[writer.id] = name;
    return writer;
  }

  #segmentOf({ file, end, unreadable }: IndexedStretch): number {
    const known = this.#segments.get(file);
    const id = known?.id ?? this.#segments.size + 1;
    const damaged = (known?.unreadable ?? 0) + unreadable;
    this.#segments.set(file, { id, offset: end, unreadable: damaged });
    this.#segmentFiles[id] = file;
    this.#putSegment.run(id, file, end, damaged);
    return id;
  }
}
