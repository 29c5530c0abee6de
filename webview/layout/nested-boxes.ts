import { at, type DirectedGraph, directedGraph, graphOfEnds } from "./directed-graph.ts";
import { boxEnd, type InnerPlaces } from "./ground.ts";
import type { Extent, Rectangle } from "./grow-boxes.ts";
import type { FramedGraph } from "./layered-graph.ts";
import type { Layout } from "./layout-framed.ts";
import { bend, besideCards, levelPiece, type Point, titleOf } from "./level-piece.ts";
import type { Spacing } from "./place-columns.ts";
import { type PlacedInside, placeInside } from "./place-inside.ts";
import { codeOfEnd, type SheetDraft, sizeOfEnd } from "./sheet-draft.ts";

/**
 * Groups that are open inside of others. To the layout of the sheet each is one node, as large as what is in it needs; the
 * lines of all that is in it end at that node. Here it gets its size, and the lines get their ways through it.
 */
export interface NestedBoxes {
  /** By item: the node that it is, or is in; -1: an outermost box. */
  readonly nodeOf: Int32Array;
  /** The items that are nodes. */
  readonly nodes: readonly number[];
  /** Of open boxes inside of others, by their position. */
  readonly inside: ReadonlyMap<number, PlacedInside>;
  /** What lies directly in each open box. */
  readonly items: ReadonlyMap<number, readonly number[]>;
}

/** Finds the nodes of a sheet and, from the innermost on, places what lies in nested open groups. */
export function nestBoxes(
  draft: SheetDraft,
  before: ReadonlyMap<number, InnerPlaces> | undefined,
  spacing: Spacing,
): NestedBoxes {
  const { boxes, ends, around, depth } = draft;
  const nodeOf = new Int32Array(around.length).fill(-1);
  const nodes: number[] = [];
  const items = new Map<number, number[]>();
  const isOpenBox = (item: number): boolean => item >= ends.length && boxes[item - ends.length]?.open === true;
  for (let item = 0; item < around.length; item++) {
    const isEnd = item < ends.length;
    if (!isEnd && !isOpenBox(item)) continue;
    const box = at(around, item);
    if (box >= 0) {
      const inBox = items.get(box) ?? [];
      if (inBox.length === 0) items.set(box, inBox);
      inBox.push(item);
    }
    if (at(depth, item) === 1 || (isEnd && at(depth, item) === 0)) nodeOf[item] = nodes.push(item) - 1;
  }
  const inside = new Map<number, PlacedInside>();
  const nested = boxes.flatMap(({ open, depth: deep }, box) => (open && deep > 0 ? [box] : []));
  if (nested.length === 0) return { nodeOf, nodes, inside, items };
  for (let item = 0; item < around.length; item++) {
    if (at(nodeOf, item) >= 0 || (item >= ends.length && !isOpenBox(item))) continue;
    nodeOf[item] = at(nodeOf, climb(draft, item, 1));
  }
  const pairs = innerPairs(draft);
  for (const box of nested.toReversed()) {
    const inBox = items.get(box) ?? [];
    const index = new Map(inBox.map((item, position) => [item, position]));
    const sizes = inBox.map((item) => sizeOfItem(draft, inside, item));
    const edges = (pairs.get(box) ?? []).map(([one, other]): [number, number] => [
      index.get(one) ?? 0,
      index.get(other) ?? 0,
    ]);
    const placed = placeInside(
      {
        ...directedGraph(inBox.length, edges),
        ends: inBox.map((item) => codeOfItem(draft, item)),
        width: Float64Array.from(sizes, ({ width }) => width),
        height: Float64Array.from(sizes, ({ height }) => height),
      },
      before?.get(boxes[box]?.shown.group ?? -1),
      spacing,
    );
    inside.set(box, placed);
  }
  return { nodeOf, nodes, inside, items };
}

/** The number of an item on the ground. */
export function codeOfItem(draft: SheetDraft, item: number): number {
  const box = draft.boxes[item - draft.ends.length];
  return box === undefined ? codeOfEnd(draft, item) : boxEnd(box.shown.group);
}

export function sizeOfItem(draft: SheetDraft, inside: NestedBoxes["inside"], item: number): Extent {
  return item < draft.ends.length
    ? sizeOfEnd(draft, item)
    : (inside.get(item - draft.ends.length) ?? { width: 0, height: 0 });
}

