import assert from "node:assert/strict";
import { test } from "node:test";
import { columnNames, columnsFor } from "./columns.ts";

test("columns go as the table gets narrow, in one order, and status and key stay", () => {
  const rows: [width: number, gone: string[], badgeOnly: boolean][] = [
    [1540, [], false],
    [1260, [], false],
    [1259, ["kind"], false],
    [1110, ["kind", "owner"], false],
    [1000, ["kind", "owner", "history"], false],
    [900, ["kind", "owner", "history", "duration"], false],
    [820, ["kind", "owner", "history", "duration", "made"], false],
    [720, ["kind", "owner", "history", "duration", "made", "group"], false],
    [640, ["kind", "owner", "history", "duration", "made", "group", "change"], false],
    [570, ["kind", "owner", "history", "duration", "made", "group", "change", "checks"], false],
    [300, ["kind", "owner", "history", "duration", "made", "group", "change", "checks", "rows"], true],
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
