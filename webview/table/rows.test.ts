import assert from "node:assert/strict";
import { test } from "node:test";
import type { ColumnName } from "./columns.ts";
import { facetNames, type Narrowing, narrow, notNarrowed, toggleFacet } from "./facets.ts";
import { needFirst, orderRows, pressedHead, rankKeys } from "./row-order.ts";
import { type FixtureAsset, tableOf } from "./table-fixture.ts";

const assets: readonly FixtureAsset[] = [
  { key: "part_10", badge: "fresh", group: "a", rows: 5, made: 100, owners: ["ann"], kinds: ["ts"] },
  { key: "part_2", badge: "stale", group: "b", rows: 500, rowsChange: 0.5, made: 300, owners: ["bob"], seconds: 2 },
  { key: "zebra", badge: "failed", group: "a", reason: "not null failed", checks: { passed: 1, total: 2 } },
  { key: "Alpha", badge: "running", group: "c", rows: 50, rowsChange: -0.2, made: 200, owners: ["ann", "bob"] },
  { key: "beta", badge: "never", group: "b", kinds: ["pg", "ts"], checks: { passed: 0, total: 2 } },
  { key: "gamma", badge: "fresh", group: "b", rows: 0, rowsChange: -1, checks: { passed: 2, total: 2 }, seconds: 1 },
];
const { table, cards } = tableOf(assets);
const ids = assets.map((_, id) => id);

test("rows are ordered by what a column shows, and what has none of it stands last", () => {
  const rows: [by: ColumnName, descending: boolean, keys: string][] = [
    ["status", false, "zebra part_2 beta Alpha gamma part_10"],
    ["status", true, "gamma part_10 Alpha beta part_2 zebra"],
    ["key", false, "Alpha beta gamma part_2 part_10 zebra"],
    ["key", true, "zebra part_10 part_2 gamma beta Alpha"],
    ["group", false, "part_10 zebra beta gamma part_2 Alpha"],
    ["rows", false, "gamma part_10 Alpha part_2 beta zebra"],
    ["rows", true, "part_2 Alpha part_10 gamma beta zebra"],
    ["change", false, "gamma Alpha part_2 beta part_10 zebra"],
    ["made", false, "part_2 Alpha part_10 beta gamma zebra"],
    ["made", true, "part_10 Alpha part_2 beta gamma zebra"],
    ["duration", true, "part_2 gamma Alpha beta part_10 zebra"],
    ["checks", false, "beta zebra gamma Alpha part_2 part_10"],
    ["kind", false, "beta part_10 Alpha gamma part_2 zebra"],
    ["owner", false, "Alpha part_10 part_2 beta gamma zebra"],
    ["reason", true, "zebra Alpha beta gamma part_2 part_10"],
  ];
  const ranks = rankKeys(table);
  for (const [by, descending, keys] of rows) {
    const ordered = orderRows(ids, { by, descending }, table, ranks, (id) => cards[id]);
    assert.equal(`${by} ${ordered.map((id) => table.key(id)).join(" ")}`, `${by} ${keys}`);
  }
});

test("a column's head orders upwards, downwards, and then by need again", () => {
  const first = pressedHead(needFirst, "rows");
  assert.deepEqual(first, { by: "rows", descending: false });
  const second = pressedHead(first, "rows");
  assert.deepEqual(second, { by: "rows", descending: true });
  assert.deepEqual(pressedHead(second, "rows"), needFirst);
  assert.deepEqual(pressedHead(second, "key"), { by: "key", descending: false });
  assert.deepEqual(pressedHead(pressedHead(needFirst, "status"), "status"), needFirst);
});

test("facets narrow, and each counts what another tick of it would show", () => {
  const ticks = (...values: [keyof Narrowing, string][]): Narrowing =>
    values.reduce((all, [name, value]) => toggleFacet(all, name, value), notNarrowed);
  const rows: [narrowing: Narrowing, keys: string, counts: Partial<Record<keyof Narrowing, string>>][] = [
    [
      notNarrowed,
      "part_10 part_2 zebra Alpha beta gamma",
      {
        status: "failed 1, stale 1, never run 1, running 1, fresh 2",
        group: "b 3, a 2, c 1",
        owner: "ann 2, bob 2",
        kind: "ts 2, pg 1",
        checks: "some not passed 2, all passed 1, no checks 3",
      },
    ],
    [
      ticks(["group", "b"]),
      "part_2 beta gamma",
      { group: "b 3, a 2, c 1", status: "failed 0, stale 1, never run 1, running 0, fresh 1", owner: "ann 0, bob 1" },
    ],
    [ticks(["group", "b"], ["group", "c"]), "part_2 Alpha beta gamma", { group: "b 3, a 2, c 1" }],
    [
      ticks(["group", "b"], ["status", "fresh"]),
      "gamma",
      { group: "b 1, a 1, c 0", status: "failed 0, stale 1, never run 1, running 0, fresh 1", owner: "ann 0, bob 0" },
    ],
    [ticks(["owner", "ann"], ["kind", "ts"]), "part_10", { owner: "ann 1, bob 0", kind: "ts 1, pg 0" }],
    [ticks(["checks", "some not passed"]), "zebra beta", {}],
    [ticks(["owner", "gone"]), "", { owner: "ann 2, bob 2, gone 0" }],
    [ticks(["owner", "ann"], ["owner", "ann"]), "part_10 part_2 zebra Alpha beta gamma", {}],
  ];
  for (const [narrowing, keys, counts] of rows) {
    const narrowed = narrow(ids, narrowing, table, (id) => cards[id]);
    assert.equal(narrowed.ids.map((id) => table.key(id)).join(" "), keys);
    for (const name of facetNames) {
      const words = narrowed.values[name].map(({ value, count }) => `${value} ${count}`).join(", ");
      if (counts[name] !== undefined) assert.equal(words, counts[name]);
    }
  }
});

test("without cards, rows are narrowed and counted by what the feed says", () => {
  const { values } = narrow(ids, notNarrowed, table, () => undefined);
  assert.equal(values.group.length, 3);
  assert.deepEqual([values.owner, values.kind, values.checks], [[], [], []]);
});
