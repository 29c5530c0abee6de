import type { Duration } from "./duration.ts";

/** How a function is run. */
export interface Execution {
  retry?: RetryPolicy | undefined;
  /** Of one attempt. */
  timeout?: Duration | undefined;
  /** Pools of which it takes slots while it runs; how many a pool has is said in `evergraph.config.ts`. */
  concurrency?: Concurrency | readonly Concurrency[] | undefined;
  /** Within a run, of what is ready: the higher the earlier. */
  priority?: number | undefined;
}

/** A pool's name, or how many of its slots this takes. */
export type Concurrency = string | { pool: string; slots: number };

/** `retries`: after the first attempt. Delay of attempt n: d, n*d (linear), (2^n - 1)*d (exponential). */
export type RetryPolicy = ImmediateRetry | DelayedRetry;
export interface ImmediateRetry {
  retries: number;
  delay?: undefined;
  backoff?: undefined;
  jitter?: undefined;
}
export interface DelayedRetry {
  retries: number;
  delay: Duration;
  backoff?: "linear" | "exponential" | undefined;
  jitter?: "full" | "plusMinus" | undefined;
}
