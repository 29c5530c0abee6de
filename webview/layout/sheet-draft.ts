import type { AssetTable } from "../../protocol/messages/asset-table.ts";
import { at, type DirectedGraph, gatherEdges } from "./directed-graph.ts";
import { boxEnd, cardEnd } from "./ground.ts";
import { type GroupTree, groupTree, type ShownGroup, shownGroups } from "./group-tree.ts";
import { cardHeight, cardWidth, cellPitch, cellSize, type LineEnd } from "./placement.ts";

const groupPadding = 12;
const titleHeight = 32;
/** Many groups are seen from far: their names need more room to be read. */
const farTitleHeight = 56;
const manyGroups = 60;
const smallestMosaic = 15;
const smallestFarMosaic = 22;
const largestMosaic = 48;

/** What decides how much is shown of each group. */
export interface Openness {
  /** Whether a group, by its whole name, with so many assets, is open. */
  readonly isOpen: (path: string, assets: number) => boolean;
  /** Width for height that fits the window. */
  readonly shape: number;
}

/** A group that is on the sheet, before it has its place. */
export interface DraftBox {
  readonly shown: ShownGroup;
  readonly open: boolean;
  /** Position of the box around it; -1: none. */
  readonly parent: number;
  readonly depth: number;
  /** When it is closed. */
  readonly width: number;
  readonly height: number;
  readonly perRow: number;
  /** From its top left to its first cell. */
  readonly cellsX: number;
  readonly cellsY: number;
}

/**
 * What is on the sheet, before anything has its place. An item is what lies directly on the sheet or in an open group:
 * first all ends of lines, then all boxes.
 */
export interface SheetDraft {
  readonly tree: GroupTree;
  /** A box comes before those in it. */
  readonly boxes: readonly DraftBox[];
  readonly ends: readonly LineEnd[];
  /** By asset: its end; -1: none. */
  readonly endOf: Int32Array;
  /** By item: the box around it; -1: none. */
  readonly around: Int32Array;
  /** By item: how many boxes are around it. */
  readonly depth: Int32Array;
  /** Between ends. */
  readonly lines: DirectedGraph;
  /** By edge of the table's `upstream`: its line; -1: none. */
  readonly lineOfEdge: Int32Array;
  /** Height of a closed outermost group's title. */
  readonly title: number;
}

/** Decides what is on the sheet. A title that grew with one group more would move all others, so it may be given. */
export function draftSheet(
  table: AssetTable,
  { isOpen }: Openness,
  before?: { readonly tree: GroupTree; readonly title: number | undefined },
): SheetDraft {
  const tree = groupTree(table.groups, before?.tree);
  const outermost = shownGroups(tree, membersOf(table));
  const title = before?.title ?? (outermost.length > manyGroups ? farTitleHeight : titleHeight);
  const boxes: DraftBox[] = [];
  const ends: LineEnd[] = [];
  const endOf = new Int32Array(table.size).fill(-1);
  const aroundEnds: number[] = [];
  const add = (shown: ShownGroup, parent: number, depth: number): void => {
    const { group, assets, own, inner } = shown;
    const open = isOpen(tree.paths[group] ?? "", assets.length);
    const position =
      boxes.push({ shown, open, parent, depth, ...mosaic(assets.length, depth === 0 ? title : titleHeight) }) - 1;
    if (open) {
      for (const asset of own) {
        endOf[asset] = ends.push({ asset }) - 1;
        aroundEnds.push(position);
      }
      for (const one of inner) add(one, position, depth + 1);
      return;
    }
    const end = ends.push({ group: position }) - 1;
    aroundEnds.push(parent);
    for (const asset of assets) endOf[asset] = end;
  };
  for (const shown of outermost) add(shown, -1, 0);
  const around = Int32Array.from([...aroundEnds, ...boxes.map(({ parent }) => parent)]);
  return {
    tree,
    boxes,
    ends,
    endOf,
    around,
    depth: around.map((box) => (box < 0 ? 0 : (boxes[box]?.depth ?? 0) + 1)),
    ...linesBetween(table, ends.length, endOf),
    title,
  };
}

/** The number of an end on the ground. */
export function codeOfEnd({ boxes, ends }: SheetDraft, end: number): number {
  const what = ends[end];
  if (what === undefined) return -1;
  return "asset" in what ? cardEnd(what.asset) : boxEnd(boxes[what.group]?.shown.group ?? 0);
}

/** How large an end is. */
export function sizeOfEnd(
  { boxes, ends }: SheetDraft,
  end: number,
): { readonly width: number; readonly height: number } {
  const what = ends[end];
  const box = what === undefined || "asset" in what ? undefined : boxes[what.group];
  return { width: box?.width ?? cardWidth, height: box?.height ?? cardHeight };
}

/** Size of a closed group: wide enough for its cells to lie flat. */
function mosaic(count: number, title: number): Omit<DraftBox, "shown" | "open" | "parent" | "depth"> {
  const smallest = title === farTitleHeight ? smallestFarMosaic : smallestMosaic;
  const perRow = Math.min(largestMosaic, Math.max(smallest, Math.round(Math.sqrt(count * 3))));
  const rows = Math.ceil(count / perRow);
  const gap = cellPitch - cellSize;
  return {
    perRow,
    width: 2 * groupPadding + perRow * cellPitch - gap,
    height: title + rows * cellPitch - gap + groupPadding,
    cellsX: groupPadding,
    cellsY: title,
  };
}

function membersOf(table: AssetTable): number[][] {
  const members: number[][] = table.groups.map(() => []);
  for (let id = 0; id < table.size; id++) if (table.present[id] === 1) members[table.group[id] ?? 0]?.push(id);
  return members;
}

function linesBetween(
  table: AssetTable,
  ends: number,
  endOf: Int32Array,
): { readonly lines: DirectedGraph; readonly lineOfEdge: Int32Array } {
  const { start, ids } = table.upstream;
  const from = new Int32Array(ids.length);
  const to = new Int32Array(ids.length);
  for (let id = 0; id < table.size; id++) {
    const end = at(endOf, id);
    for (let edge = start[id] ?? 0; edge < (start[id + 1] ?? 0); edge++) {
      from[edge] = at(endOf, ids[edge] ?? 0);
      to[edge] = end;
    }
  }
  const { graph, edgeOf } = gatherEdges(ends, from, to);
  return { lines: graph, lineOfEdge: edgeOf };
}
