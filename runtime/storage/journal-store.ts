import { randomBytes } from "node:crypto";
import { basename } from "node:path";
import { type RecordedError, type UserError, userError } from "../../protocol/errors/error-entry.ts";
import { storeErrors } from "../../protocol/errors/store-errors.ts";
import { type EventBody, eventId, type StoredEvent } from "../../protocol/record/events.ts";
import type { EventCursor, RunId } from "../../protocol/record/identifiers.ts";
import { createEventFeed, type EventFeed } from "./event-feed.ts";
import { type FileSystem, nodeFileSystem } from "./file-system.ts";
import { type IndexOptions, type OpenIndex, openIndex } from "./index/open-index.ts";
import { createQueries, type IndexQueries } from "./index/queries.ts";
import { loadSqlJsDriver } from "./index/sqljs-driver.ts";
import type { IndexedStretch } from "./index/store-index.ts";
import { createHybridClock, type HybridClock } from "./journal/hybrid-clock.ts";
import { SealedSegments } from "./journal/sealed-segments.ts";
import { type ReadExtent, readSegment } from "./journal/segment-reader.ts";
import { type SegmentTail, startSegmentTail } from "./journal/segment-tail.ts";
import {
  createSegmentWriter,
  type DurableGroup,
  type SegmentWriter,
  writerOfSegment,
} from "./journal/segment-writer.ts";
import { cannotWrite, messageOf, prepareFolder } from "./prepare-folder.ts";
import { type LockAttempt, tryLock } from "./process-lock.ts";
import type { Store } from "./store.ts";
import { inspectStore, type StoreFolder, storeFolder } from "./store-folder.ts";
import { signAsWriter, type WriterSign } from "./writer-sign.ts";

export interface OpenStoreOptions {
  /** Absolute folder of the environment: `<project>/.evergraph/<environment>`. */
  readonly folder: string;
  /** `write` makes what is missing of the folder. `read` makes nothing but the index. */
  readonly access: "write" | "read";
  /** `memory` writes nothing at all when only reading: for Restricted Mode. */
  readonly index: "file" | "memory";
  /** Where sql.js has its wasm; default: beside the bundle, else in its package. */
  readonly wasmFile?: string;
  readonly fileSystem?: FileSystem;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  readonly tryLock?: (file: string) => LockAttempt;
  /** A segment is closed when it is larger. */
  readonly segmentBytes?: number;
}

export interface IndexFacts {
  readonly place: "file" | "memory";
  /** Why in memory when a file was asked for. */
  readonly why: RecordedError | undefined;
  /** There was one that could not be used: all of the journal was read. */
  readonly begunAnew: boolean;
}

export interface JournalStore extends Store {
  /** Where the index is, and how it came to be. */
  readonly index: IndexFacts;
  /** This process as a writer. */
  readonly writer: string;
}

/**
 * Opens the store of an environment: journals as the truth, an index of this process for questions. Never throws for what lies in the
 * folder: `problem` says what could not be read, or why nothing is written.
 */
export async function openStore(options: OpenStoreOptions): Promise<JournalStore> {
  const fileSystem = options.fileSystem ?? nodeFileSystem;
  const driver = await loadSqlJsDriver({ fileSystem, wasmFile: options.wasmFile });
  return new OpenJournalStore(options, {
    driver,
    fileSystem,
    names: storeFolder(options.folder),
    where: options.index,
    tryLock: options.tryLock ?? tryLock,
  });
}

const otherVersion: readonly (string | undefined)[] = [storeErrors.unknownFormat.code, storeErrors.newer.code];

class OpenJournalStore implements JournalStore {
  readonly folder: string;
  readonly writer = `${Date.now().toString(36)}-${randomBytes(5).toString("hex")}`;
  readonly #options: OpenStoreOptions;
  readonly #parts: IndexOptions;
  readonly #feed: EventFeed = createEventFeed();
  readonly #clock: HybridClock;
  #open: OpenIndex;
  #queries: IndexQueries;
  /** Why nothing may be appended. */
  #refusal: UserError | undefined;
  #missing = false;
  #segmentWriter: SegmentWriter | undefined;
  #writerSign: WriterSign | undefined;
  #sequence = 0;
  /** Of our own segments, how far they are on disk. */
  readonly #ownEnds = new Map<string, number>();
  /** Sizes at which a segment had nothing more to read. */
  readonly #sizes = new Map<string, number>();
  readonly #sealed: SealedSegments;
  /** Events that came into the index since it was opened. */
  #taken = 0;
  #tail: SegmentTail | undefined;
  #closed = false;

