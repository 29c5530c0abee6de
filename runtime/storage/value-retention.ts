import { dirname, isAbsolute, join, normalize } from "node:path";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { MaterializationEvent } from "../../protocol/record/events.ts";
import type { Recorded } from "../core/record/asset-record.ts";
import { type FileSystem, hasCode, nodeFileSystem } from "./file-system.ts";
import { isRunAlive } from "./leases.ts";
import type { Store } from "./store.ts";

export interface RetentionOptions {
  /** How many values of an asset are kept. */
  readonly keep?: number;
  readonly fileSystem?: FileSystem;
  /** Whether a run that has not ended is being carried out; what it may read is kept. */
  readonly isAlive?: (store: Store, run: Parameters<typeof isRunAlive>[1]) => boolean;
}

const keptValues = 3;
/** Clocks of disks and machines differ a little. */
const marginMilliseconds = 60_000;

/**
 * Removes the files of old values of these assets; returns how many. The last ones stay, and so does everything that was the latest at
 * some time since the oldest run in progress began: it may be about to read it.
 */
export function removeOldValues(store: Store, assets: Iterable<AssetKey>, options: RetentionOptions = {}): number {
  const { keep = keptValues, fileSystem = nodeFileSystem } = options;
  const isAlive = options.isAlive ?? ((of, run) => isRunAlive(of.folder, run));
  store.refresh();
  const active = store.activeRuns();
  const since = Math.min(...active.filter(({ run }) => isAlive(store, run)).map(({ startedAt }) => startedAt));
  let removed = 0;
  for (const asset of assets) {
    const { kept, removable } = divide(store.asset(asset).history, keep, since);
    const leftOver = leftOverPaths(fileSystem, store.folder, kept);
    for (const path of new Set([...removable, ...leftOver])) {
      if (removeFile(fileSystem, join(store.folder, path))) removed += 1;
    }
  }
  return removed;
}

type Kept = readonly Recorded<MaterializationEvent>[];

/** What is needed of a history, which has the newest first, and the paths of values that nobody needs. */
function divide(history: Kept, keep: number, since: number): { kept: Kept; removable: readonly string[] } {
  // The first that is older than the oldest run was the latest when that run began.
  const firstOlder = history.findIndex(({ time }) => time <= since);
  const needed = firstOlder === -1 ? history.length : firstOlder + 1;
  const count = Math.max(keep, since === Number.POSITIVE_INFINITY ? 0 : needed);
  const kept = history.slice(0, count);
  const stillUsed = new Set(pathsOf(kept));
  return { kept, removable: pathsOf(history.slice(count)).filter((path) => !stillUsed.has(path)) };
}

/** Files that no event names, as a killed process leaves them, and those that are too old for the history. */
function leftOverPaths(fileSystem: FileSystem, folder: string, kept: Kept): readonly string[] {
  const oldest = kept.at(-1);
  const used = new Set(pathsOf(kept));
  const [first] = used;
  if (oldest === undefined || first === undefined) return [];
  const place = dirname(first);
  return fileSystem
    .listSync(join(folder, place))
    .map((name) => `${place}/${name}`)
    .filter((path) => !used.has(path))
    .filter((path) => {
      // A value is written before its event, so a file of a materialization that is not yet known here is younger.
      const facts = fileSystem.statSync(join(folder, path));
      return facts !== undefined && facts.modified < oldest.time - marginMilliseconds;
    });
}

/** A path that leads out of the store (a `directory` of the project's, or a journal from elsewhere) is not ours to remove. */
function pathsOf(history: Kept): readonly string[] {
  return history
    .map(({ value }) => value?.path)
    .filter((path) => path !== undefined)
    .filter((path) => !isAbsolute(path) && !/^\.\.(?:[/\\]|$)/.test(normalize(path)));
}

function removeFile(fileSystem: FileSystem, path: string): boolean {
  try {
    fileSystem.unlinkSync(path);
    return true;
  } catch (error) {
    // It is gone already, or on Windows somebody has it open; then it goes the next time.
    if (hasCode(error, "ENOENT") || hasCode(error, "EPERM") || hasCode(error, "EBUSY")) return false;
    throw error;
  }
}
