import type { AssetTable } from "../../protocol/messages/asset-table.ts";
import { at, type DirectedGraph, graphOfEnds, incidence } from "./directed-graph.ts";
import { boxEnd, cardEnd, type Ground, groundOf, type Meaning } from "./ground.ts";
import type { FramedGraph } from "./layered-graph.ts";
import { type Layout, layoutFramed } from "./layout-framed.ts";
import { layoutInPlace } from "./layout-in-place.ts";
import type { Spacing } from "./place-columns.ts";

/** Pixels at zoom 1. */
export const cardWidth = 206;
export const cardHeight = 112;
export const cellSize = 8;
export const cellPitch = 10;
const groupPadding = 12;
const titleHeight = 32;
/** Many groups are seen from far: their names need more room to be read. */
const farTitleHeight = 48;
const manyGroups = 60;
const smallestMosaic = 15;
const largestMosaic = 48;

/** A group on the sheet: a box around cards when it is open, else a box of cells. */
export interface PlacedGroup {
  /** Index into the table's `groups`. */
  readonly group: number;
  readonly open: boolean;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Its assets, in the order of their cells. */
  readonly assets: Uint32Array;
  /** Cells in a row. */
  readonly perRow: number;
}

/** One end of a line: an asset's card, or a closed group. */
export type LineEnd = { readonly asset: number } | { readonly group: number };

/** Where everything is. */
export interface Placement {
  readonly width: number;
  readonly height: number;
  readonly groups: readonly PlacedGroup[];
  /** Position in `groups` of each asset's group; -1: no such asset. */
  readonly groupOf: Int32Array;
  /** By asset: top left of its card or cell. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly lines: {
    readonly from: readonly LineEnd[];
    readonly to: readonly LineEnd[];
    /** How many edges it stands for. */
    readonly weight: Float64Array;
    readonly routes: Layout["routes"];
    /** By edge of the table's `upstream`: its line; -1 inside a closed group. */
    readonly ofEdge: Int32Array;
  };
  /** What it was made of: while that stays the same, so do the boxes and lines. */
  readonly made: {
    readonly graph: FramedGraph;
    readonly layout: Layout;
    readonly shape: number;
    readonly meaning: Meaning;
    /** Height of a closed group's title. */
    readonly title: number;
    readonly ground: () => Ground;
  };
}

/** What is known of a table before anything has its place. */
interface Draft {
  /** Groups with assets. */
  readonly shown: readonly number[];
  readonly members: readonly (readonly number[])[];
  /** By asset. */
  readonly nodeOf: Int32Array;
  readonly ends: readonly LineEnd[];
  /** Height of a closed group's title. */
  readonly title: number;
}

/** What decides how much is shown of each group. */
export interface Openness {
  readonly isOpen: (group: number) => boolean;
  /** Width for height that fits the window. */
  readonly shape: number;
}

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

/** Places all assets of a table: open groups as boxes of cards, closed ones as boxes of cells. `before` keeps the order that it can. */
export function layoutGroups(table: AssetTable, openness: Openness, before?: Placement): Placement {
  return place(table, openness, before, false);
}

/** Places what changed, and leaves all else where `before` had it, as far as that gives a readable picture. */
export function changeGroups(table: AssetTable, openness: Openness, before: Placement): Placement {
  return place(table, openness, before, true);
}

function place(
  table: AssetTable,
  { isOpen, shape }: Openness,
  before: Placement | undefined,
  inPlace: boolean,
): Placement {
  const members = membersOfGroups(table);
  const shown = members.flatMap((assets, group) => (assets.length > 0 ? [group] : []));
  const frameOfGroup = new Int32Array(members.length).fill(-1);
  shown.forEach((group, frame) => {
    frameOfGroup[group] = frame;
  });
  const nodeOf = new Int32Array(table.size).fill(-1);
  const frameOf: number[] = [];
  const width: number[] = [];
  const height: number[] = [];
  const old: number[] = [];
  const padded = new Uint8Array(shown.length);
  const kept = before?.made.shape === shape ? before.made : undefined;
  // A title that grew with one group more would move all others.
  const title = inPlace && kept !== undefined ? kept.title : shown.length > manyGroups ? farTitleHeight : titleHeight;
  const ends: LineEnd[] = [];
  shown.forEach((group, frame) => {
    const assets = members[group] ?? [];
    if (isOpen(group)) {
      padded[frame] = 1;
      for (const asset of assets) {
        nodeOf[asset] = ends.push({ asset }) - 1;
        frameOf.push(frame);
        width.push(cardWidth);
        height.push(cardHeight);
        old.push(placeBefore(before, table, asset));
      }
      return;
    }
    const node = ends.push({ group: frame }) - 1;
    for (const asset of assets) nodeOf[asset] = node;
    const size = mosaicSize(assets.length, title);
    frameOf.push(frame);
    width.push(size.width);
    height.push(size.height);
    old.push(meanBefore(before, table, assets));
  });
  const graph: FramedGraph = {
    ...edgesBetween(table, ends.length, nodeOf),
    frames: shown.length,
    frameOf: Int32Array.from(frameOf),
    width: Float64Array.from(width),
    height: Float64Array.from(height),
    padded,
    ...(before === undefined ? {} : { before: Float64Array.from(old) }),
  };
  const meaning: Meaning = {
    groups: shown,
    ends: ends.map((end) => ("asset" in end ? cardEnd(end.asset) : boxEnd(shown[end.group] ?? 0))),
  };
  const draft = { shown, members, nodeOf, ends, title };
  // An asset more in a closed group is often only a cell more: then no box moves.
  if (kept !== undefined && sameBoxes(kept.graph, graph) && sameMeaning(kept.meaning, meaning)) {
    return toPlacement(table, { ...kept, graph }, draft);
  }
  const spacing = padded.includes(1) ? openSpacing : closedSpacing;
  if (inPlace && kept !== undefined) {
    const changed = layoutInPlace(graph, meaning, kept.ground(), { ...openSpacing, frame: closedSpacing.frame });
    if (changed !== undefined) {
      return toPlacement(
        table,
        { graph, layout: changed.layout, shape, meaning, title, ground: () => changed.ground },
        draft,
      );
    }
  }
  const layout = layoutFramed(graph, spacing, shape);
  let ground: Ground | undefined;
  const made = {
    graph,
    layout,
    shape,
    meaning,
    title,
    ground: (): Ground => {
      ground ??= groundOf(graph, layout, meaning);
      return ground;
    },
  };
  return toPlacement(table, made, draft);
}

