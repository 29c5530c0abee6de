import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { atOnce } from "./at-once.ts";

type Span = readonly [from: number, to: number];

const rows: readonly (readonly [
  what: string,
  spans: readonly Span[],
  parts: readonly (readonly [...Span, number])[],
])[] = [
  ["nothing", [], []],
  ["one", [[0, 5]], [[0, 5, 1]]],
  [
    "two that overlap",
    [
      [0, 5],
      [3, 8],
    ],
    [
      [0, 3, 1],
      [3, 5, 2],
      [5, 8, 1],
    ],
  ],
  [
    "one after the other is one at once, without a gap",
    [
      [0, 5],
      [5, 8],
    ],
    [[0, 8, 1]],
  ],
  [
    "a pause is none at once",
    [
      [0, 2],
      [4, 6],
    ],
    [
      [0, 2, 1],
      [2, 4, 0],
      [4, 6, 1],
    ],
  ],
  ["what took no time is not there", [[3, 3]], []],
];

describe("how many at once", () => {
  for (const [what, spans, parts] of rows) {
    it(what, () =>
      assert.deepEqual(
        atOnce(spans.map(([from, to]) => ({ from, to }))),
        parts.map(([from, to, count]) => ({ from, to, count })),
      ),
    );
  }
});
