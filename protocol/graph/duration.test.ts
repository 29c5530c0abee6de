import assert from "node:assert/strict";
import { test } from "node:test";
import { parseDuration } from "./duration.ts";

const texts: readonly (readonly [text: string, milliseconds: number | undefined])[] = [
  ["0s", 0],
  ["250ms", 250],
  ["1.5h", 5_400_000],
  ["15m", 900_000],
  ["2d", 172_800_000],
  ["", undefined],
  ["soon", undefined],
  ["30", undefined],
  ["-1s", undefined],
  ["1.s", undefined],
  [".5s", undefined],
  ["1 s", undefined],
  ["1s ", undefined],
  ["1s\n", undefined],
  ["1w", undefined],
  ["1S", undefined],
];

for (const [text, milliseconds] of texts) {
  test(`${JSON.stringify(text)} is ${milliseconds === undefined ? "no duration" : `${milliseconds} ms`}`, () => {
    assert.equal(parseDuration(text), milliseconds);
  });
}
