import { basename } from "node:path";
import type { FileFacts, FileSystem } from "../file-system.ts";
import type { StoreFolder } from "../store-folder.ts";
import { writerOfSegment } from "./segment-writer.ts";

/** A file that was copied here has no writer whose lock would tell that it still grows. */
const restMilliseconds = 60_000;

/**
 * Segments that have been read to their end and will not grow: their writers are gone. Each process that ever wrote has left one, so that
 * looking at all of them again and again would cost more than reading what is new.
 */
export class SealedSegments {
  readonly #fileSystem: FileSystem;
  readonly #names: StoreFolder;
  readonly #now: () => number;
  readonly #sealed = new Set<string>();
  #writing: ReadonlySet<string> = new Set();

  constructor(fileSystem: FileSystem, names: StoreFolder, now: () => number) {
    this.#fileSystem = fileSystem;
    this.#names = names;
    this.#now = now;
  }

  /** The others, in an order in which those of one writer follow each other. */
  unsealed(): readonly string[] {
    const files = this.#fileSystem.listSync(this.#names.journal).filter((name) => !this.#sealed.has(name));
    const segments = files.filter((name) => writerOfSegment(name) !== undefined).sort();
    // After the segments: a writer makes its lock before its first segment, so one that has none now is at its end.
    this.#writing = new Set(segments.length === 0 ? [] : this.#fileSystem.listSync(this.#names.locks));
    return segments;
  }

  /** Nothing is left to be read of a segment of this size, which was looked at after `unsealed`. */
  sealIfAtEnd(file: string, { modified }: FileFacts): void {
    const lock = basename(this.#names.writerLock(writerOfSegment(file) ?? ""));
    if (!this.#writing.has(lock) && this.#now() - modified > restMilliseconds) this.#sealed.add(file);
  }

  /** They have been written all the same. */
  reopen(files: Iterable<string>): void {
    for (const file of files) this.#sealed.delete(file);
  }

  clear(): void {
    this.#sealed.clear();
  }
}
