export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** NaN of no values: a mean of nothing must not look like a number. */
export function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

/** How far values usually are from their mean. */
export function standardDeviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}

/** The share of values for which something holds, from 0 to 1. */
export function shareOf<Value>(values: readonly Value[], holds: (value: Value) => boolean): number {
  return values.filter(holds).length / values.length;
}

/** Rounds to so many digits after the point. */
export function round(value: number, digits: number): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}

/** From any number to a probability. */
export function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
