import assert from "node:assert/strict";
import { test } from "node:test";
import { systemClock } from "./system-clock.ts";

const day = 86_400_000;

test("a wait of more days than a timer can count does not end at once", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const { signal } = new AbortController();
  let isOver = false;
  const waiting = systemClock.wait(30 * day, signal).then(() => {
    isOver = true;
  });
  // The clock of the test sets a timer that another sets from the end of a tick: so one tick ends where the first timer does.
  const mostOfOneTimer = 2 ** 31 - 1;
  for (const [milliseconds, expected] of [
    [1_000, false],
    [mostOfOneTimer - 1_000, false],
    [30 * day - mostOfOneTimer - 1, false],
    [1, true],
  ] as const) {
    context.mock.timers.tick(milliseconds);
    for (let turn = 0; turn < 4; turn += 1) await Promise.resolve();
    assert.equal(isOver, expected, `after ${milliseconds} more milliseconds`);
  }
  await waiting;
});

test("a real timer of 30 days is stopped by its signal, and has not fired before", async () => {
  const stop = new AbortController();
  const waiting = systemClock.wait(30 * day, stop.signal);
  setTimeout(() => stop.abort(new Error("stopped")), 20);
  await assert.rejects(waiting, /stopped/);
});
