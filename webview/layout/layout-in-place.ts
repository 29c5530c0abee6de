import { cyclicParts } from "./cyclic-parts.ts";
import { at, type DirectedGraph, directedGraph, graphOfEnds } from "./directed-graph.ts";
import { type FindWay, wayFinder } from "./find-way.ts";
import { freePlace } from "./free-place.ts";
import { boxEnd, type CardPlaces, cardEnd, endsOf, type Ground, groundOf, type Meaning, wayCode } from "./ground.ts";
import { type Extent, growBoxes, type Lane, type Rectangle } from "./grow-boxes.ts";
import type { FramedGraph } from "./layered-graph.ts";
import { type Layout, layoutFramed } from "./layout-framed.ts";
import type { Spacing } from "./place-columns.ts";

/** More new groups than this, or this part of all, are not put between the others: all is laid out anew. */
const mostNew = 4;
const newPart = 0.1;
/** When fewer than this part of the places are still taken, too many holes are left. */
const leastTaken = 0.6;
const cardShape = 1.6;

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
  const nodesOf: number[][] = groups.map(() => []);
  for (let node = 0; node < graph.nodes; node++) nodesOf[at(graph.frameOf, node)]?.push(node);
  const cards = new Map(ground.cards);
  const sizes = groups.map((group, frame): Extent => {
    const nodes = nodesOf[frame] ?? [];
    const [only = 0] = nodes;
    if (graph.padded[frame] !== 1) return { width: at(graph.width, only), height: at(graph.height, only) };
    const places = placeCards(graph, meaning, nodes, cards.get(group), spacing);
    cards.set(group, places);
    return places;
  });
  const between = frameGraph(graph, meaning, ground);
  const late = lateBoxes(between, ground, groups);
  if (late.size > mostNew) return undefined;
  const standing = late.size === 0 ? ground : withoutBoxes(ground, late);
  const settled = fresh + late.size === 0 ? standing : insertBoxes(standing, between, groups, sizes, spacing);
  if (settled === undefined) return undefined;
  const place = arrange(graph, meaning, settled, cards, sizes, spacing);
  const left = Float64Array.from(place.boxes, ({ x }) => x);
  const wide = Float64Array.from(place.boxes, ({ width }) => width);
  if (backTargets(between, left, wide).size > 0) return undefined;
  return { layout: toLayout(graph, meaning, cards, place), ground: { ...settled, cards } };
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

/** Keeps cards where they are, and puts new ones between them. */
function placeCards(
  graph: FramedGraph,
  { ends }: Meaning,
  nodes: readonly number[],
  before: CardPlaces | undefined,
  spacing: Spacing,
): CardPlaces {
  const inside = insideOf(graph, nodes);
  const assets = nodes.map((node) => (ends[node] ?? 0) / 2);
  const kept = assets.filter((asset) => before?.cards.has(asset)).length;
  if (before === undefined || kept * 2 < nodes.length) return freshCards(graph, nodes, assets, inside, spacing);
  const late = turnedBack(inside, assets, before, graph, nodes);
  if (kept === nodes.length && kept === before.cards.size && late.size === 0) return before;
  const present = new Set(assets.filter((_, index) => !late.has(index)));
  const cards = new Map([...before.cards].filter(([asset]) => present.has(asset)));
  let moved = before.moved || late.size > 0;
  const { padding } = spacing;
  for (const [index, asset] of assets.entries()) {
    if (cards.has(asset)) continue;
    const size = { width: at(graph.width, nodes[index] ?? 0), height: at(graph.height, nodes[index] ?? 0) };
    const near = neighboursOf(inside, index, (other) => {
      const place = cards.get(assets[other] ?? -1);
      return place === undefined ? undefined : { ...place, ...sizeOf(graph, nodes[other] ?? 0) };
    });
    const left = Math.max(padding.left, near.after + spacing.column);
    const right = near.before - spacing.column;
    // Between neighbours that stand too near a column is opened.
    if (right - left < size.width && near.before < Number.POSITIVE_INFINITY) {
      if (near.before <= near.after) return freshCards(graph, nodes, assets, inside, spacing);
      const by = size.width - (right - left);
      for (const [other, place] of cards) if (place.x >= near.before) cards.set(other, { ...place, x: place.x + by });
      moved = true;
    }
    const boxes = [...cards].map(([other, place]) => ({
      ...place,
      ...sizeOf(graph, nodes[assets.indexOf(other)] ?? 0),
    }));
    const limit = right - left < size.width ? left + size.width : right;
    const wish = {
      left,
      right: limit === Number.POSITIVE_INFINITY ? Math.max(before.width, left + size.width) : limit,
      top: padding.top,
      y: near.middle === undefined ? padding.top : near.middle - size.height / 2,
    };
    const place = freePlace(size, wish, { boxes, lanes: [], boxGap: spacing.node, laneGap: spacing.line });
    if (place === undefined) return freshCards(graph, nodes, assets, inside, spacing);
    cards.set(asset, place);
  }
  const result = {
    ...measured(cards, (asset) => sizeOf(graph, nodes[assets.indexOf(asset)] ?? 0), before, spacing),
    moved,
  };
  if (turnedBack(inside, assets, result, graph, nodes).size === 0) return result;
  return freshCards(graph, nodes, assets, inside, spacing);
}

