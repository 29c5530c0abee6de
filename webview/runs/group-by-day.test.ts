import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatClock, formatExactClock } from "./clock-words.ts";
import { groupByDay } from "./group-by-day.ts";

const at = (text: string): number => Date.parse(text);
const now = at("2026-11-24T10:25:00Z");

const rows: readonly (readonly [
  what: string,
  times: readonly string[],
  zone: string,
  days: Readonly<Record<string, number>>,
])[] = [
  ["no runs", [], "UTC", {}],
  [
    "today, yesterday, before",
    ["2026-11-22T08:00:00Z", "2026-11-24T06:00:00Z", "2026-11-23T22:20:00Z", "2026-11-24T10:24:00Z"],
    "UTC",
    { Today: 2, Yesterday: 1, "Sunday 22 November": 1 },
  ],
  ["the day is the user's", ["2026-11-23T23:30:00Z"], "Europe/Berlin", { Today: 1 }],
  ["another year is named", ["2025-11-24T10:00:00Z"], "UTC", { "Monday 24 November 2025": 1 }],
];

describe("runs by day", () => {
  for (const [what, times, zone, days] of rows) {
    it(what, () => {
      const grouped = groupByDay(
        times.map((time) => ({ startedAt: at(time) })),
        now,
        zone,
      );
      assert.deepEqual(Object.fromEntries(grouped.map(({ name, items }) => [name, items.length])), days);
      const order = grouped.flatMap(({ items }) => items.map(({ startedAt }) => startedAt));
      assert.deepEqual(
        order,
        order.toSorted((a, b) => b - a),
      );
    });
  }
  it("writes times of day", () => {
    assert.equal(formatClock(at("2026-11-24T00:05:00Z"), "UTC"), "00:05");
    assert.equal(formatExactClock(at("2026-11-24T06:00:05.310Z"), "UTC"), "06:00:05.310");
  });
});
