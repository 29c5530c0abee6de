import { join } from "node:path";
import type { StoredEvent } from "../../../protocol/record/events.ts";
import { type FileSystem, syncFolder } from "../file-system.ts";
import { durableMark, encodeLines, type PlacedEvent } from "./journal-line.ts";

/** Writes the events of one writer. Only it writes in its segments, and a new process never goes on in an old one. */
export interface SegmentWriter {
  add(event: StoredEvent): void;
  /** Resolves when everything added so far is on disk; rejects when something of it, or before it, could not be put there. */
  flushed(): Promise<void>;
  /** After flushing what was added. */
  close(): Promise<void>;
}

export interface SegmentWriterOptions {
  readonly fileSystem: FileSystem;
  readonly folder: string;
  readonly writer: string;
  /** Called with each group that has reached the disk, before `flushed` resolves. Must not throw. */
  readonly onDurable: (group: DurableGroup) => void;
  /** A segment is closed and a new one begun when it is larger than so many bytes. */
  readonly segmentBytes?: number;
}

export interface DurableGroup {
  readonly events: readonly PlacedEvent[];
  readonly file: string;
  /** Size of the segment with these events. */
  readonly end: number;
}

const defaultSegmentBytes = 64 * 1024 * 1024;

/** Name of a segment: `<writer>.<number>.ndjson`. */
export function segmentName(writer: string, number: number): string {
  return `${writer}.${String(number).padStart(5, "0")}.ndjson`;
}

/** The writer of a segment, or undefined when the file is none. */
export function writerOfSegment(file: string): string | undefined {
  return /^(?<writer>.+)\.\d{5,}\.ndjson$/.exec(file)?.groups?.writer;
}

interface OpenSegment {
  readonly file: string;
  readonly descriptor: number;
  size: number;
}

interface Waiter {
  resolve(): void;
  reject(error: unknown): void;
}

/** The first segment is made with the first event, so a process that only reads leaves none. */
export function createSegmentWriter(options: SegmentWriterOptions): SegmentWriter {
  const { fileSystem, folder, writer, onDurable, segmentBytes = defaultSegmentBytes } = options;
  let pending: StoredEvent[] = [];
  let waiters: Waiter[] = [];
  let working: Promise<void> | undefined;
  let broken: { readonly error: unknown } | undefined;
  let segment: OpenSegment | undefined;
  let segments = 0;
  let marked = true;

  function openSegment(): OpenSegment {
    const file = segmentName(writer, segments);
    const descriptor = fileSystem.openSync(join(folder, file), "wx");
    segments += 1;
    syncFolder(fileSystem, folder);
    return { file, descriptor, size: 0 };
  }

  function closeSegment(): void {
    if (segment === undefined) return;
    fileSystem.closeSync(segment.descriptor);
    segment = undefined;
    marked = true;
  }

  async function writeGroup(events: readonly StoredEvent[]): Promise<void> {
    segment ??= openSegment();
    const { file } = segment;
    const mark = marked ? "" : durableMark;
    const { bytes, lengths } = encodeLines(events, mark);
    let end = segment.size + mark.length;
    const placed = events.map((event, index): PlacedEvent => {
      const offset = end;
      const length = lengths[index] ?? 0;
      end += length;
      return { event, file, offset, length };
    });
    await fileSystem.write(segment.descriptor, bytes, segment.size);
    await fileSystem.sync(segment.descriptor);
    segment.size = end;
    marked = false;
    onDurable({ events: placed, file: segment.file, end });
  }

  /** Tells readers that the last group is on disk. Nothing waits for it: a reader that misses it syncs the file itself. */
  async function writeMark(): Promise<void> {
    if (marked || segment === undefined) return;
    marked = true;
    const position = segment.size;
    segment.size += durableMark.length;
    await fileSystem.write(segment.descriptor, Buffer.from(durableMark), position);
  }

  async function work(): Promise<void> {
    // Lets the turn that added the first event add more.
    await undefined;
    while (pending.length > 0 || waiters.length > 0) {
      const events = pending;
      const waiting = waiters;
      pending = [];
      waiters = [];
      try {
        if (broken !== undefined) throw broken.error;
        if (events.length > 0) await writeGroup(events);
        for (const waiter of waiting) waiter.resolve();
        if (pending.length === 0) await writeMark();
        if (segment !== undefined && segment.size > segmentBytes) {
          await writeMark();
          closeSegment();
        }
      } catch (error) {
        // After a failed write or sync nobody knows what is on disk, so nothing is added behind it.
        broken ??= { error };
        for (const waiter of waiting) waiter.reject(error);
      }
    }
    working = undefined;
  }

  function start(): void {
    working ??= work();
  }

  return {
    add(event) {
      pending.push(event);
      start();
    },
    flushed() {
      if (pending.length === 0 && working === undefined && broken === undefined) return Promise.resolve();
      return new Promise((resolve, reject) => {
        waiters.push({ resolve, reject });
        start();
      });
    },
    async close() {
      try {
        while (working !== undefined) await working;
        if (broken !== undefined) throw broken.error;
      } finally {
        closeSegment();
      }
    },
  };
}