/** The item at a depth that an item is or lies in. */
function climb({ ends, around, depth }: SheetDraft, item: number, to: number): number {
  let now = item;
  while (at(depth, now) > to) now = ends.length + at(around, now);
  return now;
}

/** The items that a line joins in the innermost box that holds both of its ends; `box`: -1 is the sheet. */
function meeting(
  draft: SheetDraft,
  from: number,
  to: number,
): { readonly box: number; readonly one: number; readonly other: number } {
  const { around, depth } = draft;
  const least = Math.min(at(depth, from), at(depth, to));
  let one = climb(draft, from, least);
  let other = climb(draft, to, least);
  while (at(around, one) !== at(around, other)) {
    one = draft.ends.length + at(around, one);
    other = draft.ends.length + at(around, other);
  }
  return { box: at(around, one), one, other };
}

/** What lines join in each open box that is in another. */
function innerPairs(draft: SheetDraft): ReadonlyMap<number, readonly (readonly [number, number])[]> {
  const pairs = new Map<number, [number, number][]>();
  const { from, to } = draft.lines;
  for (let line = 0; line < from.length; line++) {
    const { box, one, other } = meeting(draft, at(from, line), at(to, line));
    if (box < 0 || draft.boxes[box]?.depth === 0) continue;
    const ofBox = pairs.get(box) ?? [];
    if (ofBox.length === 0) pairs.set(box, ofBox);
    ofBox.push([one, other]);
  }
  return pairs;
}

/** The lines between nodes. */
export function nodeLines({ lines }: SheetDraft, { nodeOf, nodes, inside }: NestedBoxes): DirectedGraph {
  if (inside.size === 0) return lines;
  const node = (end: number): number => at(nodeOf, end);
  return graphOfEnds(nodes.length, lines.from.map(node), lines.to.map(node));
}

/** Where every item is. */
export function itemBoxes(draft: SheetDraft, nested: NestedBoxes, layout: Layout): readonly Rectangle[] {
  const { boxes, ends, around } = draft;
  const { frames } = layout;
  const places: Rectangle[] = [];
  let frame = 0;
  const frameOf = boxes.map(({ parent }) => (parent < 0 ? frame++ : -1));
  const ofNode = (node: number, item: number): Rectangle => ({
    x: at(layout.x, node),
    y: at(layout.y, node),
    ...sizeOfItem(draft, nested.inside, item),
  });
  // Boxes first, from the outside in: what is in them is counted from there.
  boxes.forEach((box, position) => {
    const item = ends.length + position;
    const here = frameOf[position] ?? -1;
    if (here >= 0) {
      places[item] = {
        x: at(frames.x, here),
        y: at(frames.y, here),
        width: at(frames.width, here),
        height: at(frames.height, here),
      };
    } else if (box.open && box.depth === 1) places[item] = ofNode(at(nested.nodeOf, item), item);
    else if (box.open) places[item] = placeInBox(draft, nested, places, item);
  });
  for (let end = 0; end < ends.length; end++) {
    const box = at(around, end);
    const isNode = box < 0 || boxes[box]?.depth === 0;
    const place = isNode ? ofNode(at(nested.nodeOf, end), end) : placeInBox(draft, nested, places, end);
    const what = ends[end];
    places[end] = place;
    if (what !== undefined && "group" in what) places[ends.length + what.group] = place;
  }
  return places;
}

function placeInBox(draft: SheetDraft, { inside }: NestedBoxes, places: readonly Rectangle[], item: number): Rectangle {
  const box = at(draft.around, item);
  const outer = places[draft.ends.length + box] ?? { x: 0, y: 0 };
  const place = inside.get(box)?.at.get(codeOfItem(draft, item)) ?? { x: 0, y: 0 };
  return { x: outer.x + place.x, y: outer.y + place.y, ...sizeOfItem(draft, inside, item) };
}

