import type { RetryPolicy } from "../core/definitions/definition.ts";

/** Milliseconds before the attempt after `failed` failed ones; as Dagster counts them. `random` gives numbers from 0 to 1. */
export function retryDelay(policy: RetryPolicy, failed: number, random: () => number): number {
  const base = policy.delay ?? 0;
  const delay = grown(policy, base, failed);
  switch (policy.jitter) {
    case undefined:
      return delay;
    case "full":
      return random() * delay;
    case "plusMinus":
      // Around the grown delay, but by at most the first one.
      return Math.max(0, delay + 2 * random() * base - base);
    default:
      return policy.jitter satisfies never;
  }
}

function grown(policy: RetryPolicy, base: number, failed: number): number {
  switch (policy.backoff) {
    case undefined:
      return base;
    case "linear":
      return failed * base;
    case "exponential":
      return (2 ** failed - 1) * base;
    default:
      return policy.backoff satisfies never;
  }
}
