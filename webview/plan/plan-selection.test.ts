import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSelection } from "../../runtime/core/selection/parse-selection.ts";
import { planSelection, readReach } from "./plan-selection.ts";

const none = { staleOnly: false, upstream: false, downstream: false };

for (const [selection, expected] of [
  ["orders", { base: "orders", ...none }],
  ["+orders", { base: "orders", ...none, upstream: true }],
  ["+orders+", { base: "orders", ...none, upstream: true, downstream: true }],
  ["+(a or b)+ and not status:fresh", { base: "a or b", staleOnly: true, upstream: true, downstream: true }],
  ['key:"a (b" and not status:fresh', { base: 'key:"a (b"', ...none, staleOnly: true }],
  // Here the last part belongs to `b` alone.
  ["a or b and not status:fresh", { base: "a or b and not status:fresh", ...none }],
  ["(a) or (b)", { base: "(a) or (b)", ...none }],
  ["2+orders", { base: "2+orders", ...none }],
  ["group:marts+", { base: "group:marts", ...none, downstream: true }],
  ["status:stale", { base: "status:stale", ...none }],
] as const) {
  test(`switches are read from ${selection}`, () => {
    const reach = readReach(selection);
    assert.deepEqual(reach, expected);
    assert.equal(planSelection(reach), selection);
  });
}

test("every combination of switches is a selection that reads back as it was", () => {
  for (const base of ["orders", 'key:"<b>"', "a or b", "2+a and not (b or c)", "group:marts", "(a) or (b)"]) {
    for (let bits = 0; bits < 8; bits++) {
      const reach = { base, staleOnly: (bits & 1) > 0, upstream: (bits & 2) > 0, downstream: (bits & 4) > 0 };
      const selection = planSelection(reach);
      assert.equal(parseSelection(selection).problem, undefined, selection);
      assert.deepEqual(readReach(selection), reach, selection);
    }
  }
});
