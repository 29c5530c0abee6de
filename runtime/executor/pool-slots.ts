/** Slots of named pools, of which a step takes one each while it runs. They are this run's: another run has its own. */
export interface PoolSlots {
  /** false: a pool is full, and the step waits until one of its slots is given back. */
  take(step: number): boolean;
  /** Gives back what the step held; returns those that waited for it, first come first. */
  give(step: number): readonly number[];
}

/** `poolsOf`: of the steps that need slots. A pool that has no number has as many slots as anybody wants. */
export function createPoolSlots(
  poolsOf: ReadonlyMap<number, readonly string[]>,
  slots: Readonly<Record<string, number>>,
): PoolSlots | undefined {
  const limited = new Map<number, readonly string[]>();
  for (const [step, pools] of poolsOf) {
    const counted = [...new Set(pools)].filter((pool) => Object.hasOwn(slots, pool));
    if (counted.length > 0) limited.set(step, counted);
  }
  if (limited.size === 0) return undefined;
  const free = new Map(Object.entries(slots));
  const waiting = new Map<string, number[]>();

  return {
    take(step) {
      const pools = limited.get(step) ?? [];
      const full = pools.find((pool) => (free.get(pool) ?? 0) < 1);
      if (full !== undefined) {
        waiting.set(full, [...(waiting.get(full) ?? []), step]);
        return false;
      }
      for (const pool of pools) free.set(pool, (free.get(pool) ?? 0) - 1);
      return true;
    },
    give(step) {
      const back: number[] = [];
      for (const pool of limited.get(step) ?? []) {
        free.set(pool, (free.get(pool) ?? 0) + 1);
        back.push(...(waiting.get(pool) ?? []));
        waiting.delete(pool);
      }
      return back;
    },
  };
}