/** Size of a closed group: wide enough for its cells to lie flat. */
function mosaicSize(
  count: number,
  title: number,
): { readonly width: number; readonly height: number; readonly perRow: number } {
  const perRow = Math.min(largestMosaic, Math.max(smallestMosaic, Math.round(Math.sqrt(count * 3))));
  const rows = Math.ceil(count / perRow);
  const gap = cellPitch - cellSize;
  return {
    perRow,
    width: 2 * groupPadding + perRow * cellPitch - gap,
    height: title + rows * cellPitch - gap + groupPadding,
  };
}

function membersOfGroups(table: AssetTable): number[][] {
  const members: number[][] = table.groups.map(() => []);
  for (let id = 0; id < table.size; id++) if (table.present[id] === 1) members[table.group[id] ?? 0]?.push(id);
  return members;
}

/** The edges of the table between nodes. */
function edgesBetween(table: AssetTable, nodes: number, nodeOf: Int32Array): DirectedGraph {
  const { start, ids } = table.upstream;
  const from = new Int32Array(ids.length);
  const to = new Int32Array(ids.length);
  for (let id = 0; id < table.size; id++) {
    const node = at(nodeOf, id);
    for (let edge = start[id] ?? 0; edge < (start[id + 1] ?? 0); edge++) {
      from[edge] = at(nodeOf, ids[edge] ?? 0);
      to[edge] = node;
    }
  }
  return graphOfEnds(nodes, from, to);
}

function placeBefore(before: Placement | undefined, table: AssetTable, asset: number): number {
  if (before === undefined) return Number.NaN;
  const position = before.groupOf[asset] ?? -1;
  const group = before.groups[position];
  // An asset that changed its group is new where it is now.
  if (group === undefined || group.group !== table.group[asset]) return Number.NaN;
  return at(before.y, asset);
}

function meanBefore(before: Placement | undefined, table: AssetTable, assets: readonly number[]): number {
  let sum = 0;
  let count = 0;
  for (const asset of assets) {
    const place = placeBefore(before, table, asset);
    if (Number.isNaN(place)) continue;
    sum += place;
    count++;
  }
  return count === 0 ? Number.NaN : sum / count;
}

function toPlacement(
  table: AssetTable,
  made: Placement["made"],
  { shown, members, nodeOf, ends, title }: Draft,
): Placement {
  const { graph, layout } = made;
  const x = new Float64Array(table.size);
  const y = new Float64Array(table.size);
  const groupOf = new Int32Array(table.size).fill(-1);
  const groups = shown.map((group, frame): PlacedGroup => {
    const assets = members[group] ?? [];
    const open = graph.padded[frame] === 1;
    const { perRow } = mosaicSize(assets.length, title);
    const left = at(layout.frames.x, frame);
    const top = at(layout.frames.y, frame);
    assets.forEach((asset, index) => {
      const node = at(nodeOf, asset);
      groupOf[asset] = frame;
      x[asset] = open ? at(layout.x, node) : left + groupPadding + (index % perRow) * cellPitch;
      y[asset] = open ? at(layout.y, node) : top + title + Math.floor(index / perRow) * cellPitch;
    });
    return {
      group,
      open,
      x: left,
      y: top,
      width: at(layout.frames.width, frame),
      height: at(layout.frames.height, frame),
      assets: Uint32Array.from(assets),
      perRow,
    };
  });
  const end = (node: number): LineEnd => ends[node] ?? { group: 0 };
  return {
    width: layout.width,
    height: layout.height,
    groups,
    groupOf,
    x,
    y,
    lines: {
      from: Array.from(graph.from, end),
      to: Array.from(graph.to, end),
      weight: graph.weight,
      routes: layout.routes,
      ofEdge: linesOfEdges(table, graph, nodeOf),
    },
    made,
  };
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

function linesOfEdges(table: AssetTable, graph: FramedGraph, nodeOf: Int32Array): Int32Array {
  // Lines are in the order of their ends: those of a source stand together.
  const first = incidence(graph.nodes, graph.from).start;
  const lineOf = (from: number, to: number): number => {
    let low = at(first, from);
    let high = at(first, from + 1);
    while (low < high) {
      const middle = (low + high) >> 1;
      if (at(graph.to, middle) < to) low = middle + 1;
      else high = middle;
    }
    return low < at(first, from + 1) && at(graph.to, low) === to ? low : -1;
  };
  const { start, ids } = table.upstream;
  const ofEdge = new Int32Array(ids.length).fill(-1);
  for (let id = 0; id < table.size; id++) {
    const to = at(nodeOf, id);
    if (to < 0) continue;
    for (let edge = start[id] ?? 0; edge < (start[id + 1] ?? 0); edge++) {
      const from = at(nodeOf, ids[edge] ?? 0);
      if (from >= 0) ofEdge[edge] = lineOf(from, to);
    }
  }
  return ofEdge;
}
