import { at } from "./directed-graph.ts";
import type { FramedGraph, LayeredGraph } from "./layered-graph.ts";

/** Pixels at zoom 1. */
export interface Spacing {
  /** Between the columns of a frame, and between frames one beside the other. */
  readonly column: number;
  readonly layer: number;
  /** Between nodes, and between frames, one above the other. */
  readonly node: number;
  readonly frame: number;
  /** Between an edge that passes and what it passes. */
  readonly line: number;
  /** Between edges that pass side by side. */
  readonly bundle: number;
  /** Inside a padded frame. */
  readonly padding: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };
}

/** Where each column begins and ends. */
export function placeColumns(
  graph: FramedGraph,
  layered: LayeredGraph,
  spacing: Spacing,
): { readonly left: Float64Array; readonly right: Float64Array } {
  const width = new Float64Array(layered.columns);
  for (let node = 0; node < layered.real; node++) {
    const column = at(layered.column, node);
    width[column] = Math.max(at(width, column), at(graph.width, node));
  }
  const padded = new Uint8Array(layered.firstColumn.length - 1);
  graph.padded.forEach((value, frame) => {
    if (value === 1) padded[at(layered.bandLayer, frame)] = 1;
  });
  const left = new Float64Array(layered.columns);
  const right = new Float64Array(layered.columns);
  let x = 0;
  for (let layer = 0; layer + 1 < layered.firstColumn.length; layer++) {
    if (layer > 0) x += spacing.layer;
    if (padded[layer] === 1) x += spacing.padding.left;
    const first = at(layered.firstColumn, layer);
    for (let column = first; column < at(layered.firstColumn, layer + 1); column++) {
      if (column > first) x += spacing.column;
      left[column] = x;
      x += at(width, column);
      right[column] = x;
    }
    if (padded[layer] === 1) x += spacing.padding.right;
  }
  return { left, right };
}
