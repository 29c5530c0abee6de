import { setImmediate as nextTurn } from "node:timers/promises";
import type { EventId } from "../../protocol/record/identifiers.ts";
import { framesIoManager } from "../../runtime/io/frames-io-manager.ts";
import { type JournalStore, openStore } from "../../runtime/storage/journal-store.ts";
import type { LockAttempt } from "../../runtime/storage/process-lock.ts";
import { findLoss } from "./check-store.ts";
import { createFaultDisk, type FaultDisk } from "./fault-file-system.ts";
import { createRandom, type Random, whole } from "./random.ts";
import { appendSome, storeValue } from "./workload.ts";

export interface PowerCutFigures {
  readonly cuts: number;
  /** Cuts in the midst of the work; the others came just after it. */
  readonly midWork: number;
  readonly acknowledged: number;
  /** Acknowledged events that some index lacked afterwards, and values that had an event and no content. */
  readonly lost: number;
  /** Records that were not what the events add up to, or indexes that knew other events than the journal. */
  readonly wrong: number;
  /** Stores that could not be opened, or not be written to, afterwards. */
  readonly broken: number;
}

export interface PowerCutOptions {
  readonly cuts: number;
  readonly seed?: number;
  /** A fault put in on purpose. */
  readonly ignoresSync?: boolean;
}

const folder = "/project/.evergraph/dev";

/** Runs writers and a second reader on a disk that loses its power at a random moment, and looks at what is left. */
export async function cutPower({ cuts, seed = 1, ignoresSync = false }: PowerCutOptions): Promise<PowerCutFigures> {
  let figures: PowerCutFigures = { cuts, midWork: 0, acknowledged: 0, lost: 0, wrong: 0, broken: 0 };
  for (let cut = 0; cut < cuts; cut += 1) {
    const random = createRandom(seed * 100_003 + cut);
    const disk = createFaultDisk({ failAt: whole(random, 20, 2600), ignoresSync });
    const acknowledged = await work(disk, random);
    const found = await inspect(disk.afterPowerCut(random), acknowledged);
    figures = {
      cuts,
      midWork: figures.midWork + (disk.lostPower ? 1 : 0),
      acknowledged: figures.acknowledged + acknowledged.size,
      lost: figures.lost + found.lost,
      wrong: figures.wrong + found.wrong,
      broken: figures.broken + found.broken,
    };
  }
  return figures;
}

/** Two writers and a reader take turns until the power fails, or the work is done. */
async function work(disk: FaultDisk, random: Random): Promise<ReadonlySet<EventId>> {
  const acknowledged = new Set<EventId>();
  const locks = createLocks();
  const stores: JournalStore[] = [];
  const values = framesIoManager(disk);
  const acknowledge = (ids: readonly EventId[]) => {
    if (!disk.lostPower) for (const id of ids) acknowledged.add(id);
  };
  const segmentBytes = 8000;
  const options = { folder, index: "file", fileSystem: disk, tryLock: locks, segmentBytes } as const;
  try {
    stores.push(await openStore({ ...options, access: "write" }));
    stores.push(await openStore({ ...options, access: "write" }));
    stores.push(await openStore({ ...options, access: "read" }));
    for (let round = 0; round < 25 && !disk.lostPower; round += 1) {
      const writers = stores.slice(0, 2).map((store) => appendSome(store, random, acknowledge));
      if (random() < 0.2 && stores[0] !== undefined) writers.push(storeValue(stores[0], values, random, acknowledge));
      const settled = Promise.allSettled(writers);
      if (random() < 0.5) await nextTurn();
      if (random() < 0.5) stores[2]?.refresh();
      await settled;
      if (random() < 0.3) for (const store of stores) store.refresh();
    }
    if (random() < 0.5) for (const store of stores.splice(0)) await store.close();
  } catch (error) {
    if (!disk.lostPower) throw error;
  }
  for (const store of stores) await store.close().catch(() => undefined);
  return acknowledged;
}

/** Opens what survived as three readers would, each with its index, and once more with none. */
async function inspect(disk: FaultDisk, acknowledged: ReadonlySet<EventId>) {
  const locks = createLocks();
  const options = { folder, fileSystem: disk, tryLock: locks } as const;
  const stores: JournalStore[] = [];
  let lost = 0;
  let wrong = 0;
  try {
    for (let reader = 0; reader < 3; reader += 1) {
      stores.push(await openStore({ ...options, access: "write", index: "file" }));
    }
    stores.push(await openStore({ ...options, access: "read", index: "memory" }));
    const counts = new Set<number>();
    for (const store of stores) {
      const loss = findLoss(store, acknowledged);
      lost += loss.lost;
      wrong += loss.wrongRecords;
      counts.add([...store.events({})].length);
    }
    if (counts.size > 1) wrong += 1;
    if (stores[0] !== undefined) lost += await countLostValues(stores[0], disk);
    const id = stores[0]?.append({ kind: "log", level: "info", text: "the power is back" });
    await stores[0]?.flushed();
    if (id === undefined || findLoss(stores[0] as JournalStore, [id]).lost > 0) return { lost, wrong, broken: 1 };
    return { lost, wrong, broken: 0 };
  } catch {
    return { lost, wrong, broken: 1 };
  } finally {
    for (const store of stores) await store.close().catch(() => undefined);
  }
}

/** Values that have an event and cannot be loaded. */
async function countLostValues(store: JournalStore, disk: FaultDisk): Promise<number> {
  const manager = framesIoManager(disk);
  let lost = 0;
  for (const event of store.events({ kinds: ["materialization"] })) {
    if (event.kind !== "materialization" || event.value?.path === undefined) continue;
    const context = { asset: event.of.asset, folder, signal: new AbortController().signal };
    const value = await manager.load(context, event.value).catch(() => undefined);
    if (typeof value !== "string") lost += 1;
  }
  return lost;
}

/** Locks of processes that are all in this one. */
function createLocks(): (file: string) => LockAttempt {
  const held = new Set<string>();
  return (file) => {
    if (held.has(file)) return { state: "taken" };
    held.add(file);
    const release = () => {
      held.delete(file);
    };
    return { state: "held", lock: { release, releaseForGood: release } };
  };
}
