import type { AssetTable } from "../../protocol/messages/asset-table.ts";
import { bendAround, type WideBoxes } from "./bend-around.ts";
import { at, type DirectedGraph, incidence } from "./directed-graph.ts";
import { type Ground, groundOf, type InnerPlaces, type Meaning } from "./ground.ts";
import { liesIn } from "./group-tree.ts";
import type { Rectangle } from "./grow-boxes.ts";
import type { FramedGraph } from "./layered-graph.ts";
import { layoutFramed } from "./layout-framed.ts";
import { layoutInPlace } from "./layout-in-place.ts";
import {
  codeOfItem,
  itemBoxes,
  type NestedBoxes,
  nestBoxes,
  nestedRoutes,
  nodeLines,
  sizeOfItem,
} from "./nested-boxes.ts";
import type { Spacing } from "./place-columns.ts";
import { cellPitch, type PlacedGroup, type Placement } from "./placement.ts";
import { draftSheet, type Openness, type SheetDraft } from "./sheet-draft.ts";

const openSpacing: Spacing = {
  column: 46,
  layer: 30,
  node: 24,
  frame: 28,
  line: 14,
  bundle: 6,
  padding: { left: 16, top: 44, right: 16, bottom: 16 },
};
const closedSpacing: Spacing = { ...openSpacing, layer: 60, frame: 14, line: 7, bundle: 3 };

/** Places all assets of a table: open groups as boxes of cards and inner groups, closed ones as boxes of cells. `before` keeps the order that it can. */
export function layoutGroups(table: AssetTable, openness: Openness, before?: Placement): Placement {
  return place(table, openness, before, false);
}

/** Places what changed, and leaves all else where `before` had it, as far as that gives a readable picture. */
export function changeGroups(table: AssetTable, openness: Openness, before: Placement): Placement {
  return place(table, openness, before, true);
}

function place(table: AssetTable, openness: Openness, before: Placement | undefined, inPlace: boolean): Placement {
  const { shape } = openness;
  const kept = before?.made.shape === shape ? before.made : undefined;
  const draft = draftSheet(
    table,
    openness,
    before && { tree: before.made.tree, title: inPlace && kept !== undefined ? kept.title : undefined },
  );
  const { tree, title } = draft;
  const hasOpen = draft.boxes.some(({ open }) => open);
  const nested = nestBoxes(draft, hasOpen ? before?.made.ground().inside : undefined, openSpacing);
  const graph = framedGraph(table, draft, nested, before);
  const meaning: Meaning = {
    groups: draft.boxes.flatMap(({ parent, shown }) => (parent < 0 ? [shown.group] : [])),
    ends: nested.nodes.map((item) => codeOfItem(draft, item)),
  };
  // An asset more in a closed group is often only a cell more: then no box moves.
  if (
    kept !== undefined &&
    nested.inside.size === 0 &&
    sameBoxes(kept.graph, graph) &&
    sameMeaning(kept.meaning, meaning)
  ) {
    return toPlacement(table, { ...kept, tree, graph }, draft, nested);
  }
  if (inPlace && kept !== undefined) {
    const changed = layoutInPlace(graph, meaning, kept.ground(), { ...openSpacing, frame: closedSpacing.frame });
    if (changed !== undefined) {
      const ground = withNested(changed.ground, draft, nested);
      const made = { tree, graph, layout: changed.layout, shape, meaning, title, ground: () => ground };
      return toPlacement(table, made, draft, nested);
    }
  }
  const layout = layoutFramed(graph, hasOpen ? openSpacing : closedSpacing, shape);
  let ground: Ground | undefined;
  const made = {
    tree,
    graph,
    layout,
    shape,
    meaning,
    title,
    ground: (): Ground => {
      ground ??= withNested(groundOf(graph, layout, meaning), draft, nested);
      return ground;
    },
  };
  return toPlacement(table, made, draft, nested);
}

function withNested(ground: Ground, { boxes }: SheetDraft, { inside }: NestedBoxes): Ground {
  if (inside.size === 0) return ground;
  const all = new Map<number, InnerPlaces>(ground.inside);
  for (const [box, { laid }] of inside) all.set(boxes[box]?.shown.group ?? -1, laid);
  return { ...ground, inside: all };
}

/** Outermost groups as frames; in them, closed groups, cards, and open inner groups as nodes. */
function framedGraph(
  table: AssetTable,
  draft: SheetDraft,
  nested: NestedBoxes,
  before: Placement | undefined,
): FramedGraph {
  const { boxes, ends, around } = draft;
  const { nodes, inside } = nested;
  const frames: number[] = [];
  const frameOfBox = boxes.map(({ parent }, box) => (parent < 0 ? frames.push(box) - 1 : -1));
  const frameOf = new Int32Array(nodes.length);
  const width = new Float64Array(nodes.length);
  const height = new Float64Array(nodes.length);
  const old = new Float64Array(before === undefined ? 0 : nodes.length);
  nodes.forEach((item, node) => {
    const end = ends[item];
    const inBox = end !== undefined && "asset" in end ? undefined : boxes[end?.group ?? item - ends.length];
    const box = at(around, item) >= 0 ? at(around, item) : (end as { readonly group: number }).group;
    frameOf[node] = frameOfBox[box] ?? 0;
    const size = sizeOfItem(draft, inside, item);
    width[node] = size.width;
    height[node] = size.height;
    if (before === undefined) return;
    const assets = end !== undefined && "asset" in end ? [end.asset] : (inBox?.shown.assets ?? []);
    old[node] = meanBefore(before, table, draft, assets);
  });
  return {
    ...nodeLines(draft, nested),
    frames: frames.length,
    frameOf,
    width,
    height,
    padded: Uint8Array.from(frames, (box) => (boxes[box]?.open === true ? 1 : 0)),
    ...(before === undefined ? {} : { before: old }),
  };
}

