import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { criticalPath, type TimedStep } from "./critical-path.ts";

const step = (startedAt: number | undefined, endedAt: number | undefined, ...after: number[]): TimedStep => ({
  after,
  ...(startedAt === undefined ? {} : { startedAt }),
  ...(endedAt === undefined ? {} : { endedAt }),
});

const rows: readonly (readonly [what: string, steps: readonly TimedStep[], path: readonly number[]])[] = [
  ["nothing", [], []],
  ["nothing has begun", [step(undefined, undefined)], []],
  ["one step", [step(0, 5)], [0]],
  ["a chain", [step(0, 5), step(5, 6, 0), step(6, 9, 1)], [0, 1, 2]],
  ["the slower of two branches", [step(0, 2), step(0, 8), step(8, 9, 0, 1)], [1, 2]],
  ["a branch that ends last though nothing waits for it", [step(0, 2), step(2, 3, 0), step(0, 20)], [2]],
  ["a step that runs yet ends now", [step(0, 40), step(40, undefined, 0), step(0, 60)], [0, 1]],
  ["a step that never began holds nothing up", [step(0, 4), step(undefined, undefined, 0), step(4, 5, 0)], [0, 2]],
  ["a ring in broken data ends", [step(0, 4, 1), step(0, 5, 0)], [0, 1]],
];

describe("the critical path", () => {
  for (const [what, steps, path] of rows) it(what, () => assert.deepEqual(criticalPath(steps, 100), path));
});
