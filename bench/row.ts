/** One budget of the design beside what was measured. */
export interface BenchRow {
  readonly name: string;
  readonly budget: number;
  readonly unit: "ms" | "us" | "KB" | "MB" | "count";
  readonly measured: number;
  readonly note?: string;
}

/** A part of the product that can be measured alone. */
export interface BenchPart {
  readonly name: string;
  measure(): AsyncGenerator<BenchRow>;
}

/** The least of several measurements: what the code costs when nothing else interferes. */
export function least(values: readonly number[]): number {
  return Math.min(...values);
}

/** The value below which this fraction of the measurements lie. */
export function quantile(values: readonly number[], fraction: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(fraction * sorted.length))] ?? Number.NaN;
}

/** Processor time of this process since it began, in milliseconds. */
export function processorMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
