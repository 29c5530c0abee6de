import { at } from "./directed-graph.ts";
import { boxEnd, type Ground, type Meaning, type Way, wayCode } from "./ground.ts";
import type { Grown, Rectangle } from "./grow-boxes.ts";
import type { FramedGraph } from "./layered-graph.ts";
import { bend, besideBoxes, besideCards, levelPiece, type Point, titleOf } from "./level-piece.ts";
import type { PlacedInside } from "./place-inside.ts";

/** The way of a line of the graph, whose nodes are at (x, y). */
export type FindWay = (line: number, x: Float64Array, y: Float64Array) => Way;

/**
 * Finds the ways of lines after boxes grew: those that were laid follow their boxes; those of cards in a box that was
 * opened leave it and then take the way of the box; what is new goes straight, or level through the nearest free height.
 */
export function wayFinder(
  graph: FramedGraph,
  { groups, ends }: Meaning,
  ground: Ground,
  open: ReadonlyMap<number, PlacedInside>,
  base: readonly Rectangle[],
  grown: Grown | undefined,
  boxes: readonly Rectangle[],
): FindWay {
  const follow = grown === undefined ? undefined : follower(ground, graph, open, groups, base, grown, boxes);
  const mapped = (code: number, way: Way): Way => follow?.(code, way) ?? way;
  const cardsOf = nodesInFrames(graph);

  const others = (one: number, other: number): Rectangle[] =>
    boxes.filter((_, frame) => frame !== one && frame !== other);
  const known = new Map<number, readonly Rectangle[]>();
  const cardBoxes = (
    frame: number,
    x: Float64Array,
    y: Float64Array,
    one: number,
    other: number,
  ): readonly Rectangle[] => {
    const nodes = cardsOf[frame] ?? [];
    const all = known.get(frame) ?? nodes.map((node) => nodeBox(graph, node, x, y));
    known.set(frame, all);
    return all.filter((_, index) => nodes[index] !== one && nodes[index] !== other);
  };

  return (line, x, y) => {
    const from = at(graph.from, line);
    const to = at(graph.to, line);
    const code = wayCode(ends[from] ?? 0, ends[to] ?? 0);
    const laid = ground.ways.get(code);
    const fromFrame = at(graph.frameOf, from);
    const toFrame = at(graph.frameOf, to);
    const stays = laid !== undefined && !hasMoved(fromFrame) && !hasMoved(toFrame);
    if (stays && follow === undefined) return laid;
    const ahead = at(x, from) + at(graph.width, from) <= at(x, to) + 0.001;
    const [left, right] = ahead ? [from, to] : [to, from];
    const start = { x: at(x, left) + at(graph.width, left), y: at(y, left) + at(graph.height, left) / 2 };
    const end = { x: at(x, right), y: at(y, right) + at(graph.height, right) / 2 };
    if (laid?.wraps === true) {
      const source = { x: at(x, from) + at(graph.width, from), y: at(y, from) + at(graph.height, from) / 2 };
      const target = { x: at(x, to), y: at(y, to) + at(graph.height, to) / 2 };
      return withEnds(mapped(code, laid), source, target);
    }
    if (stays && (laid.x[0] ?? 0) <= (laid.x[laid.x.length - 1] ?? 0) === ahead) {
      return withEnds(mapped(code, laid), ahead ? start : end, ahead ? end : start);
    }
    const points: Point[] = [];
    const home = boxes[fromFrame];
    if (fromFrame === toFrame) {
      points.push(
        ...levelPiece(
          start.x,
          end.x,
          (start.y + end.y) / 2,
          cardBoxes(fromFrame, x, y, from, to),
          [bend, bend],
          besideCards,
          home && titleOf(home),
        ),
      );
    } else {
      const [leftFrame, rightFrame] = ahead ? [fromFrame, toFrame] : [toFrame, fromFrame];
      const leave = boxes[leftFrame];
      const enter = boxes[rightFrame];
      if (leave !== undefined && enter !== undefined) {
        const exit =
          graph.padded[leftFrame] === 1
            ? levelPiece(
                start.x,
                leave.x + leave.width,
                start.y,
                cardBoxes(leftFrame, x, y, left, left),
                [bend, 0],
                besideCards,
                titleOf(leave),
              )
            : [];
        const entry =
          graph.padded[rightFrame] === 1
            ? levelPiece(
                enter.x,
                end.x,
                end.y,
                cardBoxes(rightFrame, x, y, right, right),
                [0, bend],
                besideCards,
                titleOf(enter),
              )
            : [];
        const outerCode = wayCode(boxEnd(groups[fromFrame] ?? 0), boxEnd(groups[toFrame] ?? 0));
        const outer = ground.ways.get(outerCode);
        const wanted = ((exit.at(-1)?.y ?? start.y) + (entry[0]?.y ?? end.y)) / 2;
        points.push(
          ...exit,
          ...(outer === undefined
            ? levelPiece(
                leave.x + leave.width,
                enter.x,
                wanted,
                others(leftFrame, rightFrame),
                [bend, bend],
                besideBoxes,
              )
            : interior(mapped(outerCode, outer), ahead)),
          ...entry,
        );
      }
    }
    const all = [start, ...points, end];
    if (!ahead) all.reverse();
    return { x: all.map((point) => point.x), y: all.map((point) => point.y) };
  };

  function hasMoved(frame: number): boolean {
    if (graph.padded[frame] !== 1) return false;
    return open.get(groups[frame] ?? -1)?.moved === true;
  }
}

