export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** NaN of no values: a mean of nothing must not look like a number. */
export function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

/** The smallest value that at least this share of the values does not exceed: `quantile(delays, 0.9)`. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** The share of values for which something holds, from 0 to 1. */
export function shareOf<Value>(values: readonly Value[], holds: (value: Value) => boolean): number {
  return values.filter(holds).length / values.length;
}
