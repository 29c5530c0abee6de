import { at } from "./directed-graph.ts";
import type { Extent, Rectangle } from "./grow-boxes.ts";
import { type Lanes, noLanes } from "./lanes.ts";

/** What is in the way, and how far one has to keep from it. */
export interface Obstacles {
  readonly boxes: readonly Rectangle[];
  readonly lanes: Lanes;
  readonly boxGap: number;
  readonly laneGap: number;
}

/** Where a new box may be: from `left` on, its right side up to `right`, and at about this height. */
export interface Wish {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly y: number;
}

/** How much nearer a place must be to be taken although lines pass under it. */
const linesCost = 400;
/** Columns that are looked at. */
const mostColumns = 4;

/** A place for a new box that is free, near to where it should be, and in line with others. Undefined: there is no room from `left` to `right`. */
export function freePlace(
  size: Extent,
  wish: Wish,
  obstacles: Obstacles,
): { readonly x: number; readonly y: number } | undefined {
  const last = wish.right - size.width;
  if (last < wish.left) return undefined;
  const columns = [...new Set(obstacles.boxes.map(({ x }) => x))]
    .filter((x) => x >= wish.left && x <= last)
    .sort((one, other) => one - other)
    .slice(0, mostColumns);
  if (columns.length === 0) columns.push(wish.left);
  let best: { readonly x: number; readonly y: number } | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const x of columns) {
    for (const [lanes, cost] of [
      [obstacles.lanes, 0],
      [noLanes, linesCost],
    ] as const) {
      const y = freeHeight(x, x + size.width, size.height, wish.y, wish.top, { ...obstacles, lanes });
      const far = Math.abs(y - wish.y) + (x - wish.left) + cost;
      if (far >= least) continue;
      least = far;
      best = { x, y };
    }
  }
  return best;
}

/** The height nearest to the wanted one at which something from `left` to `right` and `height` high is in nobody's way. */
export function freeHeight(
  left: number,
  right: number,
  height: number,
  wanted: number,
  top: number,
  obstacles: Obstacles,
): number {
  if (wanted >= top && isFree(left, right, height, wanted, obstacles)) return wanted;
  const { boxes, lanes, boxGap, laneGap } = obstacles;
  const blocked: (readonly [from: number, to: number])[] = [];
  for (const box of boxes) {
    if (box.x >= right + boxGap || box.x + box.width <= left - boxGap) continue;
    blocked.push([box.y - boxGap - height, box.y + box.height + boxGap]);
  }
  for (let lane = 0; lane < lanes.y.length; lane++) {
    if (at(lanes.from, lane) >= right || at(lanes.to, lane) <= left) continue;
    blocked.push([at(lanes.y, lane) - laneGap - height, at(lanes.y, lane) + laneGap]);
  }
  blocked.sort(([one], [other]) => one - other);
  const aim = Math.max(top, wanted);
  let free = top;
  let best = Number.POSITIVE_INFINITY;
  const consider = (from: number, to: number): void => {
    if (to < from) return;
    const y = Math.min(to, Math.max(from, aim));
    if (Math.abs(y - aim) < Math.abs(best - aim)) best = y;
  };
  for (const [from, to] of blocked) {
    consider(free, from);
    free = Math.max(free, to);
  }
  consider(free, Number.POSITIVE_INFINITY);
  return best;
}

/** Most often the wanted height is free: that is seen without sorting anything. */
function isFree(
  left: number,
  right: number,
  height: number,
  y: number,
  { boxes, lanes, boxGap, laneGap }: Obstacles,
): boolean {
  for (const box of boxes) {
    if (box.x >= right + boxGap || box.x + box.width <= left - boxGap) continue;
    if (y > box.y - boxGap - height && y < box.y + box.height + boxGap) return false;
  }
  for (let lane = 0; lane < lanes.y.length; lane++) {
    if (at(lanes.from, lane) >= right || at(lanes.to, lane) <= left) continue;
    if (y > at(lanes.y, lane) - laneGap - height && y < at(lanes.y, lane) + laneGap) return false;
  }
  return true;
}
