import assert from "node:assert/strict";
import { test } from "node:test";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import { type AssetTable, emptyAssetTable } from "../../protocol/messages/asset-table.ts";
import { encodeSnapshot } from "../../protocol/messages/lineage-feed.ts";
import { changeGroups, layoutGroups } from "./layout-groups.ts";
import type { Placement } from "./placement.ts";

const shape = 1.6;

/** A chain of groups with two assets each, and `skips` further edges over this many groups. */
function chain(groups: number, skips: readonly (readonly [number, number])[] = []): AssetTable {
  const rows = Array.from({ length: 2 * groups }, (_, id) => ({
    id,
    key: asAssetKey(`group_${id >> 1}/asset_${id}`),
    group: `group_${id >> 1}`,
    badge: 0,
    external: false,
    upstream: [...(id > 0 ? [id - 1] : []), ...skips.flatMap(([from, to]) => (to === id >> 1 ? [2 * from] : []))],
  }));
  const table = emptyAssetTable();
  table.apply({ kind: "snapshot", from: 0, to: 1, bytes: encodeSnapshot(rows) });
  return table;
}

function rowsOf({ groups }: Placement): number[][] {
  const rows = new Map<number, number[]>();
  for (const { group, y } of groups) rows.set(Math.round(y / 40), [...(rows.get(Math.round(y / 40)) ?? []), group]);
  return [...rows.values()];
}

const closed = { isOpen: () => false, shape };

test("a chain of 100 groups is broken into rows that are read one after the other", () => {
  const placement = layoutGroups(chain(100), closed);
  const wide = placement.width / placement.height;
  assert.ok(wide > 0.7 && wide < 4, `${placement.width} x ${placement.height}`);
  const rows = rowsOf(placement);
  assert.ok(rows.length >= 5, `${rows.length} rows`);
  assert.deepEqual(
    rows.flat(),
    placement.groups.map(({ group }) => group),
    "in their order",
  );
  for (const row of rows) {
    const x = row.map((group) => placement.groups[group]!.x);
    assert.deepEqual(
      x,
      x.toSorted((one, other) => one - other),
      "from left to right",
    );
  }
});

test("lines from row to row go between the boxes", () => {
  for (const table of [
    chain(100),
    chain(100, [
      [3, 60],
      [10, 41],
    ]),
  ]) {
    const placement = layoutGroups(table, closed);
    const { routes } = placement.lines;
    for (let line = 0; line + 1 < routes.start.length; line++) {
      for (let point = routes.start[line]! + 1; point + 2 < routes.start[line + 1]!; point += 1) {
        const [fromX, toX] = [routes.x[point]!, routes.x[point + 1]!].sort((one, other) => one - other) as [
          number,
          number,
        ];
        if (routes.y[point] !== routes.y[point + 1]) continue;
        for (const box of placement.groups) {
          const beside = toX < box.x || fromX > box.x + box.width;
          const past = routes.y[point]! < box.y || routes.y[point]! > box.y + box.height;
          assert.ok(beside || past, `line ${line} goes through group ${box.group}`);
        }
      }
    }
  }
});

test("what is well joined, or short, stays in one row", () => {
  assert.equal(rowsOf(layoutGroups(chain(4), closed)).length, 1);
  const joined = chain(
    60,
    Array.from({ length: 50 }, (_, from) => [from, 59] as const),
  );
  const { groups } = layoutGroups(joined, closed);
  const x = groups.map((group) => group.x);
  assert.deepEqual(
    x,
    x.toSorted((one, other) => one - other),
  );
});

test("a group of a row opens where it stands, and closes without a trace", () => {
  const table = chain(100);
  const before = layoutGroups(table, closed);
  const between = changeGroups(table, { isOpen: (path) => path === "group_42", shape }, before);
  const [one, now] = [before, between].map(({ groups }) => groups[42]!);
  assert.deepEqual([now!.x, now!.y, now!.open], [one!.x, one!.y, true]);
  for (const { group, x, y } of before.groups) {
    const { x: nowX, y: nowY } = between.groups[group]!;
    if (y < one!.y) assert.equal(nowY, y, "rows above stay where they are");
    if (x <= one!.x) assert.equal(nowX, x, "what is left of it too");
    assert.ok(nowX >= x && nowY >= y, "nothing comes nearer");
  }
  const after = changeGroups(table, closed, between);
  assert.deepEqual(after.groups, before.groups);
});
