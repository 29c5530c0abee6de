import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { IoManagers } from "../executor/run-scope.ts";
import type { IoManager } from "../io/io-manager.ts";
import { memoryIoManager } from "../io/memory-io-manager.ts";

/** Where a run that is not to be recorded puts its values. */
export interface UnrecordedValues {
  readonly ioManagers: IoManagers;
  /** Removes them. */
  remove(): void;
}

const prefix = "evergraph-unrecorded-";

/**
 * IO managers that load what the store has, and put what is new into a folder that goes with this process. Those in
 * `elsewhere` (by name) write outside the store, so they only load: what is new under their names stays in memory.
 */
export function createUnrecordedValues(managers: IoManagers, elsewhere: ReadonlySet<string>): UnrecordedValues {
  removeLeftovers();
  const folder = mkdtempSync(path.join(tmpdir(), `${prefix}${process.pid}-`));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  // Also when something ends the process before the run is over.
  process.once("exit", remove);
  // Shared, as one manager may have several names.
  const writers = new Map<string, IoManager>();
  const entries = Object.entries(managers).map(([name, manager]) => {
    const writer = elsewhere.has(name) ? memoryIoManager() : manager;
    return [name, writingElsewhere(manager, writer, folder, writers)] as const;
  });
  return {
    ioManagers: Object.fromEntries(entries) as unknown as IoManagers,
    remove() {
      process.removeListener("exit", remove);
      remove();
    },
  };
}

/** `writers`: by the path of each value, who put it there. */
function writingElsewhere(
  reader: IoManager,
  writer: IoManager,
  folder: string,
  writers: Map<string, IoManager>,
): IoManager {
  return {
    ...(writer.keepsExactly !== undefined && { keepsExactly: writer.keepsExactly }),
    async store(context, value) {
      const written = await writer.store({ ...context, folder }, value);
      if (written.stored.path !== undefined) writers.set(written.stored.path, writer);
      return written;
    },
    load(context, stored) {
      const own = stored.path === undefined ? undefined : writers.get(stored.path);
      return own === undefined ? reader.load(context, stored) : own.load({ ...context, folder }, stored);
    },
  };
}

/** Of processes that were killed. */
export function removeLeftovers(remove: (folder: string) => void = removeFolder): void {
  for (const name of readdirSync(tmpdir())) {
    const id = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1];
    if (id === undefined || isAlive(Number(id))) continue;
    try {
      remove(path.join(tmpdir(), name));
    } catch {
      // Another user's, whose own runs remove it.
    }
  }
}

function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

function isAlive(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    // Somebody else's process, which may not be asked.
    return (error as { readonly code?: unknown }).code === "EPERM";
  }
}
