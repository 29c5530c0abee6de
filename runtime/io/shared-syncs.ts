import { dirname } from "node:path";
import type { FileSystem } from "../storage/file-system.ts";

/*
 * What many values that are stored at once need of the same folders is done once for all of them, and not on this thread.
 */

interface FolderSync {
  readonly running: Promise<void>;
  /** Begins when that has ended: what was changed since it began may not be in it. */
  next: Promise<void> | undefined;
}

interface SharedSyncs {
  readonly syncs: Map<string, FolderSync>;
  /** Folders whose names are not durable yet. */
  readonly made: Map<string, Promise<void>>;
}

const shared = new WeakMap<FileSystem, SharedSyncs>();

/** Makes the names in a folder durable, as they are at the call. */
export function syncFolderShared(fileSystem: FileSystem, folder: string): Promise<void> {
  const { syncs } = sharedOf(fileSystem);
  const known = syncs.get(folder);
  if (known === undefined) return start();
  known.next ??= known.running.then(start, start);
  return known.next;

  function start(): Promise<void> {
    const running = fileSystem.syncNames(folder);
    const sync: FolderSync = { running, next: undefined };
    syncs.set(folder, sync);
    const forget = () => {
      if (sync.next === undefined && syncs.get(folder) === sync) syncs.delete(folder);
    };
    running.then(forget, forget);
    return running;
  }
}

/** Makes a folder with its parents, durably when it resolves, also for those who find it there while another makes it. */
export function makeFolderShared(fileSystem: FileSystem, path: string): Promise<void> {
  const { made } = sharedOf(fileSystem);
  const known = made.get(path);
  if (known !== undefined) return known;
  const making = makeFolder(fileSystem, path).finally(() => made.delete(path));
  made.set(path, making);
  return making;
}

async function makeFolder(fileSystem: FileSystem, path: string): Promise<void> {
  const first = await fileSystem.makeFolder(path);
  if (first === undefined) return;
  for (let folder = path; folder.length >= first.length; folder = dirname(folder)) {
    await syncFolderShared(fileSystem, dirname(folder));
  }
}

function sharedOf(fileSystem: FileSystem): SharedSyncs {
  const known = shared.get(fileSystem);
  if (known !== undefined) return known;
  const made: SharedSyncs = { syncs: new Map(), made: new Map() };
  shared.set(fileSystem, made);
  return made;
}
