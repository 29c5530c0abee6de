import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import { type AssetTable, emptyAssetTable } from "../../protocol/messages/asset-table.ts";
import { encodeDelta, encodeSnapshot, type LineageRow } from "../../protocol/messages/lineage-feed.ts";
import type { Rectangle } from "./grow-boxes.ts";
import { changeGroups, layoutGroups } from "./layout-groups.ts";
import { cardHeight, cardWidth, type LineEnd, type PlacedGroup, type Placement } from "./placement.ts";

const shape = 1.6;
const slip = 0.001;

/** Three levels: some groups hold assets and groups, some only groups, some only one. */
const paths = ["a", "a/b", "a/b/c", "a/d", "e/f/g", "e/f/h", "e/i", "j/k", "l", "m/n/o", "m/n/p"];
const tree = [
  ...new Set(paths.flatMap((path) => path.split("/").map((_, end, parts) => parts.slice(0, end + 1).join("/")))),
];

interface Sheet {
  readonly rows: readonly LineageRow[];
  readonly open: ReadonlySet<string>;
}

const sheets: fc.Arbitrary<Sheet> = fc
  .record({
    groups: fc.array(fc.constantFrom(...paths), { minLength: 2, maxLength: 40 }),
    ends: fc.array(fc.tuple(fc.nat(1_000), fc.nat(1_000)), { maxLength: 40 }),
    open: fc.subarray(tree),
    isOrdered: fc.boolean(),
  })
  .map(({ groups, ends, open, isOrdered }) => {
    const groupOf = isOrdered ? groups.toSorted() : groups;
    const upstream = groupOf.map(() => new Set<number>());
    for (const [one, other] of ends) {
      const [from, to] = [one % groupOf.length, other % groupOf.length].sort((a, b) => a - b) as [number, number];
      if (from !== to) upstream[to]?.add(from);
    }
    return { rows: groupOf.map((group, id) => row(id, group, [...upstream[id]!])), open: new Set(open) };
  });

function row(id: number, group: string, upstream: readonly number[]): LineageRow {
  return { id, key: asAssetKey(`${group}/asset_${id}`), group, badge: 0, external: false, upstream };
}

function tableOf(rows: readonly LineageRow[]): AssetTable {
  const table = emptyAssetTable();
  table.apply({ kind: "snapshot", from: 0, to: 1, bytes: encodeSnapshot(rows) });
  return table;
}

const openness = (open: ReadonlySet<string>) => ({ isOpen: (path: string) => open.has(path), shape });

function overlap(one: Rectangle, other: Rectangle): boolean {
  return (
    one.x + slip < other.x + other.width &&
    other.x + slip < one.x + one.width &&
    one.y + slip < other.y + other.height &&
    other.y + slip < one.y + one.height
  );
}

function isInside(one: Rectangle, outer: Rectangle): boolean {
  return (
    one.x > outer.x &&
    one.y > outer.y &&
    one.x + one.width < outer.x + outer.width &&
    one.y + one.height < outer.y + outer.height
  );
}

const card = (placement: Placement, id: number): Rectangle => ({
  x: placement.x[id]!,
  y: placement.y[id]!,
  width: cardWidth,
  height: cardHeight,
});

/** All that lies directly in a group, or on the sheet. */
function itemsIn(placement: Placement, parent: number): Rectangle[] {
  const group = placement.groups[parent];
  return [
    ...placement.groups.filter((one) => one.parent === parent),
    ...[...(group?.assets ?? [])].map((id) => card(placement, id)),
  ];
}

function assertSound(placement: Placement, table: AssetTable): void {
  const { groups } = placement;
  const sheet = { x: -1, y: -1, width: placement.width + 2, height: placement.height + 2 };
  for (const parent of [-1, ...groups.keys()]) {
    const outer = groups[parent];
    if (outer?.open === false) continue;
    const items = itemsIn(placement, parent);
    for (const [index, item] of items.entries()) {
      assert.ok(isInside(item, outer ?? sheet), `beside ${outer?.path ?? "the sheet"}`);
      for (const other of items.slice(index + 1))
        assert.ok(!overlap(item, other), `overlap in ${outer?.path ?? "the sheet"}`);
    }
  }
  for (let id = 0; id < table.size; id++) {
    const group = groups[placement.groupOf[id]!];
    if (table.present[id] !== 1) assert.equal(group, undefined);
    else assert.ok(group !== undefined && [...group.assets].includes(id) && [...group.below].includes(id));
  }
}

/** Lines begin and end at the sides of what they join, and join what the table joins. */
function assertLines(placement: Placement, table: AssetTable): void {
  const { from, to, routes, ofEdge, weight } = placement.lines;
  const box = (end: LineEnd): Rectangle => ("asset" in end ? card(placement, end.asset) : placement.groups[end.group]!);
  from.forEach((end, line) => {
    const [source, target] = [box(end), box(to[line]!)];
    const [first, last] = [routes.start[line]!, routes.start[line + 1]! - 1];
    const atSide = (point: number, { x, y, width, height }: Rectangle) =>
      Math.min(Math.abs(routes.x[point]! - x), Math.abs(routes.x[point]! - x - width)) < 0.01 &&
      Math.abs(routes.y[point]! - y - height / 2) < 0.01;
    assert.ok(atSide(first, source) && atSide(last, target), "at the sides");
  });
  const edges = new Float64Array(weight.length);
  for (let id = 0; id < table.size; id++) {
    for (let edge = table.upstream.start[id]!; edge < table.upstream.start[id + 1]!; edge++) {
      const source = table.upstream.ids[edge]!;
      const inOneCell = (group: PlacedGroup | undefined) =>
        group?.open === false && placement.groupOf[source] === placement.groupOf[id];
      const line = ofEdge[edge]!;
      assert.equal(
        line < 0,
        inOneCell(placement.groups[placement.groupOf[id]!]),
        "a line, but inside of a closed group",
      );
      if (line >= 0) edges[line] = edges[line]! + 1;
    }
  }
  assert.deepEqual(edges, weight, "a line for all edges that it stands for");
}

