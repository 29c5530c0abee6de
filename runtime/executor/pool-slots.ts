/** Slots of named pools, of which a step holds some while it runs. They are this run's: another run has its own. */
export interface PoolSlots {
  /** false: a pool has too few slots left, and the step waits until some are given back. It takes all that it needs, or none. */
  take(step: number): boolean;
  /** Gives back what the step held; returns those that waited for it, first come first. */
  give(step: number): readonly number[];
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

type Counts = readonly (readonly [pool: string, count: number])[];

/**
 * `poolsOf`: of the steps that need slots, the name of a pool once for each slot. A pool that has no number has as many slots as anybody
 * wants. undefined: there is nothing to be counted.
 */
export function createPoolSlots(
  poolsOf: ReadonlyMap<number, readonly string[]>,
  slots: Readonly<Record<string, number>>,
): PoolSlots | undefined {
  const limited = new Map<number, Counts>();
  for (const [step, pools] of poolsOf) {
    const counts = countSlots(pools, slots);
    if (counts.length > 0) limited.set(step, counts);
  }
  if (limited.size === 0) return undefined;
  const free = new Map(Object.entries(slots));
  const waiting = new Map<string, number[]>();

  return {
    take(step) {
      const counts = limited.get(step) ?? [];
      const lacking = counts.find(([pool, count]) => (free.get(pool) ?? 0) < count);
      if (lacking !== undefined) {
        const [pool] = lacking;
        waiting.set(pool, [...(waiting.get(pool) ?? []), step]);
        return false;
      }
      for (const [pool, count] of counts) free.set(pool, (free.get(pool) ?? 0) - count);
      return true;
    },
    give(step) {
      const back: number[] = [];
      for (const [pool, count] of limited.get(step) ?? []) {
        free.set(pool, (free.get(pool) ?? 0) + count);
        back.push(...(waiting.get(pool) ?? []));
        waiting.delete(pool);
      }
      return back;
    },
  };
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
function countSlots(pools: readonly string[], slots: Readonly<Record<string, number>>): Counts {
  const counts = new Map<string, number>();
  for (const pool of pools) if (Object.hasOwn(slots, pool)) counts.set(pool, (counts.get(pool) ?? 0) + 1);
  return [...counts];
}
