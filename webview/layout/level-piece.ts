import { freeHeight } from "./free-place.ts";
import type { Rectangle } from "./grow-boxes.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Space between a box and where a line turns. */
export const bend = 20;

/** Two points of a level piece from `left` to `right`, as near to the wanted height as boxes leave it, if one is in the way at all. `inset`: how far from both ends it begins. */
export function levelPiece(
  left: number,
  right: number,
  wanted: number,
  boxes: readonly Rectangle[],
  inset: readonly [number, number],
  gap: number,
): Point[] {
  const between = boxes.filter((box) => box.x < right && box.x + box.width > left);
  if (between.length === 0) return [];
  const y = freeHeight(left, right, 0, wanted, Number.NEGATIVE_INFINITY, {
    boxes: between,
    lanes: [],
    boxGap: gap,
    laneGap: 0,
  });
  const most = (right - left) / 3;
  return [
    { x: left + Math.min(most, inset[0]), y },
    { x: right - Math.min(most, inset[1]), y },
  ];
}
