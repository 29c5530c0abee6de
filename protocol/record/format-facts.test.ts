import assert from "node:assert/strict";
import { test } from "node:test";
import {
  formatAge,
  formatBytes,
  formatChange,
  formatCount,
  formatNumber,
  formatRows,
  formatRowsShort,
  formatSeconds,
  formatShortAge,
} from "./format-facts.ts";

function table<Input>(
  name: string,
  format: (input: Input) => string,
  rows: readonly (readonly [Input, string])[],
): void {
  test(name, () =>
    assert.deepEqual(
      rows.map(([input]) => [input, format(input)]),
      rows,
    ),
  );
}

table("numbers", formatNumber, [
  [0.734, "0.734"],
  [0.7346, "0.735"],
  [1_284_310.5, "1,284,310.5"],
]);
table("rows", formatRows, [
  [411.6, "412"],
  [0, "0"],
  [412, "412"],
  [1_284_310, "1,284,310"],
]);
table("rows on cards", formatRowsShort, [
  [0, "0"],
  [412, "412"],
  [999, "999"],
  [1_000, "1k"],
  [1_234, "1.23k"],
  [12_340, "12.3k"],
  [99_960, "100k"],
  [212_345, "212k"],
  [999_499, "999k"],
  [999_500, "1M"],
  [1_310_000, "1.31M"],
  [2_400_000_000, "2.4B"],
]);
table("changes", formatChange, [
  [0, "0.0%"],
  [0.021, "+2.1%"],
  [-0.018, "−1.8%"],
  [0.0994, "+9.9%"],
  [0.0999, "+10%"],
  [-0.31, "−31%"],
  [0.0001, "+<0.1%"],
  [-0.0001, "−<0.1%"],
  [-0.999, "−>99%"],
  [-1, "−100%"],
  [12.5, "+1,250%"],
]);
table("durations", formatSeconds, [
  [0.01, "under 0.1 s"],
  [0.6, "0.6 s"],
  [9.94, "9.9 s"],
  [9.96, "10 s"],
  [41, "41 s"],
  [59.6, "1 min"],
  [72, "1 min 12 s"],
  [120, "2 min"],
  [3_599.6, "1 h"],
  [10_200, "2 h 50 min"],
]);
table("sizes", formatBytes, [
  [0, "0 B"],
  [412, "412 B"],
  [3_400, "3.4 kB"],
  [999_600, "1.0 MB"],
  [86_000_000, "86 MB"],
  [1_200_000_000, "1.2 GB"],
]);

test("counts", () => {
  assert.deepEqual(
    [formatCount(1, "asset"), formatCount(3, "asset"), formatCount(2, "entry", "entries")],
    ["1 asset", "3 assets", "2 entries"],
  );
});

const now = Date.UTC(2026, 10, 24, 12, 0, 0);
const ago = (days: number, minutes = 0) => now - days * 86_400_000 - minutes * 60_000;
table("ages", (time: number) => formatAge(time, now, "Europe/Zurich"), [
  [now + 5_000, "now"],
  [now - 59_000, "now"],
  [ago(0, 8), "8 min ago"],
  [ago(0, 59), "59 min ago"],
  [ago(0, 125), "2 h ago"],
  [ago(1, -1), "23 h ago"],
  [ago(1, 275), "Mon 08:25"],
  [ago(6), "18 Nov"],
  [ago(43), "12 Oct"],
  [ago(365), "24 Nov 2025"],
]);
table("ages in tables and lenses", (time: number) => formatShortAge(time, now, "UTC"), [
  [now, "now"],
  [ago(0, 8), "8 min"],
  [ago(0, 125), "2 h"],
  [ago(1), "Mon 12:00"],
]);
