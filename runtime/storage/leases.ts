import { mkdirSync } from "node:fs";
import { userError } from "../../protocol/errors/error-entry.ts";
import { storeErrors } from "../../protocol/errors/store-errors.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import type { Clock } from "../core/clock.ts";
import { type FileSystem, hasCode, nodeFileSystem, removeFile, replaceFile } from "./file-system.ts";
import { identifyProcess, isProcessAlive, type ProcessIdentity } from "./living-process.ts";
import { isLocked, type LockAttempt, type ProcessLock, tryLock } from "./process-lock.ts";
import type { Store } from "./store.ts";
import { type StoreFolder, storeFolder } from "./store-folder.ts";

/*
 * A run claims its assets, all at once, in a file of its own, while it holds one lock that lives and dies with its process. A claim counts
 * as long as that lock is held and the run has not recorded the asset's outcome. So a run of ten thousand assets takes one lock, and
 * nothing has to be given back after a crash. When a runner dies, its launcher starts another, which takes the lock anew. Until then the
 * run lives by the launcher's mark: it counts as long as the launcher's process does.
 */

export interface ClaimRequest {
  readonly store: Store;
  readonly run: RunId;
  readonly assets: readonly AssetKey[];
  /** What to do when another run is making one of them. */
  readonly whenTaken: "wait" | "refuse";
  /** Number of the process that goes on with the run when this one dies, if there is one. */
  readonly launcher?: number;
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
  /** Gives the lock alone back, as another process of the same launcher goes on with the run: its claim stays. */
  handOver(): void;
}

const lookAgainMilliseconds = 200;
const claimingMilliseconds = 5;
/** Whoever looks whether a run lives holds its lock for a moment, and whoever ends a dead one for a little longer. */
const ownLockAttempts = 100;

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
  const own = await takeOwnLock(request, lock, names.runLock(run));
  if (own.state === "taken") throw userError(storeErrors.runTaken, { run });
  if (own.state === "unavailable") return { release() {}, handOver() {} };
  let told = false;
  try {
    markLauncher(request, names);
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
    removeFile(nodeFileSystem, names.launcherMark(run));
    own.lock.releaseForGood();
    throw error;
  }
}

async function takeOwnLock(
  { clock, signal }: ClaimRequest,
  lock: (file: string) => LockAttempt,
  file: string,
): Promise<LockAttempt> {
  for (let attempt = 1; ; attempt += 1) {
    const tried = lock(file);
    if (tried.state !== "taken" || attempt === ownLockAttempts) return tried;
    await clock.wait(claimingMilliseconds, signal);
  }
}

/** Before the run's first event: whoever sees the run sees whether it lives. */
function markLauncher({ run, launcher }: ClaimRequest, names: StoreFolder): void {
  const identity = launcher === undefined ? undefined : identifyProcess(launcher);
  if (identity === undefined) removeFile(nodeFileSystem, names.launcherMark(run));
  else replaceFile(nodeFileSystem, names.launcherMark(run), Buffer.from(JSON.stringify(identity)));
}

/** Whether a process is carrying out this run, or starts another that goes on with it. */
export function isRunAlive(folder: string, run: RunId): boolean {
  const names = storeFolder(folder);
  return isLauncherAlive(names, run) || isLocked(names.runLock(run));
}

function isLauncherAlive(names: StoreFolder, run: RunId): boolean {
  const launcher = readLauncher(names.launcherMark(run));
  return launcher !== undefined && isProcessAlive(launcher);
}

/** undefined: nobody goes on with it; what cannot be read was written by nobody who is alive. */
function readLauncher(file: string): ProcessIdentity | undefined {
  try {
    const content = JSON.parse(
      Buffer.from(nodeFileSystem.readFileSync(file)).toString(),
    ) as Partial<ProcessIdentity> | null;
    return typeof content?.id === "number" && content.id > 0 ? (content as ProcessIdentity) : undefined;
  } catch {
    return undefined;
  }
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
    if (!isRunAlive(store.folder, other)) {
      removeFile(files, names.claimFile(other));
      removeFile(files, names.launcherMark(other));
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
      removeFile(nodeFileSystem, names.launcherMark(run));
      lock.releaseForGood();
    },
    handOver: () => lock.release(),
  };
}
