import { at } from "./directed-graph.ts";
import { boxEnd, type Ground, type Meaning, wayCode } from "./ground.ts";
import type { Grown, Rectangle } from "./grow-boxes.ts";
import { lanesOf } from "./lanes.ts";
import type { FramedGraph } from "./layered-graph.ts";
import { bend, besideBoxes, besideCards, levelPiece, type Point, titleOf } from "./level-piece.ts";
import type { PlacedInside } from "./place-inside.ts";
import { PointBuffer } from "./point-buffer.ts";
import type { Way } from "./way.ts";

/** Adds the way of a line of the graph, whose nodes are at (x, y). */
export type FindWay = (line: number, x: Float64Array, y: Float64Array, points: PointBuffer) => void;

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
  /** Adds the points of a way that was laid, from the first after its start to the last before its end. */
  const addInterior = (code: number, way: Way, points: PointBuffer): void => {
    if (follow !== undefined) follow(code, way, points);
    else {
      for (let point = 1; point + 1 < way.x.length; point++) points.add(way.x[point] ?? 0, way.y[point] ?? 0);
    }
  };
  const laidAnew = (code: number, way: Way, from: Point, to: Point, points: PointBuffer): void => {
    points.add(from.x, from.y);
    addInterior(code, way, points);
    points.add(to.x, to.y);
  };
  const interior = (code: number, way: Way, ahead: boolean): Point[] => {
    const points = new PointBuffer(way.x.length);
    addInterior(code, way, points);
    const list = points.toPoints();
    return ahead ? list : list.reverse();
  };
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

  return (line, x, y, out) => {
    const from = at(graph.from, line);
    const to = at(graph.to, line);
    const code = wayCode(ends[from] ?? 0, ends[to] ?? 0);
    const laid = ground.ways.get(code);
    const fromFrame = at(graph.frameOf, from);
    const toFrame = at(graph.frameOf, to);
    const stays = laid !== undefined && !hasMoved(fromFrame) && !hasMoved(toFrame);
    const ahead = at(x, from) + at(graph.width, from) <= at(x, to) + 0.001;
    const [left, right] = ahead ? [from, to] : [to, from];
    const start = { x: at(x, left) + at(graph.width, left), y: at(y, left) + at(graph.height, left) / 2 };
    const end = { x: at(x, right), y: at(y, right) + at(graph.height, right) / 2 };
    if (laid?.wraps === true) {
      const source = { x: at(x, from) + at(graph.width, from), y: at(y, from) + at(graph.height, from) / 2 };
      const target = { x: at(x, to), y: at(y, to) + at(graph.height, to) / 2 };
      laidAnew(code, laid, source, target, out);
      return;
    }
    if (stays && (laid.x[0] ?? 0) <= (laid.x[laid.x.length - 1] ?? 0) === ahead) {
      laidAnew(code, laid, ahead ? start : end, ahead ? end : start, out);
      return;
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
            : interior(outerCode, outer, ahead)),
          ...entry,
        );
      }
    }
    const all = [start, ...points, end];
    if (!ahead) all.reverse();
    for (const point of all) out.add(point.x, point.y);
  };

  function hasMoved(frame: number): boolean {
    if (graph.padded[frame] !== 1) return false;
    return open.get(groups[frame] ?? -1)?.moved === true;
  }
}

function nodeBox({ width, height }: FramedGraph, node: number, x: Float64Array, y: Float64Array): Rectangle {
  return { x: at(x, node), y: at(y, node), width: at(width, node), height: at(height, node) };
}

function nodesInFrames(graph: FramedGraph): readonly (readonly number[])[] {
  const nodes: number[][] = Array.from({ length: graph.frames }, () => []);
  for (let node = 0; node < graph.nodes; node++) nodes[at(graph.frameOf, node)]?.push(node);
  return nodes;
}

/** Adds the points between the ends of a way, moved as its lanes were: through a box with the box, else with what is beside them. */
function follower(
  ground: Ground,
  graph: FramedGraph,
  open: ReadonlyMap<number, PlacedInside>,
  groups: readonly number[],
  base: readonly Rectangle[],
  grown: Grown,
  boxes: readonly Rectangle[],
): (code: number, way: Way, points: PointBuffer) => void {
  const lanes = lanesOf(ground.ways);
  const frames = groups.flatMap((group, frame) => (graph.padded[frame] === 1 && open.has(group) ? [frame] : []));
  const count = lanes.y.length;
  const from = new Float64Array(count);
  const to = new Float64Array(count);
  const level = new Float64Array(count);
  for (let lane = 0; lane < count; lane++) {
    const [left, right, y] = [at(lanes.from, lane), at(lanes.to, lane), at(lanes.y, lane)];
    const x = (left + right) / 2;
    const frame = frames.find((one) => {
      const box = base[one];
      return box !== undefined && x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height;
    });
    const before = base[frame ?? -1];
    const after = boxes[frame ?? -1];
    const isOutside = before === undefined || after === undefined;
    from[lane] = isOutside ? grown.moveX(left) : left + after.x - before.x;
    to[lane] = isOutside ? grown.moveX(right) : right + after.x - before.x;
    level[lane] = isOutside ? at(grown.laneY, lane) : y + after.y - before.y;
  }
  return (code, way, points) => {
    let piece = lanes.firstPiece.get(code) ?? 0;
    for (let point = 1; point + 2 < way.x.length; point += 2) {
      const lane = at(lanes.ofPiece, piece++);
      const isForward = (way.x[point] ?? 0) <= (way.x[point + 1] ?? 0);
      points.add(at(isForward ? from : to, lane), at(level, lane));
      points.add(at(isForward ? to : from, lane), at(level, lane));
    }
  };
}
