import { mkdirSync } from "node:fs";
import { userError } from "../../protocol/errors/error-entry.ts";
import { storeErrors } from "../../protocol/errors/store-errors.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import type { Clock } from "../core/clock.ts";
import { type FileSystem, hasCode, nodeFileSystem, removeFile, replaceFile } from "./file-system.ts";
import { isLocked, type LockAttempt, type ProcessLock, tryLock } from "./process-lock.ts";
import type { Store } from "./store.ts";
import { type StoreFolder, storeFolder } from "./store-folder.ts";

/*
 * A run claims its assets, all at once, in a file of its own, while it holds one lock that lives and dies with its process. A claim counts
 * as long as that lock is held and the run has not recorded the asset's outcome. So a run of ten thousand assets takes one lock, and
 * nothing has to be given back after a crash.
 */

export interface ClaimRequest {
  readonly store: Store;
  readonly run: RunId;
  readonly assets: readonly AssetKey[];
  /** What to do when another run is making one of them. */
  readonly whenTaken: "wait" | "refuse";
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Default: the locks of the operating system. */
  readonly tryLock?: (file: string) => LockAttempt;
  /** Called once when it has to wait. */
  readonly onWait?: (holder: Holder) => void;
}

/** Who has what another run wants. */
export interface Holder {
  readonly run: RunId;
  readonly asset: AssetKey;
}

/** The lock of a run, and its assets. */
export interface RunLease {
  release(): void;
}

const lookAgainMilliseconds = 200;
const claimingMilliseconds = 5;

/**
 * Takes the run's lock and claims its assets. Throws `run-taken` when another process carries it out, and `asset-taken` when
 * another run has one of the assets and it is not to wait; rejects with
 * the signal's reason when that aborts while waiting. Where no locks can be had, nothing is claimed and nothing is refused.
 */
export async function claimAssets(request: ClaimRequest): Promise<RunLease> {
  const { store, run, whenTaken, clock, signal } = request;
  const names = storeFolder(store.folder);
  mkdirSync(names.locks, { recursive: true });
  const lock = request.tryLock ?? tryLock;
  const own = lock(names.runLock(run));
  if (own.state === "taken") throw userError(storeErrors.runTaken, { run });
  if (own.state === "unavailable") return { release() {} };
  let told = false;
  try {
    for (;;) {
      signal.throwIfAborted();
      const holder = await claimOnce(request, names);
      if (holder === undefined) return leaseOf(names, run, own.lock);
      if (whenTaken === "refuse") throw userError(storeErrors.assetTaken, holder);
      if (!told) request.onWait?.(holder);
      told = true;
      await clock.wait(lookAgainMilliseconds, signal);
    }
  } catch (error) {
    own.lock.releaseForGood();
    throw error;
  }
}

/** Whether a process is carrying out this run. */
export function isRunAlive(folder: string, run: RunId): boolean {
  return isLocked(storeFolder(folder).runLock(run));
}

/** Takes the lock of a run that nobody carries out, so that only one process speaks for it. */
export function tryRunLock(folder: string, run: RunId): LockAttempt {
  return tryLock(storeFolder(folder).runLock(run));
}

/** Claims all, or returns who has one of them. Only one process compares and claims at a time. */
async function claimOnce(request: ClaimRequest, names: StoreFolder): Promise<Holder | undefined> {
  const claiming = await takeClaimsLock(request, names);
  try {
    const holder = findHolder(request, names, nodeFileSystem);
    if (holder === undefined) {
      replaceFile(nodeFileSystem, names.claimFile(request.run), Buffer.from(JSON.stringify(request.assets)));
    }
    return holder;
  } finally {
    claiming?.release();
  }
}

async function takeClaimsLock(
  { clock, signal, tryLock: lock = tryLock }: ClaimRequest,
  names: StoreFolder,
): Promise<ProcessLock | undefined> {
  for (;;) {
    signal.throwIfAborted();
    const attempt = lock(names.claimsLock);
    if (attempt.state === "held") return attempt.lock;
    if (attempt.state === "unavailable") return undefined;
    await clock.wait(claimingMilliseconds, signal);
  }
}

function findHolder({ store, run, assets }: ClaimRequest, names: StoreFolder, files: FileSystem): Holder | undefined {
  const wanted = new Set(assets);
  store.refresh();
  for (const name of files.listSync(names.locks)) {
    const other = /^claim-(?<run>.+)\.json$/.exec(name)?.groups?.run as RunId | undefined;
    if (other === undefined || other === run) continue;
    if (!isLocked(names.runLock(other))) {
      removeFile(files, names.claimFile(other));
      continue;
    }
    const outcomes = store.run(other)?.outcomes;
    const asset = readClaim(files, names.claimFile(other)).find((key) => wanted.has(key) && !outcomes?.has(key));
    if (asset !== undefined) return { run: other, asset };
  }
  return undefined;
}

function readClaim(files: FileSystem, file: string): readonly AssetKey[] {
  try {
    const content: unknown = JSON.parse(Buffer.from(files.readFileSync(file)).toString());
    return Array.isArray(content) ? (content as AssetKey[]) : [];
  } catch (error) {
    // Its run has just ended.
    if (hasCode(error, "ENOENT")) return [];
    throw error;
  }
}

function leaseOf(names: StoreFolder, run: RunId, lock: ProcessLock): RunLease {
  return {
    release() {
      removeFile(nodeFileSystem, names.claimFile(run));
      lock.releaseForGood();
    },
  };
}
