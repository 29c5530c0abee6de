import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { StoredEvent } from "../../protocol/record/events.ts";
import { gatherEvents, noEvents } from "./gathered-events.ts";

const event = (sequence: number): StoredEvent => ({
  version: 1,
  writer: "w",
  sequence,
  time: sequence,
  kind: "log",
  level: "info",
  text: "",
});
const events = (...sequences: number[]): StoredEvent[] => sequences.map(event);

type Answer = readonly [sequences: readonly number[], limit: number];
const rows: readonly (readonly [
  what: string,
  answers: readonly Answer[],
  have: readonly number[],
  earlier: boolean,
])[] = [
  ["all of a short run", [[[1, 2, 3], 10]], [1, 2, 3], false],
  ["the end of a long run", [[[8, 9, 10], 3]], [8, 9, 10], true],
  [
    "more of it when asked",
    [
      [[8, 9, 10], 3],
      [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 30],
    ],
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    false,
  ],
  [
    "a live run goes on",
    [
      [[8, 9, 10], 3],
      [[10, 11, 12], 3],
    ],
    [8, 9, 10, 11, 12],
    true,
  ],
  [
    "nothing new",
    [
      [[1, 2], 3],
      [[1, 2], 3],
    ],
    [1, 2],
    false,
  ],
  [
    "a tail that leaves a gap begins anew",
    [
      [[1, 2, 3], 3],
      [[7, 8, 9], 3],
    ],
    [7, 8, 9],
    true,
  ],
  [
    "events of another writer come late",
    [
      [[1, 4], 5],
      [[1, 3, 4], 5],
    ],
    [1, 3, 4],
    false,
  ],
];

describe("the events of a run", () => {
  for (const [what, answers, have, earlier] of rows) {
    it(what, () => {
      const all = answers.reduce((known, [given, limit]) => gatherEvents(known, events(...given), limit), noEvents);
      assert.deepEqual(
        all.events.map(({ sequence }) => sequence),
        have,
      );
      assert.equal(all.hasEarlier, earlier);
    });
  }
});
