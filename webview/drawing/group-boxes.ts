import type { AssetTable } from "../../protocol/messages/asset-table.ts";
import { formatNumber } from "../../protocol/record/format-facts.ts";
import { type Badge, badges } from "../../protocol/record/status.ts";
import { cellSize, type PlacedGroup, type Placement } from "../layout/placement.ts";
import { badgeOf, badgeShapes, byNeed } from "./badge-shapes.ts";
import type { Pen } from "./pen.ts";
import { titleLines } from "./title-lines.ts";

/** What the drawing of groups depends on besides their places. */
export interface GroupFace {
  readonly table: AssetTable;
  readonly placement: Placement;
  readonly scale: number;
  /** Index into `placement.groups`. */
  readonly hovered: number | undefined;
  readonly selected: number | undefined;
  /** 1: in what was filtered. */
  readonly matching: Uint8Array;
}

/** Cells smaller than this on the screen have no room for a shape. */
const shapeFrom = 3.6;
/** Letters smaller than this on the screen cannot be read. */
const leastLetters = 5.5;
/** A failed cell is never smaller than this. */
const leastFailed = 3;

/** The frame of an open group, its name, and how many of its assets have which status. */
export function drawOpenGroup(pen: Pen, group: PlacedGroup, face: GroupFace, hovered: boolean): void {
  const { context, theme } = pen;
  const { colours } = theme;
  pen.box(group.x, group.y, group.width, group.height, 12);
  context.fillStyle = colours.group;
  context.fill();
  context.strokeStyle = hovered ? colours.text3 : colours.line;
  context.lineWidth = Math.max(1, 0.8 / face.scale);
  context.setLineDash([]);
  context.stroke();
  if (face.scale < 0.12) return;
  const size = Math.min(30, Math.max(12, 9 / face.scale));
  const line = group.y + Math.min(34, 14 + size);
  const countsWidth = size > 18 ? 0 : drawCounts(pen, group, face.table, line);
  const room = group.width - 40 - countsWidth;
  const nameWidth = pen.text(group.label, group.x + 16, line, {
    size,
    weight: 600,
    colour: colours.text2,
    within: room,
  });
  const count = formatNumber(group.below.length);
  if (size <= 18 && nameWidth + 8 + pen.widthOf(count, {}) * 12 <= room) {
    pen.text(count, group.x + 24 + nameWidth, line, { size: 12, colour: colours.text3 });
  }
}

/** A closed group: each of its assets is a cell. */
export function drawClosedGroup(pen: Pen, group: PlacedGroup, face: GroupFace, index: number): void {
  const { context, theme } = pen;
  const { colours } = theme;
  const failed = group.assets.some((asset) => badgeOf(face.table.badge[asset]) === "failed");
  pen.box(group.x, group.y, group.width, group.height, 7);
  context.fillStyle = colours.card;
  context.fill();
  context.strokeStyle = failed ? colours.failed : face.hovered === index ? colours.text3 : colours.cardLine;
  context.lineWidth = Math.max(1, (failed ? 1 : 0.8) / face.scale);
  context.setLineDash([]);
  context.stroke();
  drawTitle(pen, group, face);
  drawCells(pen, group, face);
}

function drawTitle(pen: Pen, group: PlacedGroup, face: GroupFace): void {
  const { colours } = pen.theme;
  const room = titleRoom(group, face.placement);
  const wanted = Math.min(room * 0.56, Math.max(12, 9.5 / face.scale));
  if (wanted * face.scale < 4) return;
  const style = { weight: 600, colour: colours.text1 } as const;
  const count = wanted > 20 ? "" : formatNumber(group.below.length);
  const countSize = Math.min(wanted * 0.92, 14);
  const countWidth = count === "" ? 0 : pen.widthOf(count, {}) * countSize + 8;
  const width = group.width - 24 - countWidth;
  const { lines, size } = titleLines(
    group.label,
    { width, room, wanted, least: Math.max(9, leastLetters / face.scale) },
    (text) => pen.widthOf(text, style),
  );
  const gap = size * 1.17;
  const first = group.y + room / 2 + size * 0.42 - (lines.length === 2 ? gap / 2 : 0);
  lines.forEach((line, index) => {
    pen.text(line, group.x + 12, first + index * gap, {
      ...style,
      size,
      within: width + (index === 0 ? 0 : countWidth),
    });
  });
  if (count !== "") {
    const end = { size: countSize, colour: colours.text3, align: "right" } as const;
    pen.text(count, group.x + group.width - 12, first, end);
  }
}

