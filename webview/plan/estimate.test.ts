import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { estimate } from "./estimate.ts";

type Step = readonly [seconds: number | undefined, ...after: number[]];

const rows: readonly (readonly [
  what: string,
  steps: readonly Step[],
  concurrency: number,
  placed: string,
  seconds: number,
])[] = [
  ["nothing", [], 4, "", 0],
  ["one", [[2]], 4, "0@0:0-2", 2],
  ["a chain", [[2], [3, 0], [1, 1]], 4, "0@0:0-2 1@0:2-5 2@0:5-6", 6],
  ["side by side", [[2], [3]], 4, "0@0:0-2 1@1:0-3", 3],
  ["only one place", [[2], [3]], 1, "0@0:0-2 1@0:2-5", 5],
  ["a place that becomes free", [[4], [1], [2]], 2, "0@0:0-4 1@1:0-1 2@1:1-3", 4],
  ["a diamond", [[1], [2, 0], [4, 0], [1, 1, 2]], 4, "0@0:0-1 1@0:1-3 2@1:1-5 3@0:5-6", 6],
  ["no history counts as no time", [[undefined], [2, 0]], 4, "0@0:0-0 1@0:0-2", 2],
];

describe("the estimate of a plan", () => {
  for (const [what, steps, concurrency, placed, seconds] of rows) {
    it(what, () => {
      const made = estimate(
        steps.map(([time, ...after]) => ({ after, ...(time === undefined ? {} : { seconds: time }) })),
        concurrency,
      );
      assert.equal(made.steps.map(({ step, lane, from, to }) => `${step}@${lane}:${from}-${to}`).join(" "), placed);
      assert.equal(made.seconds, seconds);
      assert.equal(made.unknown, steps.filter(([time]) => time === undefined).length);
    });
  }
});
