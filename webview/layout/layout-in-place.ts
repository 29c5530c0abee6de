import { at, type DirectedGraph, directedGraph, graphOfEnds } from "./directed-graph.ts";
import { type FindWay, wayFinder } from "./find-way.ts";
import { freePlace } from "./free-place.ts";
import { boxEnd, firstEndOf, type Ground, type Meaning, secondEndOf, wayCode } from "./ground.ts";
import { type Extent, growBoxes, type Rectangle } from "./grow-boxes.ts";
import { lanesOf, noLanes } from "./lanes.ts";
import type { FramedGraph } from "./layered-graph.ts";
import type { Layout } from "./layout-framed.ts";
import type { Spacing } from "./place-columns.ts";
import { backTargets, type Inside, neighboursOf, type PlacedInside, placeInside } from "./place-inside.ts";
import { PointBuffer } from "./point-buffer.ts";

/** More new groups than this, or this part of all, are not put between the others: all is laid out anew. */
const mostNew = 4;
const newPart = 0.1;
/** When fewer than this part of the places are still taken, too many holes are left. */
const leastTaken = 0.6;
/** Sizes are sums of fractions: what differs by less is equal. */
const slip = 0.001;

/** A layout, and the ground that the next change begins from. */
export interface InPlace {
  readonly layout: Layout;
  readonly ground: Ground;
}

/**
 * Lays out a graph that differs a little from the one on the ground: what is new comes where there is room, what is gone
 * leaves its place, a box that opens grows where it stands, and all else stays. Undefined: it differs too much, or an
 * edge would lead to the left; lay it out anew.
 */
export function layoutInPlace(
  graph: FramedGraph,
  meaning: Meaning,
  ground: Ground,
  spacing: Spacing,
): InPlace | undefined {
  const { groups } = meaning;
  const known = groups.filter((group) => ground.boxes.has(group)).length;
  const fresh = groups.length - known;
  if (fresh > mostNew + newPart * known || known < leastTaken * ground.boxes.size) return undefined;
  const insides = insidesOf(graph, meaning);
  const open = new Map<number, PlacedInside>();
  const laid = new Map(ground.inside);
  const firstNode = firstNodes(graph);
  const placedAnew = new Set<number>();
  const sizes = groups.map((group, frame): Extent => {
    const inside = insides[frame];
    const only = at(firstNode, frame);
    if (inside === undefined) return { width: at(graph.width, only), height: at(graph.height, only) };
    const before = ground.inside.get(group);
    const placed = placeInside(inside, before, spacing);
    open.set(group, placed);
    for (const end of inside.ends) if (before?.places.has(end) !== true) placedAnew.add(end);
    laid.set(group, placed.laid);
    return placed;
  });
  const between = frameGraph(graph, meaning, ground);
  const late = lateBoxes(between, ground, groups);
  if (late.size > mostNew) return undefined;
  const unplaced = new Set(groups.filter((group) => late.has(group) || !ground.boxes.has(group)));
  const standing = withoutPlaces(ground, unplaced, placedAnew);
  const settled = unplaced.size === 0 ? standing : insertBoxes(standing, between, groups, sizes, spacing);
  if (settled === undefined) return undefined;
  const place = arrange(graph, meaning, settled, open, sizes, spacing);
  const left = Float64Array.from(place.boxes, ({ x }) => x);
  const wide = Float64Array.from(place.boxes, ({ width }) => width);
  if (backTargets(between, left, wide).size > 0) return undefined;
  return { layout: toLayout(graph, meaning, open, place), ground: { ...settled, inside: laid } };
}

/** The edges between frames, but for those from row to row, which lead left. */
function frameGraph(
  { frames, frameOf, from, to }: FramedGraph,
  { groups }: Meaning,
  { rowEnds }: Ground,
): DirectedGraph {
  const frame = (node: number): number => at(frameOf, node);
  const between = graphOfEnds(frames, from.map(frame), to.map(frame));
  if (rowEnds.size === 0) return between;
  const pairs: [number, number][] = [];
  between.from.forEach((one, edge) => {
    const other = at(between.to, edge);
    if (!rowEnds.has(wayCode(groups[one] ?? 0, groups[other] ?? 0))) pairs.push([one, other]);
  });
  return directedGraph(frames, pairs);
}

