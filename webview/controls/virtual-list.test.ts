import assert from "node:assert/strict";
import { test } from "node:test";
import { placeOfScroll, placeRows, type RowHeights, rowWindow, scrollOfPlace } from "./virtual-list.ts";

const plain: RowHeights = { count: 10_000, rowHeight: 36 };
const opened: RowHeights = {
  count: 10,
  rowHeight: 20,
  extras: new Map([
    [7, 30],
    [2, 100],
    [50, 900],
  ]),
};

test("rows lie one below the other, and an opened one pushes those below it down", () => {
  const cases: [RowHeights, index: number, top: number][] = [
    [plain, 0, 0],
    [plain, 9_999, 359_964],
    [opened, 2, 40],
    [opened, 3, 160],
    [opened, 7, 240],
    [opened, 8, 290],
  ];
  for (const [heights, index, top] of cases) assert.equal(placeRows(heights).top(index), top);
  assert.equal(placeRows(plain).height, 360_000);
  assert.equal(placeRows(opened).height, 330);
  assert.equal(placeRows({ count: 0, rowHeight: 36 }).height, 0);
});

test("every pixel belongs to the row that is drawn there", () => {
  for (const heights of [opened, { count: 40, rowHeight: 26 }]) {
    const places = placeRows(heights);
    for (let y = 0; y < places.height; y++) {
      const index = places.indexAt(y);
      const top = places.top(index);
      assert.ok(y >= top && y < top + places.heightOf(index), `${y} is in row ${index}`);
    }
    assert.equal(places.indexAt(-5), 0);
    assert.equal(places.indexAt(places.height + 500), heights.count - 1);
  }
});

test("the rows in view are those that the view touches, and some more", () => {
  const cases: [RowHeights, top: number, height: number, beyond: number, from: number, to: number][] = [
    [plain, 0, 360, 0, 0, 11],
    [plain, 18, 360, 0, 0, 11],
    [plain, 3_600, 360, 6, 94, 117],
    [plain, 359_640, 360, 6, 9_984, 10_000],
    [opened, 45, 100, 0, 2, 3],
    [opened, 45, 120, 0, 2, 4],
    [{ count: 0, rowHeight: 36 }, 0, 360, 6, 0, 0],
  ];
  for (const [heights, top, height, beyond, from, to] of cases) {
    assert.deepEqual(rowWindow(placeRows(heights), heights.count, top, height, beyond), { from, to });
  }
});

test("a list taller than a box can be is reached from its first row to its last", () => {
  const height = 2_000_000 * 26;
  const box = 12_000_000;
  const view = 700;
  assert.equal(placeOfScroll(0, view, height, box), 0);
  assert.equal(placeOfScroll(box - view, view, height, box), height - view);
  for (const place of [0, 26, 5_000_000, 51_999_300]) {
    assert.ok(Math.abs(placeOfScroll(scrollOfPlace(place, view, height, box), view, height, box) - place) < 0.001);
  }
  assert.equal(placeOfScroll(300, view, 9_000, 9_000), 300);
});