/** The height at which assets were; NaN: at none. An asset that changed its group is new where it is now. */
function meanBefore(before: Placement, table: AssetTable, { tree }: SheetDraft, assets: readonly number[]): number {
  let sum = 0;
  let count = 0;
  for (const asset of assets) {
    const group = before.groups[before.groupOf[asset] ?? -1];
    if (group === undefined || !liesIn(tree, tree.ofName[table.group[asset] ?? 0] ?? -1, group.group)) continue;
    sum += at(before.y, asset);
    count++;
  }
  return count === 0 ? Number.NaN : sum / count;
}

function toPlacement(table: AssetTable, made: Placement["made"], draft: SheetDraft, nested: NestedBoxes): Placement {
  const { graph, layout } = made;
  const { boxes, ends, endOf, lines, tree } = draft;
  const places = itemBoxes(draft, nested, layout);
  const x = new Float64Array(table.size);
  const y = new Float64Array(table.size);
  const groupOf = new Int32Array(table.size).fill(-1);
  const groups = boxes.map((box, position): PlacedGroup => {
    const { shown, open, parent, depth, perRow, cellsX, cellsY } = box;
    const { x: left, y: top, width, height } = places[ends.length + position] ?? { x: 0, y: 0, width: 0, height: 0 };
    const assets = open ? shown.own : shown.assets;
    assets.forEach((asset, index) => {
      const card = open ? places[at(endOf, asset)] : undefined;
      groupOf[asset] = position;
      x[asset] = card?.x ?? left + cellsX + (index % perRow) * cellPitch;
      y[asset] = card?.y ?? top + cellsY + Math.floor(index / perRow) * cellPitch;
    });
    const below = new Uint32Array(shown.assets);
    return {
      group: shown.group,
      path: tree.paths[shown.group] ?? "",
      label: shown.label,
      parent,
      depth,
      open,
      x: left,
      y: top,
      width,
      height,
      assets: shown.inner.length > 0 && open ? new Uint32Array(assets) : below,
      below,
      perRow,
    };
  });
  const end = (index: number) => ends[index] ?? { group: 0 };
  return {
    width: layout.width,
    height: layout.height,
    groups,
    groupOf,
    x,
    y,
    lines: {
      from: Array.from(lines.from, end),
      to: Array.from(lines.to, end),
      weight: lines.weight,
      routes: bendAround(
        nestedRoutes(draft, nested, graph, layout, places, lineFinder(graph)),
        wideBoxes(draft, places),
      ),
      ofEdge: draft.lineOfEdge,
    },
    made,
  };
}

/** The outermost open groups. */
function wideBoxes({ boxes, ends, around, lines }: SheetDraft, places: readonly Rectangle[]): WideBoxes {
  const open: Rectangle[] = [];
  const wideOf = new Int32Array(boxes.length).fill(-1);
  boxes.forEach((box, position) => {
    const place = places[ends.length + position];
    if (box.parent >= 0) wideOf[position] = at(wideOf, box.parent);
    else if (box.open && place !== undefined) wideOf[position] = open.push(place) - 1;
  });
  const home = (end: number): number => (at(around, end) < 0 ? -1 : at(wideOf, at(around, end)));
  return { boxes: open, source: lines.from.map(home), target: lines.to.map(home) };
}

/** Whether two graphs have the same boxes, of the same size, joined in the same way: then they have the same layout. */
function sameBoxes(one: FramedGraph, other: FramedGraph): boolean {
  return (
    one.nodes === other.nodes &&
    one.frames === other.frames &&
    same(one.frameOf, other.frameOf) &&
    same(one.width, other.width) &&
    same(one.height, other.height) &&
    same(one.padded, other.padded) &&
    same(one.from, other.from) &&
    same(one.to, other.to)
  );
}

function sameMeaning(one: Meaning, other: Meaning): boolean {
  return same(one.groups, other.groups) && same(one.ends, other.ends);
}

function same(one: ArrayLike<number>, other: ArrayLike<number>): boolean {
  if (one.length !== other.length) return false;
  for (let index = 0; index < one.length; index++) if (one[index] !== other[index]) return false;
  return true;
}

/** Finds a line by its ends: lines are in their order, so those of a source stand together. */
function lineFinder(lines: DirectedGraph): (from: number, to: number) => number {
  const first = incidence(lines.nodes, lines.from).start;
  return (from, to) => {
    let low = at(first, from);
    let high = at(first, from + 1);
    while (low < high) {
      const middle = (low + high) >> 1;
      if (at(lines.to, middle) < to) low = middle + 1;
      else high = middle;
    }
    return low < at(first, from + 1) && at(lines.to, low) === to ? low : -1;
  };
}
