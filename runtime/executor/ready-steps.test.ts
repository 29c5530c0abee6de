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

  it("blocks everything below a step, once, and nothing beside it", () => {
    const steps = createReadySteps(diamond);
    steps.take();
    assert.deepEqual(steps.blocked(0), [1, 2, 3]);
    assert.deepEqual(steps.blocked(0), []);
    assert.equal(steps.take(), 4);
    steps.succeeded(4);
    assert.equal(steps.open(), 0);
  });

  it("lets a step pass whose only edge to the blocked one holds nothing back", () => {
    const steps = createReadySteps(diamond);
    steps.take();
    steps.succeeded(0);
    assert.deepEqual([steps.take(), steps.take()], [4, 1]);
    assert.deepEqual(
      steps.blocked(1, (above, below) => above === 1 && below === 3),
      [],
    );
    assert.deepEqual(taken(steps), [2]);
    steps.succeeded(2);
    assert.deepEqual(taken(steps), [3]);
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
