import assert from "node:assert/strict";
import { test } from "node:test";
import type { ColumnProfile } from "../../protocol/messages/server-messages.ts";
import { barHeights, profileWords } from "./column-head.ts";

const base: ColumnProfile = { name: "paid", type: "number", nulls: 0, histogram: [] };

for (const [profile, words] of [
  [{ distinct: 41, min: 3, max: 1_280 }, ["no nulls", "41 distinct", "3 to 1,280"]],
  [{ nulls: 1, min: 3, max: 3, distinct: 1 }, ["1 null", "1 distinct", "always 3"]],
  [{ nulls: 2_000 }, ["2,000 nulls", "many distinct", ""]],
  [{ nulls: 5_000 }, ["only nulls", "", ""]],
  [{ type: "string", distinct: 2, min: "BE", max: "NL" }, ["no nulls", "2 distinct", "BE to NL"]],
] as const) {
  test(`a column is described as ${words.join(", ")}`, () => {
    assert.deepEqual(profileWords({ ...base, ...profile }, 5_000), words);
  });
}

test("a bar that is there at all is seen, and none is not", () => {
  assert.deepEqual(barHeights([0, 1, 1_000]), [0, 0.12, 1]);
});
