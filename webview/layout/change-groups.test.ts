import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import { type AssetTable, emptyAssetTable } from "../../protocol/messages/asset-table.ts";
import { encodeDelta, encodeSnapshot, type LineageRow } from "../../protocol/messages/lineage-feed.ts";
import type { Rectangle } from "./grow-boxes.ts";
import { changeGroups, layoutGroups } from "./layout-groups.ts";
import { cardHeight, cardWidth, type Placement } from "./placement.ts";

const shape = 1.6;

function row(id: number, group: number, upstream: readonly number[]): LineageRow {
  const name = `group_${group}`;
  return { id, key: asAssetKey(`${name}/asset_${id}`), group: name, badge: 0, external: false, upstream };
}

interface Sheet {
  /** Groups in the order of their assets: so edges between groups never lead back. */
  readonly rows: readonly LineageRow[];
  readonly open: readonly boolean[];
  readonly groups: number;
}

const sheets: fc.Arbitrary<Sheet> = fc
  .record({
    sizes: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 2, maxLength: 9 }),
    ends: fc.array(fc.tuple(fc.nat(1_000), fc.nat(1_000)), { maxLength: 40 }),
    open: fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }),
  })
  .map(({ sizes, ends, open }) => {
    const groupOf = sizes.flatMap((size, group) => Array.from({ length: size }, () => group));
    const upstream = groupOf.map(() => new Set<number>());
    for (const [one, other] of ends) {
      const [from, to] = [one % groupOf.length, other % groupOf.length].sort((a, b) => a - b) as [number, number];
      if (from !== to) upstream[to]?.add(from);
    }
    return { rows: groupOf.map((group, id) => row(id, group, [...upstream[id]!])), open, groups: sizes.length };
  });

function tableOf(rows: readonly LineageRow[]): AssetTable {
  const table = emptyAssetTable();
  table.apply({ kind: "snapshot", from: 0, to: 1, bytes: encodeSnapshot(rows) });
  return table;
}

function edit(table: AssetTable, put: readonly LineageRow[], gone: readonly number[]): void {
  const { revision } = table;
  table.apply({ kind: "delta", from: revision, to: revision + 1, bytes: encodeDelta({ put, gone }) });
}

const openness = (open: readonly boolean[]) => ({
  isOpen: (path: string) => open[Number(/\d+/.exec(path)![0])] === true,
  shape,
});

function overlap(one: Rectangle, other: Rectangle): boolean {
  const slip = 0.001;
  return (
    one.x + slip < other.x + other.width &&
    other.x + slip < one.x + one.width &&
    one.y + slip < other.y + other.height &&
    other.y + slip < one.y + one.height
  );
}

const cardAt = (placement: Placement, id: number): Rectangle => ({
  x: placement.x[id]!,
  y: placement.y[id]!,
  width: cardWidth,
  height: cardHeight,
});

function assertSound(placement: Placement): void {
  const { groups } = placement;
  for (const [index, group] of groups.entries()) {
    assert.ok(group.x >= -0.001 && group.y >= -0.001, "inside the sheet");
    assert.ok(group.x + group.width <= placement.width + 0.001 && group.y + group.height <= placement.height + 0.001);
    for (const other of groups.slice(index + 1)) assert.ok(!overlap(group, other), `${group.group} and ${other.group}`);
    if (!group.open) continue;
    const cards = [...group.assets].map((id) => cardAt(placement, id));
    for (const [position, card] of cards.entries()) {
      assert.ok(card.x > group.x && card.x + card.width < group.x + group.width, "a card is beside its group");
      assert.ok(
        card.y > group.y && card.y + card.height < group.y + group.height,
        "a card is above or below its group",
      );
      for (const other of cards.slice(position + 1)) assert.ok(!overlap(card, other), "two cards");
    }
  }
}

