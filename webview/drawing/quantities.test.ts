import assert from "node:assert/strict";
import { test } from "node:test";
import { age, bytes, change, counted, duration, initials, short, whole } from "./quantities.ts";

function table<Input>(name: string, said: (input: Input) => string, rows: readonly (readonly [Input, string])[]): void {
  test(name, () => {
    for (const [input, expected] of rows) assert.equal(said(input), expected, `for ${String(input)}`);
  });
}

table("whole numbers have commas", whole, [
  [0, "0"],
  [412, "412"],
  [1_284_310, "1,284,310"],
]);

table("large numbers are short, and never rounded up to a whole they are not", short, [
  [0, "0"],
  [9_999, "9,999"],
  [10_000, "10.0k"],
  [212_345, "212k"],
  [899_999, "899k"],
  [940_000, "0.94M"],
  [999_999, "0.99M"],
  [1_314_000, "1.31M"],
  [86_123_456, "86.1M"],
  [3_200_000_000, "3.20B"],
]);

table("changes have a true minus, and one digit below ten percent", change, [
  [0.021, "+2.1%"],
  [-0.31, "\u221231%"],
  [0, "0.0%"],
  [0.0001, "0.0%"],
  [0.0996, "+10.0%"],
  [12, "+1,200%"],
]);

table("durations", duration, [
  [0.6, "0.6 s"],
  [9.96, "10 s"],
  [41.2, "41 s"],
  [72, "1 min 12 s"],
  [120, "2 min"],
  [10_200, "2 h 50 min"],
  [7_200, "2 h"],
]);

table("sizes", bytes, [
  [860, "860 B"],
  [1_500, "1.5 kB"],
  [86_000_000, "86 MB"],
  [999_600, "1.0 MB"],
  [5e12, "5.0 TB"],
]);

table("owners become two letters", initials, [
  ["team:data-platform", "DP"],
  ["ada@example.com", "AD"],
  ["team:x", "X"],
  ["", ""],
  ["team:ölprüfung", "ÖL"],
]);

test("ages", () => {
  const now = new Date(2026, 10, 24, 12, 0).getTime();
  const at = (...parts: [number, number, number, number, number]) => new Date(...parts).getTime();
  assert.equal(age(now - 59_000, now), "now");
  assert.equal(age(now + 5_000, now), "now");
  assert.equal(age(now - 8 * 60_000, now), "8 min ago");
  assert.equal(age(now - 2.5 * 3_600_000, now), "2 h ago");
  assert.equal(age(at(2026, 10, 23, 8, 5), now), "Mon 08:05");
  assert.equal(age(at(2026, 9, 12, 8, 5), now), "12 Oct");
  assert.equal(age(at(2025, 9, 12, 8, 5), now), "12 Oct 2025");
});

test("counts agree with their words", () => {
  assert.equal(counted(1, "check"), "1 check");
  assert.equal(counted(1_200, "check"), "1,200 checks");
  assert.equal(counted(0, "entry", "entries"), "0 entries");
});
