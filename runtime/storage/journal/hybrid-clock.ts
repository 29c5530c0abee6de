/** Gives the times of events, so that one that was written after another was seen is also later than it, whatever the machine's clock does. */
export interface HybridClock {
  /** For the next event of this writer. */
  next(): number;
  /** Takes note of another writer's event. */
  observe(time: number): void;
}

/** Thousandths of a millisecond are kept exactly by a number until the year 2200. */
const least = 0.001;

export function createHybridClock(now: () => number): HybridClock {
  let latest = 0;
  return {
    next() {
      latest = Math.max(now(), latest);
      return latest;
    },
    observe(time) {
      // Events of one time are ordered by their writers' names, so the next one of ours must be later, not equal.
      if (time >= latest) latest = Math.round((time + least) * 1000) / 1000;
    },
  };
}
