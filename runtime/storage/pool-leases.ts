import { writeFileSync } from "node:fs";
import type { RunId } from "../../protocol/record/identifiers.ts";
import { hasCode, nodeFileSystem, removeFile } from "./file-system.ts";
import { isLocked, type ProcessLock, tryLock } from "./process-lock.ts";
import { type StoreFolder, storeFolder } from "./store-folder.ts";

/*
 * Pools are shared by all runs of an environment. Each run writes how many slots its steps hold, and which it waits for, into a file of its
 * own, which counts as long as the run's lock is held: what a dead run held is free at once. Slots are counted and taken under one short
 * lock; they are given back without it, as nobody else writes the file.
 */

/** Slots of one run. */
export interface PoolLeases {
  /** Takes so many slots of each of these pools, all or none. undefined: they are taken; else who is in the way now. */
  take(counts: PoolCounts, slots: Readonly<Record<string, number>>): SlotHolder | undefined;
  give(counts: PoolCounts): void;
  /** Gives back all. */
  close(): void;
}

export type PoolCounts = readonly (readonly [pool: string, count: number])[];

export interface SlotHolder {
  readonly pool: string;
  /** undefined: others are counting just now, or this run itself has all of them. */
  readonly run: RunId | undefined;
}

export interface PoolLeaseOptions {
  /** Absolute folder of the environment. */
  readonly folder: string;
  /** Its lock is held by this process. */
  readonly run: RunId;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** What a run says of itself. */
interface SlotsOfRun {
  readonly held: Record<string, number>;
  readonly waits: Record<string, Waiting>;
}

/** `since`: who waits longer comes first. `seen`: when it last asked; one that does not ask any more, as its thread is busy, is passed over. */
interface Waiting {
  readonly since: number;
  readonly seen: number;
}

const attentionMilliseconds = 1_000;
const lockAttempts = 20;

/** What is left of an earlier process of this run counts no more. */
export function createPoolLeases({ folder, run, now }: PoolLeaseOptions): PoolLeases {
  const names = storeFolder(folder);
  const file = names.slotsFile(run);
  const own: SlotsOfRun = { held: {}, waits: {} };
  removeFile(nodeFileSystem, file);

  return {
    take(counts, slots) {
      const lock = takeLock(names.slotsLock);
      if (lock === "taken") return { pool: counts[0]?.[0] ?? "", run: undefined };
      try {
        const time = now();
        const inTheWay = findInTheWay(counts, slots, time);
        for (const [pool, count] of counts) {
          if (inTheWay !== undefined) own.waits[pool] = { since: own.waits[pool]?.since ?? time, seen: time };
          else {
            own.held[pool] = (own.held[pool] ?? 0) + count;
            delete own.waits[pool];
          }
        }
        write();
        return inTheWay;
      } finally {
        lock?.release();
      }
    },
    give(counts) {
      for (const [pool, count] of counts) own.held[pool] = (own.held[pool] ?? 0) - count;
      write();
    },
    close: () => removeFile(nodeFileSystem, file),
  };

  function findInTheWay(
    counts: PoolCounts,
    slots: Readonly<Record<string, number>>,
    time: number,
  ): SlotHolder | undefined {
    const others = readOthers(names, run);
    const since = waitsSince(own, time);
    for (const [pool, count] of counts) {
      const holder = others.find(({ slots: { held } }) => (held[pool] ?? 0) > 0);
      const held = others.reduce((sum, other) => sum + (other.slots.held[pool] ?? 0), own.held[pool] ?? 0);
      if (held + count > (slots[pool] ?? Number.POSITIVE_INFINITY)) return { pool, run: holder?.run };
      const first = others.find((other) => {
        const waiting = other.slots.waits[pool];
        if (waiting === undefined || time - waiting.seen >= attentionMilliseconds) return false;
        return waitsSince(other.slots, time) < since;
      });
      if (first !== undefined) return { pool, run: first.run };
    }
    return undefined;
  }

  /** At once and whole; it need not survive a power cut, as this process does not. */
  function write(): void {
    const temporary = `${file}.tmp`;
    writeFileSync(temporary, JSON.stringify(own));
    nodeFileSystem.renameSync(temporary, file);
  }
}

/** One order of runs for all pools: with one for each, two runs could wait for each other. */
function waitsSince({ waits }: SlotsOfRun, time: number): number {
  return Math.min(time, ...Object.values(waits).map(({ since }) => since));
}

/** undefined: no locks can be had, so that each run counts for itself. */
function takeLock(file: string): ProcessLock | "taken" | undefined {
  for (let attempt = 1; ; attempt += 1) {
    const tried = tryLock(file);
    if (tried.state === "held") return tried.lock;
    if (tried.state === "unavailable") return undefined;
    if (attempt === lockAttempts) return "taken";
    // Others hold it for less than a millisecond.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
  }
}

interface OtherRun {
  readonly run: RunId;
  readonly slots: SlotsOfRun;
}

/** Of the runs that are alive; the files of the others are removed. */
function readOthers(names: StoreFolder, own: RunId): readonly OtherRun[] {
  const others: OtherRun[] = [];
  for (const name of nodeFileSystem.listSync(names.locks)) {
    const run = /^slots-(?<run>.+)\.json$/.exec(name)?.groups?.run as RunId | undefined;
    if (run === undefined || run === own) continue;
    const file = names.slotsFile(run);
    if (!isLocked(names.runLock(run))) removeFile(nodeFileSystem, file);
    else others.push({ run, slots: readSlots(file) });
  }
  return others;
}

function readSlots(file: string): SlotsOfRun {
  try {
    return JSON.parse(Buffer.from(nodeFileSystem.readFileSync(file)).toString()) as SlotsOfRun;
  } catch (error) {
    // Its run has just ended.
    if (hasCode(error, "ENOENT")) return { held: {}, waits: {} };
    throw error;
  }
}
