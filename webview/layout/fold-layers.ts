import { add, at, type DirectedGraph } from "./directed-graph.ts";

/**
 * Splits layers that are higher than wanted into several, so that the whole gets a shape that fits a screen. Edges still
 * go from a lower layer to a higher one. Of a split layer, who is read most comes last: near its readers.
 */
export function foldLayers(graph: DirectedGraph, rank: Int32Array, height: Float64Array, limit: number): Int32Array {
  const surplus = new Float64Array(graph.nodes);
  for (let edge = 0; edge < graph.from.length; edge++) {
    add(surplus, at(graph.from, edge), at(graph.weight, edge));
    add(surplus, at(graph.to, edge), -at(graph.weight, edge));
  }
  const layers: number[][] = [];
  for (let node = 0; node < graph.nodes; node++) {
    const layer = at(rank, node);
    while (layers.length <= layer) layers.push([]);
    layers[layer]?.push(node);
  }
  const folded = new Int32Array(graph.nodes);
  let next = 0;
  for (const layer of layers) {
    const total = layer.reduce((sum, node) => sum + at(height, node), 0);
    const pieces = Math.min(layer.length, Math.max(1, Math.round(total / limit)));
    const nodes =
      pieces === 1 ? layer : layer.toSorted((one, other) => at(surplus, one) - at(surplus, other) || one - other);
    let before = 0;
    for (const node of nodes) {
      const middle = before + at(height, node) / 2;
      folded[node] = next + Math.min(pieces - 1, Math.floor((middle / total) * pieces));
      before += at(height, node);
    }
    next += pieces;
  }
  return folded;
}

/** The height that a drawing should have so that all its boxes together get the wanted width for a height. */
export function wantedHeight(area: number, widthForHeight: number, atLeast: number): number {
  return Math.max(atLeast, Math.sqrt(area / widthForHeight));
}