  constructor(options: OpenStoreOptions, parts: IndexOptions) {
    this.folder = options.folder;
    this.#options = options;
    this.#clock = createHybridClock(options.now ?? Date.now);
    this.#sealed = new SealedSegments(parts.fileSystem, parts.names, options.now ?? Date.now);
    this.#prepare(parts);
    // What is not there, and what is of another version, gets no index beside it.
    const isOther = otherVersion.includes(this.#refusal?.code);
    const keepsFile = parts.where === "file" && !this.#missing && !isOther;
    this.#parts = keepsFile ? parts : { ...parts, where: "memory" };
    this.#open = openIndex(this.#parts);
    this.#queries = createQueries(this.#open.index);
    this.#readAll("all");
    this.#clock.observe(this.#open.index.latestTime);
    this.#feed.onFollowers(() => this.#followOthers());
  }

  get problem(): RecordedError | undefined {
    const refusal = this.#refusal;
    if (refusal !== undefined && refusal.code !== storeErrors.readOnly.code) {
      return { code: refusal.code, message: refusal.message, remedy: refusal.remedy };
    }
    const damaged = [...this.#open.index.segments.values()].filter(({ unreadable }) => unreadable > 0);
    if (damaged.length === 0) return undefined;
    const lines = damaged.reduce((sum, { unreadable }) => sum + unreadable, 0);
    return toRecorded(userError(storeErrors.damaged, { folder: this.folder, lines, files: damaged.length }));
  }

  get index(): IndexFacts {
    const { inMemoryBecause: why, begunAnew } = this.#open;
    if (why === undefined) return { place: this.#parts.where, why: undefined, begunAnew };
    return { place: "memory", why: toRecorded(userError(storeErrors.indexInMemory, { why })), begunAnew };
  }

  append(body: EventBody, run?: RunId) {
    if (this.#refusal !== undefined) throw this.#refusal;
    const writer = this.#startWriting();
    const event = this.#identify(body, run);
    writer.add(event);
    return eventId(event);
  }

  #identify(body: EventBody, run: RunId | undefined): StoredEvent {
    const sequence = this.#sequence;
    this.#sequence += 1;
    const time = this.#clock.next();
    if (run === undefined) return { version: 1, writer: this.writer, sequence, time, ...body };
    return { version: 1, writer: this.writer, sequence, time, run, ...body };
  }

  async flushed(): Promise<void> {
    try {
      await this.#segmentWriter?.flushed();
    } catch (error) {
      throw cannotWrite(this.folder, error);
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#tail?.stop();
    try {
      await this.#segmentWriter?.close();
    } catch (error) {
      throw cannotWrite(this.folder, error);
    } finally {
      this.#feed.close();
      this.#open.close();
      this.#writerSign?.remove();
    }
  }

  follow(after: EventCursor, signal: AbortSignal) {
    return this.#feed.follow(this.#past(after, this.cursor()), signal);
  }

  cursor = () => this.#open.index.cursor();

  refresh(): void {
    if (!this.#closed) this.#readAll("all");
  }

  asset: Store["asset"] = (key) => this.#asked(() => this.#queries.asset(key));
  run: Store["run"] = (id) => this.#asked(() => this.#queries.run(id));
  runs: Store["runs"] = (limit) => this.#asked(() => this.#queries.runs(limit));
  activeRuns: Store["activeRuns"] = () => this.#asked(() => this.#queries.activeRuns());
  code: Store["code"] = (hash) => this.#asked(() => this.#queries.code(hash));
  events: Store["events"] = (query) => this.#asked(() => this.#queries.events(query));

  get #names(): StoreFolder {
    return this.#parts.names;
  }

  #prepare({ fileSystem, names }: IndexOptions): void {
    const { missing, refusal } = prepareFolder(fileSystem, names, this.#options.access);
    this.#missing = missing;
    this.#refusal = refusal;
  }

  #startWriting(): SegmentWriter {
    if (this.#segmentWriter !== undefined) return this.#segmentWriter;
    this.#writerSign = signAsWriter(this.#parts, this.writer);
    const { segmentBytes } = this.#options;
    this.#segmentWriter = createSegmentWriter({
      fileSystem: this.#parts.fileSystem,
      folder: this.#names.journal,
      writer: this.writer,
      onDurable: (group) => this.#takeOwn(group),
      ...(segmentBytes === undefined ? {} : { segmentBytes }),
    });
    return this.#segmentWriter;
  }

  #takeOwn({ events, file, end }: DurableGroup): void {
    this.#ownEnds.set(file, end);
    this.#take({ file, events, end, unreadable: 0 });
  }

  /** Brings what was read into the index, then to those who follow. */
  #take(stretch: IndexedStretch): void {
    const before = this.cursor();
    let fresh: readonly StoredEvent[];
    try {
      fresh = this.#open.index.apply(stretch);
    } catch {
      // Malformed, or on a full disk: it is made again from the journal, which has all of it.
      this.#makeIndexAgain();
      fresh = stretch.events.map(({ event }) => event).filter((event) => event.sequence >= (before[event.writer] ?? 0));
    }
    for (const event of fresh) if (event.writer !== this.writer) this.#clock.observe(event.time);
    this.#taken += fresh.length;
    this.#queries.changed(fresh);
    this.#feed.publish(fresh);
  }