function withEnds(way: Way, first: Point, last: Point): Way {
  const x = new Float64Array(way.x);
  const y = new Float64Array(way.y);
  x[0] = first.x;
  y[0] = first.y;
  x[x.length - 1] = last.x;
  y[y.length - 1] = last.y;
  return { x, y };
}

/** The points between the ends of a way, from left to right. */
function interior({ x, y }: Way, ahead: boolean): Point[] {
  const points: Point[] = [];
  for (let point = 1; point + 1 < x.length; point++) points.push({ x: x[point] ?? 0, y: y[point] ?? 0 });
  return ahead ? points : points.reverse();
}

function nodeBox({ width, height }: FramedGraph, node: number, x: Float64Array, y: Float64Array): Rectangle {
  return { x: at(x, node), y: at(y, node), width: at(width, node), height: at(height, node) };
}

function nodesInFrames(graph: FramedGraph): readonly (readonly number[])[] {
  const nodes: number[][] = Array.from({ length: graph.frames }, () => []);
  for (let node = 0; node < graph.nodes; node++) nodes[at(graph.frameOf, node)]?.push(node);
  return nodes;
}

/** Ways moved as their lanes were: through a box with the box, else with what is beside them. */
function follower(
  ground: Ground,
  graph: FramedGraph,
  open: ReadonlyMap<number, PlacedInside>,
  groups: readonly number[],
  base: readonly Rectangle[],
  grown: Grown,
  boxes: readonly Rectangle[],
): (code: number, way: Way) => Way {
  const firstLane = new Map<number, number>();
  let lanes = 0;
  for (const [code, { x }] of ground.ways) {
    firstLane.set(code, lanes);
    lanes += Math.max(0, Math.ceil((x.length - 3) / 2));
  }
  const frames = groups.flatMap((group, frame) => (graph.padded[frame] === 1 && open.has(group) ? [frame] : []));
  const boxAround = (x: number, y: number): number | undefined =>
    frames.find((frame) => {
      const box = base[frame];
      return box !== undefined && x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height;
    });
  return (code, { x, y }) => {
    const movedX = new Float64Array(x);
    const movedY = new Float64Array(y);
    const lane = firstLane.get(code) ?? 0;
    for (let point = 1; point + 2 < x.length; point += 2) {
      const frame = boxAround(((x[point] ?? 0) + (x[point + 1] ?? 0)) / 2, y[point] ?? 0);
      const before = frame === undefined ? undefined : base[frame];
      const after = frame === undefined ? undefined : boxes[frame];
      for (const index of [point, point + 1]) {
        const oldX = x[index] ?? 0;
        const oldY = y[index] ?? 0;
        movedX[index] = before === undefined || after === undefined ? grown.moveX(oldX) : oldX + after.x - before.x;
        movedY[index] =
          before === undefined || after === undefined
            ? at(grown.laneY, lane + (point - 1) / 2)
            : oldY + after.y - before.y;
      }
    }
    return { x: movedX, y: movedY };
  };
}
