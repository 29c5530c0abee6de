/** A step as far as time is concerned. */
export interface TimedStep {
  /** Indices of steps that must have ended before it. */
  readonly after: readonly number[];
  /** Milliseconds; absent: not begun. */
  readonly startedAt?: number;
  /** Absent: not ended. */
  readonly endedAt?: number;
}

/**
 * The steps that held up the end of a run, first to last: back from the one that ended last, each time to the one that it waited for
 * longest. What has not ended yet ends now.
 */
export function criticalPath(steps: readonly TimedStep[], now: number): number[] {
  const endOf = (index: number): number => {
    const step = steps[index];
    return step?.startedAt === undefined ? Number.NEGATIVE_INFINITY : (step.endedAt ?? now);
  };
  const latest = (indices: Iterable<number>): number | undefined => {
    let found: number | undefined;
    for (const index of indices) {
      if (endOf(index) > (found === undefined ? Number.NEGATIVE_INFINITY : endOf(found))) found = index;
    }
    return found;
  };
  const path: number[] = [];
  const seen = new Set<number>();
  let at = latest(steps.keys());
  while (at !== undefined && !seen.has(at)) {
    seen.add(at);
    path.unshift(at);
    at = latest(steps[at]?.after ?? []);
  }
  return path;
}
