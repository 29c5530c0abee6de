import type { Outcome } from "../protocol/record/events.ts";

const order = [
  "materialized",
  "failed",
  "upstream failed",
  "skipped",
  "cancelled",
] as const satisfies readonly Outcome[];

/** `3 materialized, 1 failed`; empty when there are none. */
export function countOutcomes(outcomes: Iterable<Outcome>): string {
  const counts = new Map<Outcome, number>();
  for (const outcome of outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return order
    .filter((outcome) => counts.has(outcome))
    .map((outcome) => `${counts.get(outcome)} ${outcome}`)
    .join(", ");
}
