import { at, type DirectedGraph } from "./directed-graph.ts";

/** The edges of a graph, each turned to lead from a lower place to a higher one; `turned` is 1 at those that did not. */
export function turnBackwardEdges(
  graph: Pick<DirectedGraph, "from" | "to">,
  place: Int32Array,
): { readonly from: Int32Array; readonly to: Int32Array; readonly turned: Uint8Array } {
  const from = Int32Array.from(graph.from);
  const to = Int32Array.from(graph.to);
  const turned = new Uint8Array(from.length);
  for (let edge = 0; edge < from.length; edge++) {
    if (at(place, at(from, edge)) < at(place, at(to, edge))) continue;
    turned[edge] = 1;
    from[edge] = at(graph.to, edge);
    to[edge] = at(graph.from, edge);
  }
  return { from, to, turned };
}
