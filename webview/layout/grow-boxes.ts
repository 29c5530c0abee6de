import { add, at } from "./directed-graph.ts";
import type { Lanes } from "./lanes.ts";

export interface Extent {
  readonly width: number;
  readonly height: number;
}

export interface Rectangle extends Extent {
  readonly x: number;
  readonly y: number;
}

/** What stays between two that were nearer or further apart. */
export interface Gaps {
  readonly box: number;
  readonly line: number;
  readonly bundle: number;
}

/** What differs by less is equal. */
const slip = 0.001;

/** Where boxes and lanes went. */
export interface Grown {
  readonly boxes: readonly Rectangle[];
  readonly laneY: Float64Array;
  /** Where what was at x outside of boxes is now. */
  readonly moveX: (x: number) => number;
}

/**
 * Gives boxes other sizes where they stand. One that grows keeps its top left, one that shrinks its middle. What is to the
 * right of a wider box moves right as one; what is below a higher one moves down only as far as it must. So nothing
 * overlaps, what was left of something stays left of it, and with the old sizes everything is where it was.
 */
export function growBoxes(boxes: readonly Rectangle[], sizes: readonly Extent[], lanes: Lanes, gaps: Gaps): Grown {
  const moveX = widened(boxes, sizes);
  const placed = boxes.map((box, index): Rectangle => {
    const { width, height } = sizes[index] ?? box;
    return {
      x: moveX(box.x) + centred(box.width - width),
      y: box.y + centred(box.height - height),
      width,
      height,
    };
  });
  const higher = boxes.some((box, index) => (placed[index]?.height ?? 0) > box.height + slip);
  if (!higher) return { boxes: placed, laneY: lanes.y, moveX };
  return { ...pushDown(boxes, placed, lanes, moveX, gaps), moveX };
}

/** How far a box that has lost so much goes; sizes are sums of fractions, which differ by a hair. */
function centred(lost: number): number {
  return lost > slip ? lost / 2 : 0;
}

/** The least steps to the right that make room for every wider box. */
function widened(boxes: readonly Rectangle[], sizes: readonly Extent[]): (x: number) => number {
  const from: number[] = [];
  const by: number[] = [];
  const move = (x: number): number => {
    let low = 0;
    let high = from.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((from[middle] ?? 0) <= x) low = middle + 1;
      else high = middle;
    }
    return x + (low === 0 ? 0 : (by[low - 1] ?? 0));
  };
  const wider = boxes
    .map((box, index) => ({ box, more: (sizes[index]?.width ?? box.width) - box.width }))
    .filter(({ more }) => more > slip)
    .sort((one, other) => one.box.x + one.box.width - (other.box.x + other.box.width) || one.box.x - other.box.x);
  for (const { box, more } of wider) {
    const right = box.x + box.width;
    const needed = move(box.x) - box.x + more;
    if (move(right) - right >= needed) continue;
    if (from.at(-1) === right) by[by.length - 1] = needed;
    else {
      from.push(right);
      by.push(needed);
    }
  }
  return move;
}

/** From top to bottom, everything goes as far down as what is directly above it asks for. */
function pushDown(
  boxes: readonly Rectangle[],
  placed: readonly Rectangle[],
  lanes: Lanes,
  moveX: (x: number) => number,
  gaps: Gaps,
): Pick<Grown, "boxes" | "laneY"> {
  const count = boxes.length + lanes.y.length;
  const top = new Float64Array(count);
  const left = new Float64Array(count);
  const right = new Float64Array(count);
  const height = new Float64Array(count);
  const oldBottom = new Float64Array(count);
  placed.forEach(({ x, y, width, height: high }, index) => {
    top[index] = y;
    left[index] = x;
    right[index] = x + width;
    height[index] = high;
    oldBottom[index] = Math.max(y, (boxes[index]?.y ?? 0) + (boxes[index]?.height ?? 0));
  });
  for (let lane = 0; lane < lanes.y.length; lane++) {
    const item = boxes.length + lane;
    top[item] = at(lanes.y, lane);
    left[item] = moveX(at(lanes.from, lane));
    right[item] = moveX(at(lanes.to, lane));
    oldBottom[item] = at(lanes.y, lane);
  }
  const edges = [...new Set([...left, ...right])].sort((one, other) => one - other);
  const strip = (x: number): number => {
    let low = 0;
    let high = edges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((edges[middle] ?? 0) <= x) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const above = new Int32Array(edges.length + 1).fill(-1);
  const oldTop = top.slice();
  /** A line through an open box goes with the box. */
  const isInside = (first: number, last: number, lane: number): boolean => {
    for (let index = first; index <= last; index++) {
      const over = at(above, index);
      if (over >= 0 && at(oldBottom, over) > at(oldTop, lane)) return true;
    }
    return false;
  };
  for (const item of fromTop(oldTop, boxes.length)) {
    const first = strip(at(left, item));
    const last = strip(at(right, item) - slip);
    if (item >= boxes.length && isInside(first, last, item)) continue;
    let down = 0;
    for (let index = first; index <= last; index++) {
      const over = at(above, index);
      if (over < 0) continue;
      const lines = Number(over >= boxes.length) + Number(item >= boxes.length);
      const gap = lines === 0 ? gaps.box : lines === 1 ? gaps.line : gaps.bundle;
      const kept = Math.max(0, Math.min(gap, at(oldTop, item) - at(oldBottom, over)));
      down = Math.max(down, at(top, over) + at(height, over) + kept - at(oldTop, item));
    }
    add(top, item, down);
    for (let index = first; index <= last; index++) above[index] = item;
  }
  return {
    boxes: placed.map((box, index) => ({ ...box, y: at(top, index) })),
    laneY: top.slice(boxes.length),
  };
}

/** Boxes and lanes from top to bottom; lanes are so already. */
function fromTop(top: Float64Array, boxes: number): number[] {
  const order: number[] = [];
  const byTop = Array.from({ length: boxes }, (_, box) => box).sort((one, other) => at(top, one) - at(top, other));
  let lane = boxes;
  for (const box of byTop) {
    while (lane < top.length && at(top, lane) < at(top, box)) order.push(lane++);
    order.push(box);
  }
  while (lane < top.length) order.push(lane++);
  return order;
}
