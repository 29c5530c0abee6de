import type { PreviewStep } from "../../protocol/messages/server-messages.ts";

export interface EstimatedStep {
  /** Index into the steps. */
  readonly step: number;
  /** Which of the parallel places it takes, from 0. */
  readonly lane: number;
  /** Seconds. */
  readonly from: number;
  readonly to: number;
}

/** How a plan would run, if each step took as long as it usually does. */
export interface Estimate {
  readonly steps: readonly EstimatedStep[];
  readonly seconds: number;
  /** Places that are used at once at most. */
  readonly lanes: number;
  /** Steps without a history: they count as no time at all. */
  readonly unknown: number;
}

/** Puts each step as early as what it waits for and a free place allow, in the order of the plan. */
export function estimate(steps: readonly Pick<PreviewStep, "after" | "seconds">[], concurrency: number): Estimate {
  const free: number[] = Array.from({ length: Math.max(1, concurrency) }, () => 0);
  const ends: number[] = [];
  const placed: EstimatedStep[] = [];
  let unknown = 0;
  for (const [step, { after, seconds }] of steps.entries()) {
    // Each step comes after those that it waits for.
    const ready = Math.max(0, ...after.map((other) => ends[other] ?? 0));
    if (seconds === undefined) unknown += 1;
    let lane = free.findIndex((time) => time <= ready);
    if (lane < 0) lane = free.indexOf(Math.min(...free));
    const from = Math.max(ready, free[lane] ?? 0);
    const to = from + (seconds ?? 0);
    free[lane] = to;
    ends[step] = to;
    placed.push({ step, lane, from, to });
  }
  return {
    steps: placed,
    seconds: Math.max(0, ...free),
    lanes: new Set(placed.filter(({ from, to }) => to > from).map(({ lane }) => lane)).size,
    unknown,
  };
}