function firstNodes({ frames, frameOf }: FramedGraph): Int32Array {
  const first = new Int32Array(frames);
  for (let node = frameOf.length - 1; node >= 0; node--) first[at(frameOf, node)] = node;
  return first;
}

/** What lies in each open frame. */
function insidesOf(graph: FramedGraph, { ends }: Meaning): (Inside | undefined)[] {
  const { frames, frameOf, padded, from, to } = graph;
  const nodes: number[][] = Array.from({ length: frames }, () => []);
  const index = new Int32Array(graph.nodes);
  for (let node = 0; node < graph.nodes; node++) index[node] = (nodes[at(frameOf, node)]?.push(node) ?? 1) - 1;
  const pairs: [number, number][][] = Array.from({ length: frames }, () => []);
  for (let edge = 0; edge < from.length; edge++) {
    const [one, other] = [at(from, edge), at(to, edge)];
    const frame = at(frameOf, one);
    if (padded[frame] === 1 && frame === at(frameOf, other)) pairs[frame]?.push([at(index, one), at(index, other)]);
  }
  return nodes.map((inFrame, frame) =>
    padded[frame] !== 1
      ? undefined
      : {
          ...directedGraph(inFrame.length, pairs[frame] ?? []),
          ends: inFrame.map((node) => ends[node] ?? 0),
          width: Float64Array.from(inFrame, (node) => at(graph.width, node)),
          height: Float64Array.from(inFrame, (node) => at(graph.height, node)),
        },
  );
}

/** Puts boxes that are new between the others. Undefined: one would have to be on both sides of another. */
function insertBoxes(
  ground: Ground,
  between: DirectedGraph,
  groups: readonly number[],
  sizes: readonly Extent[],
  spacing: Spacing,
): Ground | undefined {
  let { boxes, ways } = ground;
  for (const [frame, group] of groups.entries()) {
    if (boxes.has(group)) continue;
    const size = sizes[frame] ?? { width: 0, height: 0 };
    const near = neighboursOf(between, frame, (other) => boxes.get(groups[other] ?? -1));
    if (near.before <= near.after) return undefined;
    const left = Math.max(0, near.after + spacing.layer);
    const room = near.before - spacing.layer - left;
    if (room < size.width) {
      const moved = openColumn(boxes, ways, near.before, size.width - room);
      boxes = moved.boxes;
      ways = moved.ways;
    }
    let right = 0;
    let bottom = 0;
    for (const box of boxes.values()) {
      right = Math.max(right, box.x + box.width);
      bottom = Math.max(bottom, box.y + box.height);
    }
    const wish = {
      left,
      right:
        near.before === Number.POSITIVE_INFINITY
          ? Math.max(right, left + size.width)
          : left + Math.max(room, size.width),
      top: 0,
      y: near.middle === undefined ? bottom + spacing.frame : near.middle - size.height / 2,
    };
    const place = freePlace(size, wish, {
      boxes: [...boxes.values()],
      lanes: lanesOf(ways),
      boxGap: spacing.frame,
      laneGap: spacing.line,
    });
    if (place === undefined) return undefined;
    boxes = new Map(boxes).set(group, { ...place, ...size });
  }
  return { ...ground, boxes, ways };
}

/** Moves everything that begins at `x` or to the right of it. */
function openColumn(
  boxes: Ground["boxes"],
  ways: Ground["ways"],
  x: number,
  by: number,
): Pick<Ground, "boxes" | "ways"> {
  const move = (old: number): number => (old >= x ? old + by : old);
  return {
    boxes: new Map([...boxes].map(([group, box]) => [group, { ...box, x: move(box.x) }])),
    ways: new Map([...ways].map(([code, way]) => [code, { ...way, x: Float64Array.from(way.x, move) }])),
  };
}

/** Boxes of the frames, and the way of every line. */
interface Arrangement {
  readonly boxes: readonly Rectangle[];
  readonly findWay: FindWay;
}

