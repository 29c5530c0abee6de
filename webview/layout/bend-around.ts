import { at } from "./directed-graph.ts";
import type { Rectangle } from "./grow-boxes.ts";
import type { Layout } from "./layout-framed.ts";
import { levelPiece, type Point } from "./level-piece.ts";

/** Between a wide box and where a line bends beside it. */
const beside = 6;
/** A bend takes at least so much room. */
const leastBend = 16;

/**
 * Keeps lines from running under wide boxes that they have nothing to do with: a box that was opened reaches far into the
 * space where lines bend from column to column, so they go level past it and bend before or behind it.
 * `all`: the wide boxes; `wide`: those that a line has nothing to do with.
 */
export function bendAround(
  routes: Layout["routes"],
  all: readonly Rectangle[],
  wide: (line: number) => readonly Rectangle[],
): Layout["routes"] {
  if (all.length === 0) return routes;
  const lines = routes.start.length - 1;
  const ways: (readonly Point[] | undefined)[] = new Array(lines).fill(undefined);
  let isBent = false;
  for (let line = 0; line < lines; line++) {
    if (!meetsAny(routes, line, all)) continue;
    ways[line] = bent(routes, line, wide(line));
    isBent ||= ways[line] !== undefined;
  }
  if (!isBent) return routes;
  const start = new Int32Array(lines + 1);
  ways.forEach((way, line) => {
    start[line + 1] = at(start, line) + (way?.length ?? at(routes.start, line + 1) - at(routes.start, line));
  });
  const x = new Float64Array(at(start, lines));
  const y = new Float64Array(at(start, lines));
  ways.forEach((way, line) => {
    const first = at(start, line);
    if (way === undefined) {
      const [from, to] = [at(routes.start, line), at(routes.start, line + 1)];
      x.set(routes.x.subarray(from, to), first);
      y.set(routes.y.subarray(from, to), first);
    } else {
      way.forEach((point, index) => {
        x[first + index] = point.x;
        y[first + index] = point.y;
      });
    }
  });
  return { start, x, y };
}

/** Whether a bend of a line touches any of the boxes. */
function meetsAny({ start, x, y }: Layout["routes"], line: number, boxes: readonly Rectangle[]): boolean {
  for (let index = at(start, line) + 1; index < at(start, line + 1); index++) {
    const oneY = at(y, index - 1);
    const otherY = at(y, index);
    if (Math.abs(oneY - otherY) <= 1) continue;
    const left = Math.min(at(x, index - 1), at(x, index));
    const right = Math.max(at(x, index - 1), at(x, index));
    const top = Math.min(oneY, otherY);
    const bottom = Math.max(oneY, otherY);
    for (const box of boxes) {
      if (box.x < right && box.x + box.width > left && box.y < bottom && box.y + box.height > top) return true;
    }
  }
  return false;
}

/** Undefined: it goes as it went. */
function bent({ start, x, y }: Layout["routes"], line: number, wide: readonly Rectangle[]): Point[] | undefined {
  if (wide.length === 0) return undefined;
  const points: Point[] = [];
  let changed = false;
  for (let index = at(start, line); index < at(start, line + 1); index++) {
    const point = { x: at(x, index), y: at(y, index) };
    const last = points.at(-1);
    if (last !== undefined && Math.abs(last.y - point.y) > 1) {
      const corners = last.x <= point.x ? between(last, point, wide) : between(point, last, wide).reverse();
      changed ||= corners.length > 0;
      points.push(...corners);
    }
    points.push(point);
  }
  return changed ? points : undefined;
}

/** The corners of a way from left to right that bends beside the boxes. */
function between(from: Point, to: Point, wide: readonly Rectangle[]): Point[] {
  const top = Math.min(from.y, to.y);
  const bottom = Math.max(from.y, to.y);
  const hit = wide.filter(
    (box) => box.x < to.x && box.x + box.width > from.x && box.y < bottom && box.y + box.height > top,
  );
  if (hit.length === 0) return [];
  const isFree = (left: number, right: number, level: number): boolean =>
    wide.every((box) => box.x >= right || box.x + box.width <= left || box.y >= level || box.y + box.height <= level);
  const behind = Math.max(...hit.map((box) => box.x + box.width)) + beside;
  if (to.x - behind >= leastBend && isFree(from.x, behind, from.y)) return [{ x: behind, y: from.y }];
  const before = Math.min(...hit.map((box) => box.x)) - beside;
  if (before - from.x >= leastBend && isFree(before, to.x, to.y)) return [{ x: before, y: to.y }];
  if (to.x - behind < leastBend || before - from.x < leastBend) return [];
  return levelPiece(before, behind, (from.y + to.y) / 2, wide, [0, 0], beside);
}
