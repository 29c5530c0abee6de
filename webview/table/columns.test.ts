import assert from "node:assert/strict";
import { test } from "node:test";
import { columnNames, columnsFor } from "./columns.ts";

test("columns go as the table gets narrow, in one order, and status and key stay", () => {
  const rows: [width: number, gone: string[], badgeOnly: boolean][] = [
    [1540, [], false],
    [1376, [], false],
    [1375, ["made"], false],
    [1261, ["made", "kind"], false],
    [1110, ["made", "kind", "owner"], false],
    [1000, ["made", "kind", "owner", "history"], false],
    [900, ["made", "kind", "owner", "history", "duration"], false],
    [820, ["made", "kind", "owner", "history", "duration", "group"], false],
    [720, ["made", "kind", "owner", "history", "duration", "group", "change"], false],
    [700, ["made", "kind", "owner", "history", "duration", "group", "change", "age"], false],
    [570, ["made", "kind", "owner", "history", "duration", "group", "change", "age", "checks"], false],
    [300, ["made", "kind", "owner", "history", "duration", "group", "change", "age", "checks", "rows"], true],
    [200, columnNames.filter((name) => name !== "status" && name !== "key"), true],
  ];
  for (const [width, gone, badgeOnly] of rows) {
    const chosen = columnsFor(width);
    const kept = columnNames.filter((name) => !gone.includes(name));
    assert.deepEqual([width, ...chosen.names], [width, ...kept]);
    assert.equal(chosen.badgeOnly, badgeOnly);
    assert.equal(chosen.template.split(/ (?![^(]*\))/).length, kept.length + 1);
  }
});

test("a narrower table never has a column that a wider one lacks", () => {
  for (let width = 150; width < 1700; width += 10) {
    const wider = new Set(columnsFor(width + 10).names);
    for (const name of columnsFor(width).names) assert.ok(wider.has(name), `${name} at ${width}`);
  }
});
