import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createReadySteps } from "./ready-steps.ts";
import { runInOrder } from "./run-in-order.ts";

describe("steps that never wait", () => {
  // A chain of a hundred.
  const table = [
    { milliseconds: 0, turns: 0 },
    { milliseconds: 3, turns: 33 },
    { milliseconds: 9, turns: 100 },
  ];
  for (const { milliseconds, turns } of table) {
    it(`leave the event loop ${turns} turns when each takes ${milliseconds} ms`, async () => {
      let time = 0;
      let seen = 0;
      let over = false;
      const count = () => {
        if (over) return;
        seen++;
        setImmediate(count);
      };
      setImmediate(count);
      await runInOrder({
        steps: createReadySteps(Array.from({ length: 100 }, (_, step) => (step === 0 ? [] : [step - 1]))),
        concurrency: 1,
        signal: new AbortController().signal,
        now: () => time,
        async start() {
          time += milliseconds;
          return "succeeded" as const;
        },
        decide: () => undefined,
      });
      over = true;
      assert.ok(Math.abs(seen - turns) <= 2, `${seen} turns`);
    });
  }

  it("can be cancelled between them", async () => {
    const stop = new AbortController();
    let time = 0;
    let started = 0;
    setImmediate(() => stop.abort());
    await runInOrder({
      steps: createReadySteps(Array.from({ length: 1_000 }, () => [])),
      concurrency: 4,
      signal: stop.signal,
      now: () => time,
      async start() {
        time++;
        started++;
        return "succeeded" as const;
      },
      decide: () => undefined,
    });
    assert.ok(started > 0 && started < 1_000, `${started} were started`);
  });
});
