import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it, mock } from "node:test";
import type { RunId } from "../../protocol/record/identifiers.ts";
import { type ChangeTeller, createChangeTeller } from "./change-teller.ts";

describe("changes are told", () => {
  let now = 0;
  let told: (readonly [at: number, assets: readonly number[]])[] = [];
  let teller: ChangeTeller;

  beforeEach(() => {
    mock.timers.enable({ apis: ["setTimeout"] });
    now = 0;
    told = [];
    teller = createChangeTeller(
      ({ assets }) => told.push([now, [...assets]]),
      50,
      () => now,
    );
  });
  afterEach(() => mock.timers.reset());

  const pass = (milliseconds: number): void => {
    for (let each = 0; each < milliseconds; each += 1) {
      now += 1;
      mock.timers.tick(1);
    }
  };
  const change = (asset: number): void => teller.add({ assets: new Set([asset]) });

  it("at once after a quiet time, then gathered until the pause is over", () => {
    change(1);
    pass(1);
    assert.deepEqual(told, [[1, [1]]]);
    change(2);
    pass(20);
    change(3);
    change(2);
    pass(29);
    assert.equal(told.length, 1);
    pass(1);
    assert.deepEqual(told[1], [51, [2, 3]]);
    pass(200);
    assert.equal(told.length, 2);
  });

  it("now, when somebody asks, and then not again", () => {
    change(1);
    teller.flush();
    teller.flush();
    pass(100);
    assert.deepEqual(told, [[0, [1]]]);
  });

  it("all kinds together", () => {
    const run = "20260101T000000-000000" as RunId;
    const seen: unknown[] = [];
    const all = createChangeTeller(
      (changes) => seen.push(changes),
      50,
      () => now,
    );
    all.add({ files: new Set(["a.ts"]) });
    all.add({ runs: new Set([run]), assets: new Set([4]) });
    all.flush();
    assert.deepEqual(seen, [{ assets: new Set([4]), files: new Set(["a.ts"]), runs: new Set([run]) }]);
  });

  it("to nobody who has stopped", () => {
    change(1);
    teller.stop();
    teller.flush();
    pass(100);
    assert.deepEqual(told, []);
  });
});