function arrange(
  graph: FramedGraph,
  meaning: Meaning,
  ground: Ground,
  open: ReadonlyMap<number, PlacedInside>,
  sizes: readonly Extent[],
  spacing: Spacing,
): Arrangement {
  const base = meaning.groups.map((group) => ground.boxes.get(group) ?? { x: 0, y: 0, width: 0, height: 0 });
  const same = base.every(({ width, height }, frame) => {
    const size = sizes[frame];
    return size !== undefined && Math.abs(size.width - width) < slip && Math.abs(size.height - height) < slip;
  });
  const lanes = same ? noLanes : lanesOf(ground.ways);
  const grown = growBoxes(base, sizes, lanes, { box: spacing.frame, line: spacing.line, bundle: spacing.bundle });
  return {
    boxes: grown.boxes,
    findWay: wayFinder(graph, meaning, ground, open, base, same ? undefined : grown, grown.boxes),
  };
}

/** Groups that now read from one that stands to the right of them. */
function lateBoxes(between: DirectedGraph, ground: Ground, groups: readonly number[]): Set<number> {
  const boxes = groups.map((group) => ground.boxes.get(group));
  const left = Float64Array.from(boxes, (box) => box?.x ?? Number.NaN);
  const wide = Float64Array.from(boxes, (box) => box?.width ?? 0);
  return new Set([...backTargets(between, left, wide)].map((frame) => groups[frame] ?? -1));
}

/**
 * Forgets where groups were, and the ways to all that is placed anew: what comes back after it was gone stands elsewhere.
 * What stays the same, stays the same object: much is known of it.
 */
function withoutPlaces(ground: Ground, groups: ReadonlySet<number>, placedAnew: ReadonlySet<number>): Ground {
  const ends = new Set(placedAnew);
  for (const group of groups) {
    ends.add(boxEnd(group));
    for (const end of ground.inside.get(group)?.places.keys() ?? []) ends.add(end);
  }
  if (ends.size === 0) return ground;
  const gone = (code: number): boolean => ends.has(firstEndOf(code)) || ends.has(secondEndOf(code));
  let isJoined = false;
  for (const code of ground.ways.keys()) isJoined ||= gone(code);
  const isKnown = [...groups].some((group) => ground.boxes.has(group));
  return {
    ...ground,
    boxes: isKnown ? new Map([...ground.boxes].filter(([group]) => !groups.has(group))) : ground.boxes,
    ways: isJoined ? new Map([...ground.ways].filter(([code]) => !gone(code))) : ground.ways,
  };
}

function toLayout(
  graph: FramedGraph,
  { groups, ends }: Meaning,
  open: ReadonlyMap<number, PlacedInside>,
  { boxes, findWay }: Arrangement,
): Layout {
  const x = new Float64Array(graph.nodes);
  const y = new Float64Array(graph.nodes);
  for (let node = 0; node < graph.nodes; node++) {
    const frame = at(graph.frameOf, node);
    const box = boxes[frame];
    if (box === undefined) continue;
    const inner = graph.padded[frame] === 1 ? open.get(groups[frame] ?? -1)?.at.get(ends[node] ?? 0) : undefined;
    x[node] = box.x + (inner?.x ?? 0);
    y[node] = box.y + (inner?.y ?? 0);
  }
  const start = new Int32Array(graph.from.length + 1);
  // A line has two ends and, on an average, as many pieces.
  const points = new PointBuffer(8 * graph.from.length);
  for (let line = 0; line < graph.from.length; line++) {
    findWay(line, x, y, points);
    start[line + 1] = points.length;
  }
  const { x: routeX, y: routeY } = points.columns();
  let width = 0;
  let height = 0;
  for (const box of boxes) {
    width = Math.max(width, box.x + box.width);
    height = Math.max(height, box.y + box.height);
  }
  for (let point = 0; point < routeY.length; point++) if (at(routeY, point) > height) height = at(routeY, point);
  return {
    width,
    height,
    x,
    y,
    frames: {
      x: Float64Array.from(boxes, (box) => box.x),
      y: Float64Array.from(boxes, (box) => box.y),
      width: Float64Array.from(boxes, (box) => box.width),
      height: Float64Array.from(boxes, (box) => box.height),
    },
    routes: { start, x: routeX, y: routeY },
  };
}
