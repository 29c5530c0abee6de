import { freeHeight } from "./free-place.ts";
import type { Rectangle } from "./grow-boxes.ts";
import { noLanes } from "./lanes.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Space between a box and where a line turns. */
export const bend = 20;
/** Space between a level piece and what stands above or below it: two cards are far enough apart for a line. */
export const besideCards = 10;
/** The same outside of groups, which stand nearer to each other. */
export const besideBoxes = 6;

/** Where the name of an open group stands: no line runs through it. */
export function titleOf({ x, y, width }: Rectangle): Rectangle {
  return { x, y, width, height: 36 };
}

/** Two points of a level piece from `left` to `right`, as near to the wanted height as boxes leave it, if one is in the way at all. `inset`: how far from both ends it begins. It stays below `title`. */
export function levelPiece(
  left: number,
  right: number,
  wanted: number,
  boxes: readonly Rectangle[],
  inset: readonly [number, number],
  gap: number,
  title?: Rectangle,
): Point[] {
  const between = boxes.filter((box) => box.x < right && box.x + box.width > left);
  if (between.length === 0) return [];
  const top = title === undefined ? Number.NEGATIVE_INFINITY : title.y + title.height;
  const y = freeHeight(left, right, 0, wanted, top, {
    boxes: between,
    lanes: noLanes,
    boxGap: gap,
    laneGap: 0,
  });
  const most = (right - left) / 3;
  return [
    { x: left + Math.min(most, inset[0]), y },
    { x: right - Math.min(most, inset[1]), y },
  ];
}
