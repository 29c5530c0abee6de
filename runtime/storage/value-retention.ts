import { join } from "node:path";
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

/**
 * Removes the files of old values of these assets; returns how many. The last ones stay, and so does everything that was the latest at
 * some time since the oldest run in progress began: it may be about to read it.
 */
export function removeOldValues(store: Store, assets: Iterable<AssetKey>, options: RetentionOptions = {}): number {
  const { keep = keptValues, fileSystem = nodeFileSystem } = options;
  const isAlive = options.isAlive ?? ((of, run) => isRunAlive(of.folder, run));
  store.refresh();
  const active = store.runs(Number.MAX_SAFE_INTEGER).filter(({ state }) => state === "started");
  const since = Math.min(...active.filter(({ run }) => isAlive(store, run)).map(({ startedAt }) => startedAt));
  let removed = 0;
  for (const asset of assets) {
    for (const path of removablePaths(store.asset(asset).history, keep, since)) {
      if (removeFile(fileSystem, join(store.folder, path))) removed += 1;
    }
  }
  return removed;
}

/** Paths of values that nobody needs; `history` has the newest first. */
function removablePaths(
  history: readonly Recorded<MaterializationEvent>[],
  keep: number,
  since: number,
): readonly string[] {
  const pathsOf = (some: typeof history) => some.map(({ value }) => value?.path).filter((path) => path !== undefined);
  // The first that is older than the oldest run was the latest when that run began.
  const firstOlder = history.findIndex(({ time }) => time <= since);
  const needed = firstOlder === -1 ? history.length : firstOlder + 1;
  const kept = Math.max(keep, since === Number.POSITIVE_INFINITY ? 0 : needed);
  const stillUsed = new Set(pathsOf(history.slice(0, kept)));
  return pathsOf(history.slice(kept)).filter((path) => !stillUsed.has(path));
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
