import { existsSync, unlinkSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";

/** A lock that the operating system takes back when its process ends, however it ends. */
export interface ProcessLock {
  release(): void;
  /** Removes the lock's file too. Only for locks whose names are never used again. */
  releaseForGood(): void;
}

export type LockAttempt =
  | { readonly state: "held"; readonly lock: ProcessLock }
  | { readonly state: "taken" }
  /** This Node cannot lock, or the folder cannot be written. */
  | { readonly state: "unavailable"; readonly why: string };

const sqliteBusy = 5;

/**
 * Tries to take a lock, at once. The file is a database of no content that is kept in an exclusive transaction: SQLite knows how to lock
 * on every system. Nothing else may open the file: on POSIX, closing it anywhere in the process would give the lock away.
 */
export function tryLock(file: string): LockAttempt {
  const sqlite = process.getBuiltinModule("node:sqlite");
  if (sqlite === undefined) {
    return { state: "unavailable", why: `Node ${process.versions.node} has no node:sqlite, 22.13 has` };
  }
  let database: DatabaseSync;
  try {
    database = new sqlite.DatabaseSync(file);
  } catch (error) {
    return { state: "unavailable", why: messageOf(error) };
  }
  try {
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    if (error instanceof Error && "errcode" in error && error.errcode === sqliteBusy) return { state: "taken" };
    return { state: "unavailable", why: messageOf(error) };
  }
  return { state: "held", lock: heldLock(database, file) };
}

/** Whether some process, this one too, holds the lock. false when nobody can tell. */
export function isLocked(file: string): boolean {
  if (!existsSync(file)) return false;
  const attempt = tryLock(file);
  if (attempt.state === "held") attempt.lock.release();
  return attempt.state === "taken";
}

function heldLock(database: DatabaseSync, file: string): ProcessLock {
  let held = true;
  const release = () => {
    if (held) database.close();
    held = false;
  };
  return {
    release,
    releaseForGood() {
      if (!held) return;
      // Windows does not remove a file that is open; elsewhere it is removed first, so that nobody takes it in between.
      if (process.platform !== "win32") removeFile(file);
      release();
      if (process.platform === "win32") removeFile(file);
    },
  };
}

function removeFile(file: string): void {
  try {
    unlinkSync(file);
  } catch {
    // A lock file that stays is empty and harmless.
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