test("groups lie in their groups and beside each other, whatever is open; the same each time", () => {
  fc.assert(
    fc.property(sheets, ({ rows, open }) => {
      const table = tableOf(rows);
      const placement = layoutGroups(table, openness(open));
      assertSound(placement, table);
      assertLines(placement, table);
      const { made: _, ...again } = layoutGroups(tableOf(rows), openness(open));
      const { made: __, ...first } = placement;
      assert.deepEqual(first, again);
    }),
    { numRuns: 300 },
  );
});

test("an inner group opens where it stands, and closed again it leaves no trace", () => {
  fc.assert(
    fc.property(sheets, fc.constantFrom(...tree), ({ rows, open }, path) => {
      const table = tableOf(rows);
      const before = layoutGroups(table, openness(open));
      const turned = new Set(open);
      if (!turned.delete(path)) turned.add(path);
      const between = changeGroups(table, openness(turned), before);
      assertSound(between, table);
      assertLines(between, table);
      const home = before.groups.find((group) => group.path === path);
      for (const group of before.groups) {
        const now = between.groups.find((other) => other.path === group.path);
        if (home === undefined || now === undefined) continue;
        // The groups around it grow to the right and down; what is left of all that grows or above it stays.
        if (!home.open && (group === home || `${path}/`.startsWith(`${group.path}/`))) {
          assert.ok(Math.abs(now.x - group.x) < slip && Math.abs(now.y - group.y) < slip, `${group.path} moved`);
        }
      }
      const after = changeGroups(table, openness(open), between);
      assert.deepEqual(
        after.groups.map(({ path: name, x, y, width, height }) => [name, ...[x, y, width, height].map(Math.round)]),
        before.groups.map(({ path: name, x, y, width, height }) => [name, ...[x, y, width, height].map(Math.round)]),
      );
    }),
    { numRuns: 300 },
  );
});

test("any edits one after the other give a sound picture", () => {
  const edits = fc.array(
    fc.record({
      kind: fc.constantFrom("put", "gone", "toggle"),
      which: fc.nat(1_000),
      path: fc.constantFrom(...tree, "q/r", "q/s"),
      sources: fc.array(fc.nat(1_000), { maxLength: 3 }),
    }),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(sheets, edits, ({ rows, open }, steps) => {
      const table = tableOf(rows);
      const isOpen = new Set([...open, "q"]);
      let placement = layoutGroups(table, openness(isOpen));
      let next = rows.length;
      for (const { kind, which, path, sources } of steps) {
        const { revision } = table;
        const put = kind === "put" ? [row(next, path, [...new Set(sources.map((source) => source % next))])] : [];
        if (kind === "toggle" && !isOpen.delete(path)) isOpen.add(path);
        else {
          const bytes = encodeDelta({ put, gone: kind === "gone" ? [which % next] : [] });
          table.apply({ kind: "delta", from: revision, to: revision + 1, bytes });
        }
        next += put.length;
        placement = changeGroups(table, openness(isOpen), placement);
        assertSound(placement, table);
        assertLines(placement, table);
      }
    }),
    { numRuns: 200 },
  );
});

test("only the outermost groups are on the sheet while all are closed, with all that is below", () => {
  const table = tableOf(paths.map((path, id) => row(id, path, [])));
  const { groups } = layoutGroups(table, openness(new Set()));
  assert.deepEqual(
    groups.map(({ label, below }) => [label, below.length]),
    [
      ["a", 4],
      ["e", 3],
      ["j / k", 1],
      ["l", 1],
      ["m / n", 2],
    ],
  );
});

test("an open group shows its own assets as cards and its inner groups as boxes; one alone in another bears both names", () => {
  const table = tableOf(paths.map((path, id) => row(id, path, [])));
  const { groups } = layoutGroups(table, openness(new Set(["a", "a/b", "e", "m/n"])));
  assert.deepEqual(
    groups.map(
      ({ label, depth, open, assets }) => `${" ".repeat(depth)}${label} ${open ? "open" : "closed"} ${assets.length}`,
    ),
    [
      "a open 1",
      " b open 1",
      "  c closed 1",
      " d closed 1",
      "e open 0",
      " f closed 2",
      " i closed 1",
      "j / k closed 1",
      "l closed 1",
      "m / n open 0",
      " o closed 1",
      " p closed 1",
    ],
  );
});

test("edges into closed groups are gathered at the outermost one that is closed", () => {
  const rows = [row(0, "a/b/c", []), row(1, "a/b/d", []), row(2, "x/y", [0, 1]), row(3, "x/z", [0, 1])];
  const linesOf = (open: string[]) => {
    const { lines, groups } = layoutGroups(tableOf(rows), openness(new Set(open)));
    const name = (end: LineEnd) => ("asset" in end ? `#${end.asset}` : groups[end.group]!.path);
    return lines.from.map((end, line) => `${name(end)} > ${name(lines.to[line]!)} ${lines.weight[line]}`).toSorted();
  };
  assert.deepEqual(linesOf([]), ["a/b > x 4"]);
  assert.deepEqual(linesOf(["x"]), ["a/b > x/y 2", "a/b > x/z 2"]);
  assert.deepEqual(linesOf(["x", "x/y"]), ["a/b > #2 2", "a/b > x/z 2"]);
  assert.deepEqual(linesOf(["a/b", "a/b/c"]), ["#0 > x 2", "a/b/d > x 2"]);
});
