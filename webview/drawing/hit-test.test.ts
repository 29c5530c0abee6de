import assert from "node:assert/strict";
import { test } from "node:test";
import { cardHeight, cardWidth, cellPitch, type Placement } from "../layout/placement.ts";
import { fullCardScale, nameArea } from "./cards.ts";
import { hitTest, type SheetHit } from "./hit-test.ts";

// An open group with one card, and a closed one with three cells in rows of two.
const placement = {
  groups: [
    { x: 0, y: 0, width: 400, height: 300, open: true, assets: [0], perRow: 0 },
    { x: 500, y: 0, width: 200, height: 200, open: false, assets: [1, 2, 3], perRow: 2 },
  ],
  x: [50, 520, 520 + cellPitch, 520],
  y: [60, 60, 60, 60 + cellPitch],
} as unknown as Placement;

const near = fullCardScale;
const far = fullCardScale / 2;
const card = (name: boolean): SheetHit => ({ kind: "asset", asset: 0, name, cell: false });
const cell = (asset: number): SheetHit => ({ kind: "asset", asset, name: false, cell: true });

const rows: readonly (readonly [what: string, x: number, y: number, scale: number, expected: SheetHit])[] = [
  ["outside of all", 450, 10, near, { kind: "nothing" }],
  ["the title of an open group", 10, 10, near, { kind: "group", group: 0, title: true }],
  ["inside an open group", 10, 200, near, { kind: "group", group: 0, title: false }],
  ["the name of a card", 50 + nameArea.x + 1, 60 + nameArea.y + 1, near, card(true)],
  ["a card below its name", 51, 60 + cardHeight - 1, near, card(false)],
  ["a card from far away", 51, 60 + cardHeight - 1, far, card(true)],
  ["past a card", 50 + cardWidth + 1, 70, near, { kind: "group", group: 0, title: false }],
  ["the title of a closed group", 510, 10, near, { kind: "group", group: 1, title: true }],
  ["the first cell", 521, 61, near, cell(1)],
  ["the cell beside it", 521 + cellPitch, 61, near, cell(2)],
  ["the cell below it", 521, 61 + cellPitch, near, cell(3)],
  ["where a cell is missing", 521 + cellPitch, 61 + cellPitch, near, { kind: "group", group: 1, title: false }],
  ["right of the last column", 521 + 2 * cellPitch, 61, near, { kind: "group", group: 1, title: false }],
];

for (const [what, x, y, scale, expected] of rows) {
  test(`${what} is hit`, () => assert.deepEqual(hitTest(placement, x, y, scale), expected));
}