function sizeOf(graph: FramedGraph, node: number): Extent {
  return { width: at(graph.width, node), height: at(graph.height, node) };
}

/** A group is never smaller than it was: what was removed may come again. */
function measured(
  cards: CardPlaces["cards"],
  size: (asset: number) => Extent,
  least: Extent,
  { padding }: Spacing,
): Omit<CardPlaces, "moved"> {
  let { width, height } = least;
  for (const [asset, { x, y }] of cards) {
    width = Math.max(width, x + size(asset).width + padding.right);
    height = Math.max(height, y + size(asset).height + padding.bottom);
  }
  return { cards, width, height };
}

/** The edges among some nodes, counted from 0. */
function insideOf(graph: FramedGraph, nodes: readonly number[]): DirectedGraph {
  const index = new Map(nodes.map((node, position) => [node, position]));
  const pairs: [number, number][] = [];
  for (let edge = 0; edge < graph.from.length; edge++) {
    const from = index.get(at(graph.from, edge));
    const to = index.get(at(graph.to, edge));
    if (from !== undefined && to !== undefined) pairs.push([from, to]);
  }
  return directedGraph(nodes.length, pairs);
}

function freshCards(
  graph: FramedGraph,
  nodes: readonly number[],
  assets: readonly number[],
  inside: DirectedGraph,
  spacing: Spacing,
): CardPlaces {
  const alone: FramedGraph = {
    ...inside,
    frames: 1,
    frameOf: new Int32Array(nodes.length),
    width: Float64Array.from(nodes, (node) => at(graph.width, node)),
    height: Float64Array.from(nodes, (node) => at(graph.height, node)),
    padded: Uint8Array.of(1),
  };
  const layout = layoutFramed(alone, spacing, cardShape);
  const { cards } = groundOf(alone, layout, { groups: [0], ends: assets.map((asset) => 2 * asset) });
  const places = cards.get(0);
  return { cards: places?.cards ?? new Map(), width: layout.width, height: layout.height, moved: true };
}

/** The cards that have to stand further right; one without a place is in nobody's way. */
function turnedBack(
  inside: DirectedGraph,
  assets: readonly number[],
  { cards }: CardPlaces,
  graph: FramedGraph,
  nodes: readonly number[],
): Set<number> {
  const x = Float64Array.from(assets, (asset) => cards.get(asset)?.x ?? Number.NaN);
  return backTargets(
    inside,
    x,
    Float64Array.from(nodes, (node) => at(graph.width, node)),
  );
}

/** Where the neighbours of a node are that have places: the right side of the last upstream, the left side of the first downstream. */
function neighboursOf(
  graph: DirectedGraph,
  node: number,
  boxOf: (node: number) => Rectangle | undefined,
): { readonly after: number; readonly before: number; readonly middle: number | undefined } {
  let after = Number.NEGATIVE_INFINITY;
  let before = Number.POSITIVE_INFINITY;
  let sum = 0;
  let count = 0;
  for (let edge = 0; edge < graph.from.length; edge++) {
    const down = at(graph.from, edge) === node;
    if (!down && at(graph.to, edge) !== node) continue;
    const box = boxOf(down ? at(graph.to, edge) : at(graph.from, edge));
    if (box === undefined) continue;
    if (down) before = Math.min(before, box.x);
    else after = Math.max(after, box.x + box.width);
    sum += box.y + box.height / 2;
    count++;
  }
  return { after, before, middle: count === 0 ? undefined : sum / count };
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
      lanes: lanesOf(ways.values()),
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
    ways: new Map([...ways].map(([code, way]) => [code, { x: Float64Array.from(way.x, move), y: way.y }])),
  };
}

