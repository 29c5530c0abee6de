import assert from "node:assert/strict";
import { test } from "node:test";
import type { Badge } from "../../protocol/record/status.ts";
import { healthTicks } from "./health-ticks.ts";

const letters = { freshQuiet: "o", stale: "s", failed: "x", overdue: "d", running: "r" } as const;

for (const [badge, history, made, expected] of [
  ["fresh", 3, true, "ooo"],
  ["stale", 3, true, "oos"],
  ["maybe stale", 1, true, "s"],
  ["failed", 3, true, "ooox"],
  ["failed", 20, true, `${"o".repeat(19)}x`],
  ["failed", 0, false, "x"],
  ["running", 2, true, "oor"],
  ["overdue", 2, true, "od"],
  ["upstream failed", 2, true, "oo"],
  ["never", 0, false, ""],
  // A model has no rows to count, but it was made.
  ["fresh", 0, true, "o"],
] as const satisfies readonly (readonly [Badge, number, boolean, string])[]) {
  test(`the health of an asset that is ${badge}, with ${history} row counts`, () => {
    const card = { history: new Array<number>(history).fill(1), ...(made ? { made: 1 } : {}) };
    assert.equal(
      healthTicks(card, badge)
        .map((colour) => letters[colour])
        .join(""),
      expected,
    );
  });
}
