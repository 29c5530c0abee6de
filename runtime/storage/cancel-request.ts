import type { RunId } from "../../protocol/record/identifiers.ts";
import { nodeFileSystem, removeFile, replaceFile } from "./file-system.ts";
import { isRunAlive } from "./leases.ts";
import { tryLock } from "./process-lock.ts";
import type { Store } from "./store.ts";
import { storeFolder } from "./store-folder.ts";

/*
 * Whoever wants a run of another process to be cancelled puts a mark into the store. The process that carries the run out looks for it
 * twice a second, and only that one. The mark outlives both processes: one that goes on with the run after a death sees it too.
 */

/** `asked`: it will be cancelled within about a second. `not running`: no process carries it out, so there is nothing to be cancelled. */
export type CancelAnswer = "asked" | "not running";

/**
 * Asks whoever carries out this run to cancel it: a run of this project's store in `folder` (absolute, of the environment), by any
 * process. The mark is on disk when this returns. Asking twice is asking once. Throws when the folder cannot be written.
 */
export function requestCancel(folder: string, run: RunId): CancelAnswer {
  const names = storeFolder(folder);
  if (!isRunAlive(folder, run) && !isUnknown(names.runLock(run))) return "not running";
  // Without locks nobody can tell whether it runs; then the mark is put there at any rate.
  replaceFile(nodeFileSystem, names.cancelFile(run), Buffer.from(`${process.pid}\n`));
  return "asked";
}

function isUnknown(runLock: string): boolean {
  if (nodeFileSystem.statSync(runLock) === undefined) return false;
  const attempt = tryLock(runLock);
  if (attempt.state === "held") attempt.lock.release();
  return attempt.state !== "held";
}

/** Whether somebody asked to cancel this run. */
export function isCancelAsked(folder: string, run: RunId): boolean {
  return nodeFileSystem.statSync(storeFolder(folder).cancelFile(run)) !== undefined;
}

/** Removes the marks of runs that have ended: they have nothing to say any more. */
export function removeAnsweredRequests(store: Store): void {
  const names = storeFolder(store.folder);
  for (const name of nodeFileSystem.listSync(names.locks)) {
    const run = /^cancel-(?<run>.+)$/.exec(name)?.groups?.run as RunId | undefined;
    if (run === undefined || store.run(run)?.state === "started" || isRunAlive(store.folder, run)) continue;
    removeFile(nodeFileSystem, names.cancelFile(run));
  }
}
