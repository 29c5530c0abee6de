import assert from "node:assert/strict";
import { test } from "node:test";
import { parseDuration } from "../../../runtime/core/definitions/duration.ts";
import { isDuration } from "./read-durations.ts";

const texts: readonly (readonly [text: string, isOne: boolean])[] = [
  ["0s", true],
  ["250ms", true],
  ["1.5h", true],
  ["15m", true],
  ["2d", true],
  ["", false],
  ["soon", false],
  ["30", false],
  ["-1s", false],
  ["1.s", false],
  [".5s", false],
  ["1 s", false],
  ["1s ", false],
  ["1s\n", false],
  ["1w", false],
  ["1S", false],
];

for (const [text, isOne] of texts) {
  test(`${JSON.stringify(text)} is ${isOne ? "a" : "no"} duration, to the runtime too`, () => {
    assert.deepEqual([isDuration(text), parseDuration(text) !== undefined], [isOne, isOne]);
  });
}
