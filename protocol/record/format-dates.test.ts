import assert from "node:assert/strict";
import { test } from "node:test";
import { formatStoredDate, holdsDates } from "./format-dates.ts";

for (const [stored, shown] of [
  ["2012-01-01T00:00:00.000Z", "2012-01-01"],
  ["2012-01-01T06:00:00.000Z", "2012-01-01 06:00"],
  ["2012-01-01T06:00:09.000Z", "2012-01-01 06:00:09"],
  ["2012-01-01T00:00:00.250Z", "2012-01-01 00:00:00.250"],
  ["2012-01-01", "2012-01-01"],
  ["yesterday", "yesterday"],
] as const) {
  test(`a stored date: ${stored}`, () => assert.equal(formatStoredDate(stored), shown));
}

for (const [type, expected] of [
  ["Date", true],
  ["Date | null", true],
  ["undefined | Date", true],
  ["string", false],
  ["DateRange", false],
  ["{ on: Date }", false],
] as const) {
  test(`${type} ${expected ? "holds" : "holds no"} dates`, () => assert.equal(holdsDates(type), expected));
}
