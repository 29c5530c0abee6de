import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createPoolSlots, findOverfullPool } from "./pool-slots.ts";
import { createReadySteps } from "./ready-steps.ts";
import { runInOrder } from "./run-in-order.ts";

describe("slots of pools", () => {
  const pools = new Map([
    [0, ["disk", "disk"]],
    [1, ["disk"]],
    [2, ["disk", "disk", "net"]],
    [3, ["net", "elsewhere", "elsewhere"]],
  ]);

  it("are taken as often as the pool is named, all or none", () => {
    const slots = createPoolSlots(pools, { disk: 3, net: 1 });
    assert.deepEqual([slots?.take(0), slots?.take(1), slots?.take(2), slots?.take(3)], [true, true, false, true]);
    assert.deepEqual([slots?.give(1), slots?.take(2)], [[2], false]);
    assert.deepEqual([slots?.give(0), slots?.take(2)], [[2], false]);
    assert.deepEqual([slots?.give(3), slots?.take(2)], [[2], true]);
  });

  it("are not counted where no pool has a number", () => {
    assert.equal(createPoolSlots(pools, {}), undefined);
  });

  const overfull: readonly [string, Readonly<Record<string, number>>, object | undefined][] = [
    ["has as many as are asked for", { disk: 2, net: 1 }, undefined],
    ["has too few", { disk: 1 }, { step: 0, pool: "disk", asked: 2, slots: 1 }],
    ["has a number nowhere", {}, undefined],
  ];
  for (const [what, slots, expected] of overfull) {
    it(`tell before a run that a pool ${what}`, () => assert.deepEqual(findOverfullPool(pools, slots), expected));
  }

  it("never leave steps waiting for each other, whatever they ask for", async () => {
    const names = ["a", "b", "c"];
    const slots = { a: 3, b: 2, c: 4 };
    let random = 7;
    const next = (below: number) => {
      random = (random * 16_807) % 2_147_483_647;
      return random % below;
    };
    for (let round = 0; round < 50; round++) {
      const asked = new Map(
        Array.from({ length: 40 }, (_, step) => [
          step,
          names.flatMap((name) => Array.from({ length: next(slots[name as keyof typeof slots] + 1) }, () => name)),
        ]),
      );
      const held = { a: 0, b: 0, c: 0 };
      const hold = (step: number, by: 1 | -1) => {
        for (const name of asked.get(step)!) held[name as keyof typeof held] += by;
      };
      let ended = 0;
      await runInOrder({
        steps: createReadySteps(Array.from({ length: 40 }, () => [])),
        concurrency: 8,
        slots: createPoolSlots(asked, slots),
        signal: new AbortController().signal,
        async start(step) {
          hold(step, 1);
          for (const [name, count] of Object.entries(held)) assert.ok(count <= slots[name as keyof typeof slots]);
          await new Promise(setImmediate);
          hold(step, -1);
          ended++;
          return "succeeded" as const;
        },
        decide: () => undefined,
      });
      assert.equal(ended, 40);
    }
  });
});
