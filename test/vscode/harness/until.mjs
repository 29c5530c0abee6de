import { setTimeout as sleep } from "node:timers/promises";

/** How long anything may take on a machine under heavy load. A pass never waits this long; only a failure does. */
export const patience = 120_000;

/**
 * Asks again every 50 ms until the answer is truthy, and gives it back.
 * @throws Error naming what was waited for, with the last answer or the last error.
 */
export async function until(what, ask, limit = patience) {
  const end = performance.now() + limit;
  let last;
  do {
    last = await Promise.resolve()
      .then(ask)
      .catch((error) => ({ error }));
    if (last && !last.error) return last;
    await sleep(50);
  } while (performance.now() < end);
  throw new Error(`waited ${limit / 1000} s for ${what}; last: ${last?.error?.stack ?? JSON.stringify(last)}`);
}
