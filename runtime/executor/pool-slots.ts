import type { PoolCounts, PoolLeases, SlotHolder } from "../storage/pool-leases.ts";

/** Slots of named pools, of which a step holds some while it runs. */
export interface PoolSlots {
  /** false: a pool has too few slots left, and the step waits until some are given back. It takes all that it needs, or none. */
  take(step: number): boolean;
  /** Gives back what the step held; returns those that waited for it, first come first. */
  give(step: number): readonly number[];
  /** Given steps that waited for other runs, when it is worth asking again. */
  onAgain(listener: (steps: readonly number[]) => void): void;
}

/** Slots that other runs take too. */
export interface SharedSlots {
  readonly leases: PoolLeases;
  /** Called once for each step that has to wait for them. */
  readonly onWait: (step: number, holder: SlotHolder) => void;
  /** Resolves when it is worth asking again, or when nobody wants to know any more. Never rejects. */
  readonly wait: () => Promise<void>;
}

/** A step that could never begin. */
export interface OverfullPool {
  readonly step: number;
  readonly pool: string;
  /** So many it asks for. */
  readonly asked: number;
  /** So many the pool has. */
  readonly slots: number;
}

/**
 * `poolsOf`: of the steps that need slots, the name of a pool once for each slot. A pool that has no number has as many slots as anybody
 * wants. undefined: there is nothing to be counted. Without `shared` they are this run's alone.
 */
export function createPoolSlots(
  poolsOf: ReadonlyMap<number, readonly string[]>,
  slots: Readonly<Record<string, number>>,
  shared?: SharedSlots,
): PoolSlots | undefined {
  const limited = new Map<number, PoolCounts>();
  for (const [step, pools] of poolsOf) {
    const counts = countSlots(pools, slots);
    if (counts.length > 0) limited.set(step, counts);
  }
  if (limited.size === 0) return undefined;
  const free = new Map(Object.entries(slots));
  const waiting = new Map<string, number[]>();
  /** Steps that wait for other runs. */
  let outside: number[] = [];
  const told = new Set<number>();
  let again: (steps: readonly number[]) => void = () => {};

  return {
    onAgain(listener) {
      again = listener;
    },
    take(step) {
      const counts = limited.get(step) ?? [];
      const lacking = counts.find(([pool, count]) => (free.get(pool) ?? 0) < count);
      if (lacking !== undefined) {
        const [pool] = lacking;
        waiting.set(pool, [...(waiting.get(pool) ?? []), step]);
        return false;
      }
      const holder = shared === undefined || counts.length === 0 ? undefined : shared.leases.take(counts, slots);
      if (shared !== undefined && holder !== undefined) {
        waitOutside(shared, step, holder);
        return false;
      }
      for (const [pool, count] of counts) free.set(pool, (free.get(pool) ?? 0) - count);
      return true;
    },
    give(step) {
      const back: number[] = [];
      const counts = limited.get(step) ?? [];
      if (counts.length > 0) shared?.leases.give(counts);
      for (const [pool, count] of counts) {
        free.set(pool, (free.get(pool) ?? 0) + count);
        back.push(...(waiting.get(pool) ?? []));
        waiting.delete(pool);
      }
      return back;
    },
  };

  function waitOutside(others: SharedSlots, step: number, holder: SlotHolder): void {
    if (holder.run !== undefined && !told.has(step)) {
      told.add(step);
      others.onWait(step, holder);
    }
    outside.push(step);
    if (outside.length > 1) return;
    void others.wait().then(() => {
      const steps = outside;
      outside = [];
      again(steps);
    });
  }
}

/** The first step that asks for more slots than a pool has: it would wait for ever. */
export function findOverfullPool(
  poolsOf: ReadonlyMap<number, readonly string[]>,
  slots: Readonly<Record<string, number>>,
): OverfullPool | undefined {
  for (const [step, pools] of poolsOf) {
    for (const [pool, asked] of countSlots(pools, slots)) {
      const has = slots[pool] ?? 0;
      if (asked > has) return { step, pool, asked, slots: has };
    }
  }
  return undefined;
}

/** Of the pools that have a number, how many slots are asked for. */
function countSlots(pools: readonly string[], slots: Readonly<Record<string, number>>): PoolCounts {
  const counts = new Map<string, number>();
  for (const pool of pools) if (Object.hasOwn(slots, pool)) counts.set(pool, (counts.get(pool) ?? 0) + 1);
  return [...counts];
}