/** The way of every line, those of nodes continued to what is in them. */
export function nestedRoutes(
  draft: SheetDraft,
  nested: NestedBoxes,
  graph: FramedGraph,
  layout: Layout,
  places: readonly Rectangle[],
  lineOf: (from: number, to: number) => number,
): Layout["routes"] {
  const { lines, ends, around, depth } = draft;
  const { nodeOf, inside, items } = nested;
  if (inside.size === 0) return layout.routes;
  const nowhere: Rectangle = { x: 0, y: 0, width: 0, height: 0 };
  const place = (item: number): Rectangle => places[item] ?? nowhere;
  const title = (box: number): Rectangle => titleOf(place(ends.length + box));
  const others = (box: number, ...without: readonly number[]): Rectangle[] =>
    (items.get(box) ?? []).filter((other) => !without.includes(other)).map(place);

  /** From the right side of an item to that of the item `to` around it, or from the left side of `to` to its left. */
  const steps = (item: number, to: number, side: "right" | "left"): Point[] => {
    const points: Point[] = [];
    let now = item;
    let y = place(item).y + place(item).height / 2;
    let x = side === "right" ? place(item).x + place(item).width : place(item).x;
    points.push({ x, y });
    while (now !== to) {
      const box = at(around, now);
      const outer = place(ends.length + box);
      const border = side === "right" ? outer.x + outer.width : outer.x;
      const piece =
        side === "right"
          ? levelPiece(x, border, y, others(box, now), [bend, 0], besideCards, title(box))
          : levelPiece(border, x, y, others(box, now), [0, bend], besideCards, title(box)).reverse();
      points.push(...(piece.length === 0 ? [{ x: border, y }] : piece));
      now = ends.length + box;
      y = points.at(-1)?.y ?? y;
      x = border;
    }
    return points;
  };

  const isNode = (end: number): boolean => at(depth, end) < 2;

  /** From one outermost box to another: outside of both as the line of their nodes goes. */
  const across = (from: number, one: number, to: number, other: number): Point[] => {
    const fromNode = at(nodeOf, from);
    const way = laidPoints(layout.routes, lineOf(fromNode, at(nodeOf, to)));
    const isForward = Math.abs((way[0]?.x ?? 0) - at(layout.x, fromNode) - at(graph.width, fromNode)) < 0.01;
    const [out, into] = isForward ? (["right", "left"] as const) : (["left", "right"] as const);
    const outside = way.slice(1, -1).filter((point) => !covers(place(one), point) && !covers(place(other), point));
    return [...steps(from, one, out), ...outside, ...steps(to, other, into).reverse()];
  };

  /** From one item of a box to another. */
  const within = (box: number, from: number, one: number, to: number, other: number): Point[] => {
    const ahead = place(one).x + place(one).width <= place(other).x + 0.001;
    const leave = ahead ? steps(from, one, "right") : steps(to, other, "right");
    const enter = (ahead ? steps(to, other, "left") : steps(from, one, "left")).reverse();
    const [last, next] = [leave.at(-1), enter[0]];
    const piece =
      last === undefined || next === undefined
        ? []
        : levelPiece(
            last.x,
            next.x,
            (last.y + next.y) / 2,
            others(box, one, other),
            [bend, bend],
            besideCards,
            title(box),
          );
    const points = [...leave, ...piece, ...enter];
    return ahead ? points : points.reverse();
  };

  const start = new Int32Array(lines.from.length + 1);
  const routeX: number[] = [];
  const routeY: number[] = [];
  for (let line = 0; line < lines.from.length; line++) {
    const from = at(lines.from, line);
    const to = at(lines.to, line);
    const { box, one, other } = meeting(draft, from, to);
    const points =
      isNode(from) && isNode(to)
        ? laidPoints(layout.routes, lineOf(at(nodeOf, from), at(nodeOf, to)))
        : box < 0
          ? across(from, one, to, other)
          : within(box, from, one, to, other);
    for (const { x, y } of points) {
      routeX.push(x);
      routeY.push(y);
    }
    start[line + 1] = routeX.length;
  }
  return { start, x: Float64Array.from(routeX), y: Float64Array.from(routeY) };
}

function laidPoints({ start, x, y }: Layout["routes"], line: number): Point[] {
  const first = at(start, line);
  return Array.from({ length: at(start, line + 1) - first }, (_, point) => ({
    x: at(x, first + point),
    y: at(y, first + point),
  }));
}

function covers({ x, y, width, height }: Rectangle, point: Point): boolean {
  return point.x >= x && point.x <= x + width && point.y >= y && point.y <= y + height;
}
