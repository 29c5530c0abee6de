import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { createReadySteps } from "./ready-steps.ts";

// 0 → 1 → 3, 0 → 2 → 3, and 4 alone.
const diamond = [[], [0], [0], [1, 2], []];

describe("ready steps", () => {
  it("gives a step when all before it have succeeded", () => {
    const steps = createReadySteps(diamond);
    assert.deepEqual([steps.take(), steps.take(), steps.take()], [0, 4, -1]);
    steps.succeeded(0);
    assert.deepEqual([steps.take(), steps.take(), steps.take()], [1, 2, -1]);
    steps.succeeded(1);
    assert.equal(steps.take(), -1);
    steps.succeeded(2);
    assert.equal(steps.take(), 3);
    assert.equal(steps.open(), 2);
  });

  it("leaves those in doubt to be decided when all above them have ended", () => {
    const steps = createReadySteps(diamond);
    steps.take();
    assert.deepEqual(steps.ended(0), [1, 2]);
    assert.deepEqual(steps.ended(1), []);
    assert.deepEqual(steps.ended(2), [3]);
    assert.deepEqual(steps.ended(3), []);
    assert.deepEqual(taken(steps), [4]);
    steps.succeeded(4);
    assert.equal(steps.open(), 0);
  });

  it("asks for a step in doubt also when the last above it succeeds, and lets it in", () => {
    const steps = createReadySteps(diamond);
    steps.take();
    steps.succeeded(0);
    assert.deepEqual(taken(steps), [4, 1, 2]);
    assert.deepEqual(steps.ended(1), []);
    steps.succeeded(2);
    assert.deepEqual([steps.doubtful(), steps.doubtful()], [[3], []]);
    steps.admit(3);
    assert.deepEqual(taken(steps), [3]);
  });

  it("takes the highest priority first, and of equal ones those that became ready first", () => {
    const priorities = new Map([
      [0, -1],
      [1, 5],
      [3, 9],
      [4, 99],
    ]);
    const steps = createReadySteps([[], [], [], [1], [0]], priorities);
    const order: number[] = [];
    for (let step = steps.take(); step !== -1; step = steps.take()) {
      order.push(step);
      steps.succeeded(step);
    }
    assert.deepEqual(order, [1, 3, 2, 0, 4]);
  });

  it("takes every step of any graph exactly once, each after those that it waits for", () => {
    fc.assert(
      fc.property(graphs, (after) => {
        const steps = createReadySteps(after);
        const order: number[] = [];
        for (let step = steps.take(); step !== -1; step = steps.take()) {
          assert.ok((after[step] ?? []).every((above) => order.includes(above)));
          order.push(step);
          steps.succeeded(step);
        }
        assert.equal(order.length, after.length);
        assert.equal(steps.open(), 0);
      }),
    );
  });
});

/** Each step waits for some of those before it. */
const graphs = fc
  .array(fc.array(fc.nat(30), { maxLength: 4 }), { maxLength: 30 })
  .map((lists) => lists.map((list, step) => (step === 0 ? [] : [...new Set(list.map((value) => value % step))])));

function taken(steps: ReturnType<typeof createReadySteps>): number[] {
  const found: number[] = [];
  for (let step = steps.take(); step !== -1; step = steps.take()) found.push(step);
  return found;
}