function titleRoom(group: PlacedGroup, placement: Placement): number {
  const [first] = group.assets;
  return first === undefined ? 32 : (placement.y[first] ?? group.y + 32) - group.y;
}

function drawCells(pen: Pen, group: PlacedGroup, { table, placement, scale, matching }: GroupFace): void {
  const { context, theme } = pen;
  const side = cellSize * scale;
  const shown = new Set<number>();
  for (const asset of group.assets) shown.add(2 * badges.indexOf(badgeOf(table.badge[asset])) + (matching[asset] ?? 0));
  for (const [position, badge] of badges.entries()) {
    const shape = badgeShapes[badge];
    for (const dimmed of [false, true]) {
      if (!shown.has(2 * position + (dimmed ? 0 : 1))) continue;
      context.globalAlpha = dimmed && !theme.highContrast ? 0.22 : 1;
      for (const asset of group.assets) {
        if (badgeOf(table.badge[asset]) !== badge || (matching[asset] !== 1) !== dimmed) continue;
        const x = placement.x[asset] ?? 0;
        const y = placement.y[asset] ?? 0;
        if (dimmed && theme.highContrast) {
          context.fillStyle = theme.colours.text3;
          context.fillRect(x + cellSize / 2 - 1, y + cellSize / 2 - 1, 2, 2);
        } else if (badge === "fresh") {
          if (theme.highContrast) {
            context.strokeStyle = theme.colours.fresh;
            context.lineWidth = 1;
            context.strokeRect(x + 0.5, y + 0.5, cellSize - 1, cellSize - 1);
          } else {
            context.fillStyle = theme.colours.freshQuiet;
            if (side < shapeFrom) context.fillRect(x, y, cellSize, cellSize);
            else {
              pen.box(x, y, cellSize, cellSize, 1.2);
              context.fill();
            }
          }
        } else if (side < shapeFrom) {
          const least = badge === "failed" ? leastFailed / scale : cellSize;
          const grow = Math.max(0, least - cellSize) / 2;
          context.fillStyle = theme.colours[shape.colour];
          if (badge === "never" || badge === "unknown" || badge === "skipped") {
            context.strokeStyle = theme.colours[shape.colour];
            context.lineWidth = 1;
            context.strokeRect(x + 0.5, y + 0.5, cellSize - 1, cellSize - 1);
          } else context.fillRect(x - grow, y - grow, cellSize + 2 * grow, cellSize + 2 * grow);
        } else pen.strokes(shape.cell, x, y, cellSize, 8);
      }
    }
  }
  context.globalAlpha = 1;
}

/** Badges with their counts, from the right, what needs something first. Returns how wide they are. */
function drawCounts(pen: Pen, group: PlacedGroup, table: AssetTable, line: number): number {
  const counts = new Map<Badge, number>();
  for (const asset of group.below) {
    const badge = badgeOf(table.badge[asset]);
    counts.set(badge, (counts.get(badge) ?? 0) + 1);
  }
  const end = group.x + group.width - 16;
  let right = end;
  const room = group.width / 2;
  // The rightmost is drawn first, so the order is turned round; when there is no room, the quiet ones go.
  const shown = byNeed.filter((badge) => counts.has(badge));
  while (shown.length * 32 > room && shown.length > 1) shown.pop();
  for (const badge of shown.toReversed()) {
    right -= pen.text(formatNumber(counts.get(badge) ?? 0), right, line, {
      size: 11.5,
      colour: pen.theme.colours.text2,
      align: "right",
    });
    right -= 16;
    pen.badge(badgeShapes[badge], right, line - 10.2, 12);
    right -= 10;
  }
  return end - right;
}

/** A ring around a cell: the selected asset of a closed group. */
export function drawCellRing(pen: Pen, placement: Placement, asset: number, scale: number, strong: boolean): void {
  const { context, theme } = pen;
  const reach = Math.max(2, 2 / scale);
  pen.box(
    (placement.x[asset] ?? 0) - reach,
    (placement.y[asset] ?? 0) - reach,
    cellSize + 2 * reach,
    cellSize + 2 * reach,
    2 + reach / 2,
  );
  context.strokeStyle = strong ? theme.colours.focus : theme.colours.text1;
  context.lineWidth = Math.max(1.6, 1.6 / scale);
  context.setLineDash(strong && theme.highContrast ? [3, 2] : []);
  context.stroke();
  context.setLineDash([]);
}