  #asked<Result>(question: () => Result): Result {
    try {
      return question();
    } catch (error) {
      if (this.#closed) throw error;
      this.#makeIndexAgain();
      return question();
    }
  }

  #makeIndexAgain(): void {
    this.#open.discard();
    try {
      this.#replay(openIndex(this.#parts));
    } catch {
      this.#open.discard();
      this.#replay(openIndex({ ...this.#parts, where: "memory" }));
    }
  }

  #replay(open: OpenIndex): void {
    this.#open = open;
    this.#queries = createQueries(open.index);
    this.#sizes.clear();
    this.#sealed.clear();
    for (const file of this.#sealed.unsealed()) {
      const read = this.#readFrom(file, open.index.segments.get(file)?.offset ?? 0, "all");
      if (read.end > 0) open.index.apply(read);
    }
  }

  #readAll(extent: ReadExtent, written?: ReadonlySet<string>): void {
    try {
      if (this.#missing) this.#lookAgain();
      this.#sealed.reopen(written ?? []);
      const writers = written === undefined ? undefined : new Set(Array.from(written, writerOfSegment));
      for (const file of this.#sealed.unsealed()) {
        const writer = writerOfSegment(file);
        if (writer === this.writer || (writers !== undefined && !writers.has(writer))) continue;
        this.#readOne(file, extent);
      }
    } catch (error) {
      const known = this.#refusal;
      if (known !== undefined && known.code !== storeErrors.readOnly.code) return;
      this.#refusal = userError(storeErrors.unreadable, { folder: this.folder, why: messageOf(error) });
    }
  }

  #readOne(file: string, extent: ReadExtent): void {
    const from = this.#open.index.segments.get(file)?.offset ?? 0;
    const facts = this.#parts.fileSystem.statSync(`${this.#names.journal}/${file}`);
    if (facts === undefined) return;
    if (facts.size <= from || this.#sizes.get(file) === facts.size) {
      this.#sealed.sealIfAtEnd(file, facts);
      return;
    }
    const read = this.#readFrom(file, from, extent);
    // What is left has no end yet; it is looked at again when the file has grown.
    if (extent === "all") this.#sizes.set(file, facts.size);
    if (read.end > from) this.#take(read);
  }

  #readFrom(file: string, from: number, extent: ReadExtent): IndexedStretch {
    const read = readSegment(this.#parts.fileSystem, this.#names.journal, file, from, extent);
    if (writerOfSegment(file) !== this.writer) return { file, ...read };
    // Of our own segment only what is known to be on disk; the rest comes by itself.
    const end = this.#ownEnds.get(file) ?? 0;
    const events = read.events.filter(({ offset, length }) => offset + length <= end);
    return { file, events, end, unreadable: 0 };
  }

  #lookAgain(): void {
    const found = inspectStore(this.#parts.fileSystem, this.#names);
    if (found.kind === "missing") return;
    this.#prepare(this.#parts);
  }

  *#past(after: EventCursor, until: EventCursor): Generator<readonly StoredEvent[]> {
    for (const [file, { offset }] of [...this.#open.index.segments].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const writer = writerOfSegment(file) ?? "";
      const from = after[writer] ?? 0;
      const end = until[writer] ?? 0;
      if (end <= from) continue;
      const { events } = readSegment(this.#parts.fileSystem, this.#names.journal, file, 0, "all");
      yield events
        .filter((placed) => placed.offset < offset)
        .map(({ event }) => event)
        .filter((event) => event.sequence >= from && event.sequence < end);
    }
  }

  /** Others are only listened to while somebody follows. */
  #followOthers(): void {
    this.#tail?.stop();
    this.#tail = undefined;
    if (this.#feed.followers === 0 || this.#closed || this.#parts.fileSystem !== nodeFileSystem) return;
    this.#tail = startSegmentTail({
      journal: this.#names.journal,
      locks: this.#names.locks,
      ownLock: basename(this.#names.writerLock(this.writer)),
      onWritten: (files) => this.#readAll("marked", files),
      onDoubt: () => {
        const before = this.#taken;
        this.#readAll("all");
        return this.#taken > before;
      },
    });
  }
}

function toRecorded({ code, message, remedy }: UserError): RecordedError {
  return { code, message, remedy };
}
