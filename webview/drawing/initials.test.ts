import assert from "node:assert/strict";
import { test } from "node:test";
import { initials } from "./initials.ts";

const rows: readonly (readonly [owner: string, letters: string])[] = [
  ["team:data-platform", "DP"],
  ["ada@example.com", "AD"],
  ["team:x", "X"],
  ["", ""],
  ["team:ölprüfung", "ÖL"],
];

test("owners become two letters", () => {
  assert.deepEqual(
    rows.map(([owner]) => [owner, initials(owner)]),
    rows,
  );
});
