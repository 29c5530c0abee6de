import type { FileSystem } from "../file-system.ts";
import { hasCode, syncFolder } from "../file-system.ts";
import type { LockAttempt, ProcessLock } from "../process-lock.ts";
import type { StoreFolder } from "../store-folder.ts";
import type { SqlDatabase, SqlDriver } from "./sql-driver.ts";
import { StoreIndex } from "./store-index.ts";

export interface IndexOptions {
  readonly driver: SqlDriver;
  readonly fileSystem: FileSystem;
  readonly names: StoreFolder;
  readonly where: "file" | "memory";
  readonly tryLock: (file: string) => LockAttempt;
}

export interface OpenIndex {
  readonly index: StoreIndex;
  /** Why it is in memory though a file was asked for. */
  readonly inMemoryBecause: string | undefined;
  /** There was one, but it was malformed, of another schema, or knew more than the journal. */
  readonly begunAnew: boolean;
  close(): void;
  /** Closes it whatever its state, and removes its file. */
  discard(): void;
}

const slots = 16;
const copiedAtOnce = 1024 * 1024;

/** Opens the index of this process: a file of its own among those of the other readers, or memory when there can be no file. */
export function openIndex(options: IndexOptions): OpenIndex {
  if (options.where === "memory") return openMemoryIndex(options, undefined);
  if (options.driver.onlyMemory !== undefined) return openMemoryIndex(options, options.driver.onlyMemory);
  const slot = takeSlot(options);
  if ("why" in slot) return openMemoryIndex(options, slot.why);
  try {
    return openFileIndex(options, slot.number, slot.lock);
  } catch (error) {
    slot.lock.release();
    return openMemoryIndex(options, error instanceof Error ? error.message : String(error));
  }
}

function openMemoryIndex({ driver, fileSystem, names }: IndexOptions, because: string | undefined): OpenIndex {
  const index = new StoreIndex(driver.openInMemory(), fileSystem, names.journal);
  const close = () => index.close();
  return { index, inMemoryBecause: because, begunAnew: false, close, discard: () => closeQuietly(index) };
}

function openFileIndex(options: IndexOptions, slot: number, lock: ProcessLock): OpenIndex {
  const { fileSystem, names } = options;
  const file = names.indexFile(slot);
  if (fileSystem.statSync(file) === undefined) {
    // A write-ahead log without its database is of no use, and would be taken for that of the new one.
    removeDatabase(fileSystem, file);
    copyNewestClosed(options, slot);
  }
  const existing = tryExisting(options, file);
  if (existing === undefined) removeDatabase(fileSystem, file);
  const index = existing ?? openTables(options, file);
  return {
    index,
    inMemoryBecause: undefined,
    begunAnew: existing === undefined,
    close() {
      try {
        index.close();
      } finally {
        lock.release();
      }
    },
    discard() {
      closeQuietly(index);
      try {
        removeDatabase(fileSystem, file);
      } catch {
        // On a disk that is read only it stays, and is found to be of no use again.
      }
      lock.release();
    },
  };
}

/** The index as it is; undefined when it cannot be used. */
function tryExisting(options: IndexOptions, file: string): StoreIndex | undefined {
  let index: StoreIndex;
  try {
    index = openTables(options, file);
  } catch {
    return undefined;
  }
  if (!isAhead(index, options)) return index;
  index.close();
  return undefined;
}

/** Whether it knows of more than the journal holds: the journal is the truth. */
function isAhead(index: StoreIndex, { fileSystem, names }: IndexOptions): boolean {
  for (const [file, { offset }] of index.segments) {
    const size = fileSystem.statSync(`${names.journal}/${file}`)?.size ?? 0;
    if (size < offset) return true;
  }
  return false;
}

function openTables({ driver, fileSystem, names }: IndexOptions, file: string): StoreIndex {
  const database: SqlDatabase = driver.open(file);
  try {
    // The files of this process share no memory with others, so the log must be exclusive before the first read.
    database.execute(
      "pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = normal; pragma cache_size = -16384; pragma temp_store = memory",
    );
    return new StoreIndex(database, fileSystem, names.journal);
  } catch (error) {
    closeQuietly(database);
    throw error;
  }
}

function takeSlot({ names, tryLock }: IndexOptions): { number: number; lock: ProcessLock } | { why: string } {
  for (let number = 0; number < slots; number += 1) {
    const attempt = tryLock(names.indexLock(number));
    if (attempt.state === "held") return { number, lock: attempt.lock };
    if (attempt.state === "unavailable") return { why: attempt.why };
  }
  return { why: `${slots} other processes read this store` };
}

/** Begins as a copy of what another reader left, so that not all of the journal has to be read again. */
function copyNewestClosed({ fileSystem, names, tryLock }: IndexOptions, slot: number): void {
  const candidates = Array.from({ length: slots }, (_, number) => number)
    .filter((number) => number !== slot)
    .map((number) => ({ number, facts: fileSystem.statSync(names.indexFile(number)) }))
    .filter(({ facts }) => facts !== undefined && facts.size > 0)
    .sort((a, b) => (b.facts?.modified ?? 0) - (a.facts?.modified ?? 0));
  for (const { number } of candidates) {
    // Whoever was killed left a log beside the database; only one without is whole by itself.
    if ((fileSystem.statSync(`${names.indexFile(number)}-wal`)?.size ?? 0) > 0) continue;
    const attempt = tryLock(names.indexLock(number));
    if (attempt.state !== "held") continue;
    try {
      copyFile(fileSystem, names.indexFile(number), names.indexFile(slot), names.index);
      return;
    } catch {
      removeDatabase(fileSystem, names.indexFile(slot));
    } finally {
      attempt.lock.release();
    }
  }
}

function copyFile(fileSystem: FileSystem, from: string, to: string, folder: string): void {
  const temporary = `${to}.tmp`;
  const source = fileSystem.openSync(from, "r");
  try {
    const target = fileSystem.openSync(temporary, "w");
    try {
      const buffer = Buffer.allocUnsafe(copiedAtOnce);
      for (let position = 0; ; ) {
        const count = fileSystem.readSync(source, buffer, 0, buffer.length, position);
        if (count === 0) break;
        for (let done = 0; done < count; ) {
          done += fileSystem.writeSync(target, buffer, done, count - done, position + done);
        }
        position += count;
      }
      fileSystem.syncSync(target);
    } finally {
      fileSystem.closeSync(target);
    }
  } finally {
    fileSystem.closeSync(source);
  }
  fileSystem.renameSync(temporary, to);
  syncFolder(fileSystem, folder);
}

function removeDatabase(fileSystem: FileSystem, file: string): void {
  for (const ending of ["", "-wal", "-journal", ".tmp"]) {
    try {
      fileSystem.unlinkSync(`${file}${ending}`);
    } catch (error) {
      if (!hasCode(error, "ENOENT")) throw error;
    }
  }
}

function closeQuietly(open: { close(): void }): void {
  try {
    open.close();
  } catch {
    // It was in doubt before, and is not used again.
  }
}
