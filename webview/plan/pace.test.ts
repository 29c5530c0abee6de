import assert from "node:assert/strict";
import { test } from "node:test";
import { makePace, type Pace } from "./pace.ts";

type Act = (pace: Pace, pass: (milliseconds: number) => void) => void;

const rows: readonly (readonly [what: string, act: Act, done: number])[] = [
  ["the first is done at once", (pace) => pace.ask(), 1],
  ["many at once are one", (pace) => Array.from({ length: 9 }, () => pace.ask()), 1],
  [
    "what came between is done once, later",
    (pace, pass) => {
      for (let time = 0; time < 9; time++) {
        pace.ask();
        pass(100);
      }
      pass(100);
    },
    2,
  ],
  [
    "one a second while asking goes on",
    (pace, pass) => {
      for (let time = 0; time < 50; time++) {
        pace.ask();
        pass(100);
      }
    },
    6,
  ],
  [
    "nothing while it is held",
    (pace, pass) => {
      pace.hold("a run");
      pace.ask();
      pass(5_000);
    },
    0,
  ],
  [
    "once when the last that holds it has gone",
    (pace, pass) => {
      pace.hold("a run");
      pace.hold("another");
      pace.ask();
      pace.ask();
      pace.release("a run");
      pass(5_000);
      pace.release("another");
    },
    1,
  ],
  [
    "nothing after that when nobody had asked",
    (pace) => {
      pace.hold("a run");
      pace.release("a run");
    },
    0,
  ],
  [
    "nothing more once it is stopped",
    (pace, pass) => {
      pace.ask();
      pace.ask();
      pace.stop();
      pass(5_000);
    },
    1,
  ],
];
for (const [what, act, done] of rows) {
  test(`a pace of one a second: ${what}`, (context) => {
    const { timers } = context.mock;
    timers.enable({ apis: ["setTimeout"] });
    let count = 0;
    act(
      makePace(() => {
        count++;
      }, 1_000),
      (milliseconds) => timers.tick(milliseconds),
    );
    assert.equal(count, done);
  });
}
