import { existsSync, type FSWatcher, readdirSync, watch } from "node:fs";
import { basename, dirname } from "node:path";
import { isLocked } from "../process-lock.ts";

/** Tells when other processes have written. When nobody writes it costs nothing: the system wakes it. */
export interface SegmentTail {
  stop(): void;
}

export interface SegmentTailOptions {
  /** The folder of the segments. It need not be there yet. */
  readonly journal: string;
  readonly locks: string;
  /** Name of the lock of this process as a writer, not to be waited for. */
  readonly ownLock: string;
  /** Something was written in these files. */
  onWritten(files: ReadonlySet<string>): void;
  /** Anything may have been written: a writer has ended, the journal has appeared. Returns whether there was something. */
  onDoubt(): boolean;
}

/** Several notices of one write arrive together. */
const settleMilliseconds = 5;
/** Some disks, such as those shared with a container, give no notice; while somebody may write they are asked, less often when in vain. */
const pollMilliseconds = { least: 250, most: 5000 } as const;

export function startSegmentTail(options: SegmentTailOptions): SegmentTail {
  const { journal, locks, ownLock, onWritten, onDoubt } = options;
  const written = new Set<string>();
  let watcher: FSWatcher | undefined;
  let settling: NodeJS.Timeout | undefined;
  let polling: NodeJS.Timeout | undefined;
  let stopped = false;

  function othersWrite(): boolean {
    return namesIn(locks).some(
      (name) => name.startsWith("writer-") && name !== ownLock && isLocked(`${locks}/${name}`),
    );
  }

  function notice(file: string): void {
    written.add(file);
    settling ??= setTimeout(settle, settleMilliseconds).unref();
  }

  function settle(): void {
    settling = undefined;
    if (stopped) return;
    const files = new Set(written);
    written.clear();
    onWritten(files);
    pollWhileOthersWrite();
  }

  function pollWhileOthersWrite(after: number = pollMilliseconds.least): void {
    clearTimeout(polling);
    if (stopped) return;
    if (othersWrite()) polling = setTimeout(() => poll(after), after).unref();
    // A writer that was killed has marked nothing of its last group, and nobody will.
    else onDoubt();
  }

  function poll(after: number): void {
    const someoneWrites = othersWrite();
    const found = onDoubt();
    // The last look came after the last writer's end, so nothing of it is missed.
    if (someoneWrites)
      pollWhileOthersWrite(found ? pollMilliseconds.least : Math.min(after * 2, pollMilliseconds.most));
  }

  function watchJournal(): void {
    if (stopped) return;
    watcher?.close();
    const folder = existing(journal);
    try {
      watcher = watch(folder, { persistent: false }, (_, name) => {
        if (folder === journal) notice(name ?? "");
        else if (existing(journal) !== folder) watchJournal();
      });
    } catch {
      // The folder went away in this moment; its parent tells when it comes again.
      if (folder !== journal || existsSync(journal)) return;
      watchJournal();
      return;
    }
    watcher.on("error", () => watchJournal());
    // It may have come between looking and watching.
    if (folder !== journal && existing(journal) !== folder) watchJournal();
    else if (folder === journal) {
      pollWhileOthersWrite();
      onDoubt();
    }
  }

  watchJournal();
  return {
    stop() {
      stopped = true;
      watcher?.close();
      clearTimeout(settling);
      clearTimeout(polling);
    },
  };
}

/** The nearest folder upwards that is there. */
function existing(folder: string): string {
  let nearest = folder;
  while (!existsSync(nearest) && dirname(nearest) !== nearest) nearest = dirname(nearest);
  return nearest;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).map((name) => basename(name));
  } catch {
    return [];
  }
}