/** Every line begins at the right of its source, ends at the left of its target, and never turns back. */
function assertForward(placement: Placement): void {
  const { from, to, routes } = placement.lines;
  const box = (end: (typeof from)[number]): Rectangle =>
    "asset" in end ? cardAt(placement, end.asset) : placement.groups[end.group]!;
  from.forEach((end, line) => {
    const [source, target] = [box(end), box(to[line]!)];
    const x = [...routes.x.subarray(routes.start[line], routes.start[line + 1])];
    const y = [...routes.y.subarray(routes.start[line], routes.start[line + 1])];
    assert.ok(
      Math.abs(x[0]! - source.x - source.width) < 0.01 && Math.abs(x.at(-1)! - target.x) < 0.01,
      "at the sides",
    );
    assert.ok(Math.abs(y[0]! - source.y - source.height / 2) < 0.01, "begins in the middle");
    assert.ok(Math.abs(y.at(-1)! - target.y - target.height / 2) < 0.01, "ends in the middle");
    x.forEach((value, point) => {
      assert.ok(point === 0 || value >= x[point - 1]! - 0.01, `turns back: ${x}`);
    });
  });
}

const places = ({ groups }: Placement) =>
  new Map(groups.map(({ group, x, y, width, height }) => [group, { x, y, width, height }]));

function assertStays(before: Placement, after: Placement, id: number): void {
  assert.ok(Math.abs(after.x[id]! - before.x[id]!) < 1e-6, `x of asset ${id}`);
  assert.ok(Math.abs(after.y[id]! - before.y[id]!) < 1e-6, `y of asset ${id}`);
}

function assertBoxesStay(before: Placement, after: Placement): void {
  const now = places(after);
  for (const [group, place] of places(before)) {
    const box = now.get(group);
    if (box === undefined) continue;
    for (const side of ["x", "y", "width", "height"] as const) {
      assert.ok(Math.abs(box[side] - place[side]) < 1e-6, `${side} of group ${group}`);
    }
  }
}

test("a new group that reads from others comes without any of them moving", () => {
  fc.assert(
    fc.property(sheets, fc.array(fc.nat(1_000), { maxLength: 4 }), ({ rows, open, groups }, sources) => {
      const table = tableOf(rows);
      const before = layoutGroups(table, openness(open));
      edit(table, [row(rows.length, groups, [...new Set(sources.map((source) => source % rows.length))])], []);
      const after = changeGroups(table, openness(open), before);
      assert.equal(after.groups.length, before.groups.length + 1);
      assertBoxesStay(before, after);
      for (const { id } of rows) assertStays(before, after, id);
      assertSound(after);
      assertForward(after);
    }),
    { numRuns: 300 },
  );
});

test("what goes leaves its place, and nothing else moves", () => {
  fc.assert(
    fc.property(sheets, fc.nat(1_000), ({ rows, open }, which) => {
      const table = tableOf(rows);
      const gone = which % rows.length;
      const before = layoutGroups(table, openness(open));
      edit(table, [], [gone]);
      const after = changeGroups(table, openness(open), before);
      assertSound(after);
      assertForward(after);
      // Of two groups one is half of all: then it is laid out anew.
      const open1 = open[Number(/\d+/.exec(rows[gone]!.group)![0])] === true;
      if (before.groups.length < 4 || !open1) return;
      for (const { id } of rows) {
        const left = before.groups[before.groupOf[id]!]!.assets.length;
        if (id === gone || (before.groupOf[id] === before.groupOf[gone] && left < 3)) continue;
        assertStays(before, after, id);
      }
    }),
    { numRuns: 300 },
  );
});

test("an asset more in an open group moves no card inside of its group, and nothing to the left or above", () => {
  fc.assert(
    fc.property(
      sheets,
      fc.nat(1_000),
      fc.array(fc.nat(1_000), { maxLength: 4 }),
      ({ rows, groups }, which, sources) => {
        const table = tableOf(rows);
        const all = openness(new Array(groups).fill(true));
        const before = layoutGroups(table, all);
        const group = which % groups;
        const home = before.groups.find((one) => one.group === group)!;
        // Only from its own group and from those to the left of it: then no edge leads back.
        const known = before.groups
          .filter((one) => one === home || one.x + one.width < home.x)
          .flatMap(({ assets }) => [...assets]);
        const upstream = [...new Set(sources.map((source) => known[source % known.length]!))];
        edit(table, [row(rows.length, group, upstream)], []);
        const after = changeGroups(table, all, before);
        assertSound(after);
        assertForward(after);
        for (const one of before.groups) {
          const now = after.groups.find((other) => other.group === one.group)!;
          if (one.x + one.width <= home.x) assert.equal(now.x, one.x);
          if (one.y + one.height <= home.y) assert.equal(now.y, one.y);
          for (const id of one.assets) {
            const [x, y] = [before.x[id]! - one.x, before.y[id]! - one.y];
            assert.ok(Math.abs(after.x[id]! - now.x - x) < 0.001, "beside where it was");
            assert.ok(Math.abs(after.y[id]! - now.y - y) < 0.001, "above or below where it was");
          }
        }
      },
    ),
    { numRuns: 300 },
  );
});

