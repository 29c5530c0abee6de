export interface RobustScore {
  readonly median: number;
  /** How far the number is from the median, in what would be standard deviations if the past were normally distributed. */
  readonly score: number;
}

/** Of a normal distribution, the standard deviation by the median and by the mean of the absolute deviations. */
const byMedian = 1.4826;
const byMean = 1.2533;
/** When the past never moved, a hundredth is taken for usual: 1001 after 1000, 1000, 1000 is no anomaly. */
const leastPart = 0.01;

/** A modified z-score: one wild number in the past does not hide the next. `past` has at least one number. */
export function robustScore(now: number, past: readonly number[]): RobustScore {
  const median = medianOf(past);
  const deviations = past.map((value) => Math.abs(value - median));
  const byMiddle = byMedian * medianOf(deviations);
  const spread = byMiddle > 0 ? byMiddle : byMean * (deviations.reduce((sum, one) => sum + one, 0) / past.length);
  const scale = Math.max(spread, Math.abs(median) * leastPart);
  const distance = now - median;
  return {
    median,
    score: distance === 0 ? 0 : scale === 0 ? Math.sign(distance) * Number.MAX_VALUE : distance / scale,
  };
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
