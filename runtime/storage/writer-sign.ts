import type { IndexOptions } from "./index/open-index.ts";

/** Tells others that a process may write in its segments. */
export interface WriterSign {
  /** When it will not write any more. */
  remove(): void;
}

/**
 * Takes the lock of a writer, by which others see when it is gone. Where there are no locks its file stands there all the same: as long as
 * it does, nobody takes the writer's last segment to be at its end.
 */
export function signAsWriter({ tryLock, fileSystem, names }: IndexOptions, writer: string): WriterSign {
  const file = names.writerLock(writer);
  const attempt = tryLock(file);
  // A file that is locked must not be opened: closing it would give the lock away.
  if (fileSystem.statSync(file) === undefined) fileSystem.closeSync(fileSystem.openSync(file, "w"));
  return {
    remove() {
      if (attempt.state === "held") attempt.lock.releaseForGood();
      try {
        if (fileSystem.statSync(file) !== undefined) fileSystem.unlinkSync(file);
      } catch {
        // One that stays only makes others look at its segment a little longer.
      }
    },
  };
}