function lanesOf(ways: Iterable<{ readonly x: ArrayLike<number>; readonly y: ArrayLike<number> }>): Lane[] {
  const lanes: Lane[] = [];
  for (const { x, y } of ways) {
    for (let point = 1; point + 2 < x.length; point += 2) {
      const one = x[point] ?? 0;
      const other = x[point + 1] ?? 0;
      lanes.push({ from: Math.min(one, other), to: Math.max(one, other), y: y[point] ?? 0 });
    }
  }
  return lanes;
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
  cards: ReadonlyMap<number, CardPlaces>,
  sizes: readonly Extent[],
  spacing: Spacing,
): Arrangement {
  const base = meaning.groups.map((group) => ground.boxes.get(group) ?? { x: 0, y: 0, width: 0, height: 0 });
  const same = base.every(
    ({ width, height }, frame) => sizes[frame]?.width === width && sizes[frame]?.height === height,
  );
  const lanes = same ? [] : lanesOf(ground.ways.values());
  const grown = growBoxes(base, sizes, lanes, { box: spacing.frame, line: spacing.line, bundle: spacing.bundle });
  return {
    boxes: grown.boxes,
    findWay: wayFinder(graph, meaning, ground, cards, base, same ? undefined : grown, grown.boxes, spacing),
  };
}

/** The nodes to which an edge leads left that is in no cycle: they have to stand further right. */
function backTargets(graph: DirectedGraph, x: Float64Array, width: Float64Array): Set<number> {
  const back: number[] = [];
  for (let edge = 0; edge < graph.from.length; edge++) {
    const from = at(graph.from, edge);
    if (at(x, from) + at(width, from) > at(x, at(graph.to, edge))) back.push(edge);
  }
  if (back.length === 0) return new Set();
  const part = cyclicParts(graph);
  const forced = (edge: number): boolean => at(part, at(graph.from, edge)) === at(part, at(graph.to, edge));
  return new Set(back.filter((edge) => !forced(edge)).map((edge) => at(graph.to, edge)));
}

/** Groups that now read from one that stands to the right of them. */
function lateBoxes(between: DirectedGraph, ground: Ground, groups: readonly number[]): Set<number> {
  const boxes = groups.map((group) => ground.boxes.get(group));
  const left = Float64Array.from(boxes, (box) => box?.x ?? Number.NaN);
  const wide = Float64Array.from(boxes, (box) => box?.width ?? 0);
  return new Set([...backTargets(between, left, wide)].map((frame) => groups[frame] ?? -1));
}

function withoutBoxes(ground: Ground, gone: ReadonlySet<number>): Ground {
  const ends = new Set<number>();
  for (const group of gone) {
    ends.add(boxEnd(group));
    for (const asset of ground.cards.get(group)?.cards.keys() ?? []) ends.add(cardEnd(asset));
  }
  const ofGone = (code: number): boolean => endsOf(code).some((end) => ends.has(end));
  return {
    ...ground,
    boxes: new Map([...ground.boxes].filter(([group]) => !gone.has(group))),
    ways: new Map([...ground.ways].filter(([code]) => !ofGone(code))),
  };
}

function toLayout(
  graph: FramedGraph,
  { groups, ends }: Meaning,
  cards: ReadonlyMap<number, CardPlaces>,
  { boxes, findWay }: Arrangement,
): Layout {
  const x = new Float64Array(graph.nodes);
  const y = new Float64Array(graph.nodes);
  for (let node = 0; node < graph.nodes; node++) {
    const frame = at(graph.frameOf, node);
    const box = boxes[frame];
    if (box === undefined) continue;
    const card =
      graph.padded[frame] === 1 ? cards.get(groups[frame] ?? -1)?.cards.get((ends[node] ?? 0) / 2) : undefined;
    x[node] = box.x + (card?.x ?? 0);
    y[node] = box.y + (card?.y ?? 0);
  }
  const start = new Int32Array(graph.from.length + 1);
  const ways = Array.from({ length: graph.from.length }, (_, line) => findWay(line, x, y));
  ways.forEach((way, line) => {
    start[line + 1] = at(start, line) + way.x.length;
  });
  const routeX = new Float64Array(at(start, ways.length));
  const routeY = new Float64Array(at(start, ways.length));
  ways.forEach((way, line) => {
    routeX.set(way.x, at(start, line));
    routeY.set(way.y, at(start, line));
  });
  let width = 0;
  let height = 0;
  for (const box of boxes) {
    width = Math.max(width, box.x + box.width);
    height = Math.max(height, box.y + box.height);
  }
  for (const value of routeY) height = Math.max(height, value);
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
