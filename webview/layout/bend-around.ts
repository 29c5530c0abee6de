import { at } from "./directed-graph.ts";
import type { Rectangle } from "./grow-boxes.ts";
import type { Layout } from "./layout-framed.ts";
import { levelPiece, type Point } from "./level-piece.ts";

/** Between a wide box and where a line bends beside it. */
const beside = 6;
/** A bend takes at least so much room. */
const leastBend = 16;

/** Boxes that reach far, and for each line the positions of those that it comes from and leads to; -1: none. */
export interface WideBoxes {
  readonly boxes: readonly Rectangle[];
  readonly source: Int32Array;
  readonly target: Int32Array;
}

/**
 * Keeps lines from running under wide boxes that they have nothing to do with: a box that was opened reaches far into the
 * space where lines bend from column to column, so they go level past it and bend before or behind it.
 */
export function bendAround(routes: Layout["routes"], { boxes, source, target }: WideBoxes): Layout["routes"] {
  if (boxes.length === 0) return routes;
  const lines = routes.start.length - 1;
  const ways: (readonly Point[] | undefined)[] = new Array(lines).fill(undefined);
  let isBent = false;
  for (let line = 0; line < lines; line++) {
    const [one, other] = [at(source, line), at(target, line)];
    if (!meetsAny(routes, line, boxes, one, other)) continue;
    ways[line] = bent(
      routes,
      line,
      boxes.filter((_, box) => box !== one && box !== other),
    );
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

/** Whether a bend of a line begins beside any of the boxes but two, or touches it. */
function meetsAny(
  { start, x, y }: Layout["routes"],
  line: number,
  boxes: readonly Rectangle[],
  one: number,
  other: number,
): boolean {
  for (let point = at(start, line) + 1; point < at(start, line + 1); point++) {
    const oneY = at(y, point - 1);
    const otherY = at(y, point);
    if (Math.abs(oneY - otherY) <= 1) continue;
    const left = Math.min(at(x, point - 1), at(x, point));
    const right = Math.max(at(x, point - 1), at(x, point));
    const top = Math.min(oneY, otherY);
    const bottom = Math.max(oneY, otherY);
    for (let index = 0; index < boxes.length; index++) {
      const box = boxes[index];
      if (box === undefined || index === one || index === other) continue;
      if (box.x >= right || box.x + box.width <= left) continue;
      if (box.x <= left || (box.y < bottom && box.y + box.height > top)) return true;
    }
  }
  return false;
}

/** Undefined: it goes as it went. */
function bent({ start, x, y }: Layout["routes"], line: number, wide: readonly Rectangle[]): Point[] | undefined {
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
  // What begins beside an opened box bends where it did before that: between the columns.
  const isBeside = (box: Rectangle): boolean => box.x <= from.x && box.x + box.width > from.x + leastBend;
  const hit = wide.filter(
    (box) =>
      box.x < to.x && box.x + box.width > from.x && (isBeside(box) || (box.y < bottom && box.y + box.height > top)),
  );
  if (hit.length === 0) return [];
  const isFree = (left: number, right: number, level: number): boolean =>
    wide.every((box) => box.x >= right || box.x + box.width <= left || box.y >= level || box.y + box.height <= level);
  const behind = Math.max(...hit.map((box) => box.x + box.width)) + beside;
  if (to.x - behind >= leastBend && isFree(from.x, behind, from.y)) return [{ x: behind, y: from.y }];
  const before = Math.min(...hit.map((box) => box.x)) - beside;
  if (before - from.x >= leastBend && isFree(before, to.x, to.y)) return [{ x: before, y: to.y }];
  const isHit = hit.some((box) => box.y < bottom && box.y + box.height > top);
  if (!isHit || to.x - behind < leastBend || before - from.x < leastBend) return [];
  return levelPiece(before, behind, (from.y + to.y) / 2, wide, [0, 0], beside);
}
