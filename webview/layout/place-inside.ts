import { cyclicParts } from "./cyclic-parts.ts";
import { at, type DirectedGraph } from "./directed-graph.ts";
import { freePlace } from "./free-place.ts";
import { groundOf, type InnerPlaces } from "./ground.ts";
import { type Extent, growBoxes, type Rectangle } from "./grow-boxes.ts";
import { noLanes } from "./lanes.ts";
import type { FramedGraph } from "./layered-graph.ts";
import { layoutFramed } from "./layout-framed.ts";
import type { Spacing } from "./place-columns.ts";

const cardShape = 1.6;

/** What lies directly in an open group, and the edges among it. */
export interface Inside extends DirectedGraph {
  /** `cardEnd` or `boxEnd` of each node. */
  readonly ends: readonly number[];
  readonly width: Float64Array;
  readonly height: Float64Array;
}

/** Where it is now. */
export interface PlacedInside extends Extent {
  /** From the top left of the group, by `cardEnd` or `boxEnd`. */
  readonly at: ReadonlyMap<number, { readonly x: number; readonly y: number }>;
  /** Some stand elsewhere than when the ways were laid. */
  readonly moved: boolean;
  /** What the next change begins from. */
  readonly laid: InnerPlaces;
}

/** Keeps what lies in a group where it is, puts what is new between it, and makes room for inner groups that were opened. */
export function placeInside(inside: Inside, before: InnerPlaces | undefined, spacing: Spacing): PlacedInside {
  return settle(inside, keepPlaces(inside, before, spacing), spacing);
}

/** Gives everything its present size where it was laid. */
function settle(
  { ends, width, height }: Inside,
  laid: InnerPlaces,
  { node, line, bundle, padding }: Spacing,
): PlacedInside {
  const boxes = ends.map((end) => laid.places.get(end) ?? { x: 0, y: 0, width: 0, height: 0 });
  const sizes = ends.map((_, index): Extent => ({ width: at(width, index), height: at(height, index) }));
  if (boxes.every((box, index) => box.width === sizes[index]?.width && box.height === sizes[index]?.height)) {
    return { at: laid.places, width: laid.width, height: laid.height, moved: laid.moved, laid };
  }
  const grown = growBoxes(boxes, sizes, noLanes, { box: node, line, bundle });
  return {
    at: new Map(ends.map((end, index) => [end, grown.boxes[index] ?? { x: 0, y: 0 }])),
    width: grown.boxes.reduce((most, box) => Math.max(most, box.x + box.width + padding.right), laid.width),
    height: grown.boxes.reduce((most, box) => Math.max(most, box.y + box.height + padding.bottom), laid.height),
    moved: true,
    laid,
  };
}

function keepPlaces(inside: Inside, before: InnerPlaces | undefined, spacing: Spacing): InnerPlaces {
  const { ends } = inside;
  const kept = ends.filter((end) => before?.places.has(end)).length;
  if (before === undefined || kept * 2 < ends.length) return freshPlaces(inside, spacing);
  const late = turnedBack(inside, before.places);
  if (kept === ends.length && kept === before.places.size && late.size === 0) return before;
  const present = new Set(ends.filter((_, index) => !late.has(index)));
  const places = new Map([...before.places].filter(([end]) => present.has(end)));
  let moved = before.moved || late.size > 0;
  const { padding } = spacing;
  for (const [index, end] of ends.entries()) {
    if (places.has(end)) continue;
    const size = { width: at(inside.width, index), height: at(inside.height, index) };
    const near = neighboursOf(inside, index, (other) => places.get(ends[other] ?? -1));
    const left = Math.max(padding.left, near.after + spacing.column);
    const right = near.before - spacing.column;
    // Between neighbours that stand too near a column is opened.
    if (right - left < size.width && near.before < Number.POSITIVE_INFINITY) {
      if (near.before <= near.after) return freshPlaces(inside, spacing);
      const by = size.width - (right - left);
      for (const [other, place] of places) if (place.x >= near.before) places.set(other, { ...place, x: place.x + by });
      moved = true;
    }
    const limit = right - left < size.width ? left + size.width : right;
    const wish = {
      left,
      right: limit === Number.POSITIVE_INFINITY ? Math.max(before.width, left + size.width) : limit,
      top: padding.top,
      y: near.middle === undefined ? padding.top : near.middle - size.height / 2,
    };
    const boxes = [...places.values()];
    const place = freePlace(size, wish, { boxes, lanes: noLanes, boxGap: spacing.node, laneGap: spacing.line });
    if (place === undefined) return freshPlaces(inside, spacing);
    places.set(end, { ...place, ...size });
  }
  if (turnedBack(inside, places).size > 0) return freshPlaces(inside, spacing);
  return { places, ...measured(places, before, spacing), moved };
}

/** A group is never smaller than it was: what was removed may come again. */
function measured(places: InnerPlaces["places"], least: Extent, { padding }: Spacing): Extent {
  let { width, height } = least;
  for (const place of places.values()) {
    width = Math.max(width, place.x + place.width + padding.right);
    height = Math.max(height, place.y + place.height + padding.bottom);
  }
  return { width, height };
}

function freshPlaces(inside: Inside, spacing: Spacing): InnerPlaces {
  const alone: FramedGraph = {
    ...inside,
    frames: 1,
    frameOf: new Int32Array(inside.nodes),
    padded: Uint8Array.of(1),
  };
  const layout = layoutFramed(alone, spacing, cardShape);
  const { inside: laid } = groundOf(alone, layout, { groups: [0], ends: inside.ends });
  const places = laid.get(0)?.places ?? new Map<number, Rectangle>();
  return { places, width: layout.width, height: layout.height, moved: true };
}

/** The nodes that have to stand further right; one without a place is in nobody's way. */
function turnedBack(inside: Inside, places: InnerPlaces["places"]): Set<number> {
  const boxes = inside.ends.map((end) => places.get(end));
  const x = Float64Array.from(boxes, (box) => box?.x ?? Number.NaN);
  return backTargets(
    inside,
    x,
    Float64Array.from(boxes, (box, index) => box?.width ?? at(inside.width, index)),
  );
}

/** The nodes to which an edge leads left that is in no cycle: they have to stand further right. */
export function backTargets(graph: DirectedGraph, x: Float64Array, width: Float64Array): Set<number> {
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

/** Where the neighbours of a node are that have places: the right side of the last upstream, the left side of the first downstream. */
export function neighboursOf(
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