test("an asset that now reads from one to the right of it moves there, and alone", () => {
  // 0 -> 1 -> 2 in three groups, 3 by itself.
  const rows = [row(0, 0, []), row(1, 1, [0]), row(2, 2, [1]), row(3, 3, [])];
  for (const open of [false, true]) {
    const all = openness(new Array(4).fill(open));
    const table = tableOf(rows);
    const before = layoutGroups(table, all);
    edit(table, [row(3, 3, [1])], []);
    const after = changeGroups(table, all, before);
    assertSound(after);
    assertForward(after);
    for (const id of [0, 1, 2]) assertStays(before, after, id);
  }
});

test("a card that now reads from one to the right of it moves there, and alone", () => {
  const rows = [row(0, 0, []), row(1, 0, [0]), row(2, 0, [1]), row(3, 0, []), row(4, 1, [2])];
  const all = openness([true, true]);
  const table = tableOf(rows);
  const before = layoutGroups(table, all);
  edit(table, [row(3, 0, [1])], []);
  const after = changeGroups(table, all, before);
  assertSound(after);
  assertForward(after);
  for (const id of [0, 1, 2, 4]) assertStays(before, after, id);
});

test("a group opens where it stands, and closed again it leaves no trace", () => {
  fc.assert(
    fc.property(sheets, fc.nat(1_000), ({ rows, open, groups }, which) => {
      const table = tableOf(rows);
      const group = which % groups;
      const before = layoutGroups(table, openness(open));
      const turned = open.map((one, index) => (index === group ? !one : one));
      const between = changeGroups(table, openness(turned), before);
      assertSound(between);
      assertForward(between);
      const home = before.groups.find((one) => one.group === group)!;
      for (const one of before.groups) {
        const now = between.groups.find((other) => other.group === one.group)!;
        if (one.x + one.width <= home.x || one.x === home.x) assert.ok(now.x === one.x || one === home);
        if (one.y + one.height <= home.y) assert.equal(now.y, one.y);
        if (one === home && now.open) assert.deepEqual([now.x, now.y], [one.x, one.y]);
      }
      const after = changeGroups(table, openness(open), between);
      assertBoxesStay(before, after);
      for (const { id } of rows) assertStays(before, after, id);
    }),
    { numRuns: 300 },
  );
});

test("any edits one after the other give a sound picture, and the same one each time", () => {
  const edits = fc.array(
    fc.record({
      kind: fc.constantFrom("put", "gone", "toggle"),
      which: fc.nat(1_000),
      group: fc.nat(11),
      sources: fc.array(fc.nat(1_000), { maxLength: 3 }),
    }),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(sheets, edits, ({ rows, open }, steps) => {
      const once = (): Placement => {
        const table = tableOf(rows);
        const isOpen = [...open, false, true, false];
        let placement = layoutGroups(table, openness(isOpen));
        let next = rows.length;
        for (const { kind, which, group, sources } of steps) {
          if (kind === "toggle") isOpen[group] = !isOpen[group];
          else if (kind === "gone") edit(table, [], [which % next]);
          else edit(table, [row(next, group, [...new Set(sources.map((source) => source % next))])], []);
          if (kind === "put") next++;
          placement = changeGroups(table, openness(isOpen), placement);
          assertSound(placement);
          for (let id = 0; id < next; id++) assert.equal(placement.groupOf[id]! >= 0, table.present[id] === 1);
        }
        return placement;
      };
      const { made: one, ...first } = once();
      const { made: other, ...second } = once();
      assert.deepEqual(first, second);
      assert.deepEqual(one.layout, other.layout);
    }),
    { numRuns: 200 },
  );
});
