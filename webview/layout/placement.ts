import type { Ground, Meaning } from "./ground.ts";
import type { GroupTree } from "./group-tree.ts";
import type { FramedGraph } from "./layered-graph.ts";
import type { Layout } from "./layout-framed.ts";

/** Pixels at zoom 1. */
export const cardWidth = 206;
export const cardHeight = 112;
export const cellSize = 8;
export const cellPitch = 10;

/** A group on the sheet: a box around cards and inner groups when it is open, else a box of cells. */
export interface PlacedGroup {
  /** Its number in the tree of groups. */
  readonly group: number;
  /** Its whole name. */
  readonly path: string;
  /** What tells it from others in the same group. */
  readonly label: string;
  /** Position in `groups` of the group around it, which is open and comes before it; -1: none. */
  readonly parent: number;
  /** How many groups are around it. */
  readonly depth: number;
  readonly open: boolean;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Its cells in their order, or its cards: without those of inner groups. */
  readonly assets: Uint32Array;
  /** All assets below it, those of inner groups too. */
  readonly below: Uint32Array;
  /** Cells in a row. */
  readonly perRow: number;
}

/** One end of a line: an asset's card, or a closed group by its position in `groups`. */
export type LineEnd = { readonly asset: number } | { readonly group: number };

/** Where everything is. */
export interface Placement {
  readonly width: number;
  readonly height: number;
  /** A group comes before those in it. */
  readonly groups: readonly PlacedGroup[];
  /** Position in `groups` of the innermost group on the sheet that holds the asset; -1: no such asset. */
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
    readonly tree: GroupTree;
    readonly graph: FramedGraph;
    readonly layout: Layout;
    readonly shape: number;
    readonly meaning: Meaning;
    /** Height of a closed group's title. */
    readonly title: number;
    readonly ground: () => Ground;
  };
}
