import { add, at, type DirectedGraph, incidence } from "./directed-graph.ts";
import { turnBackwardEdges } from "./turn-backward-edges.ts";

/**
 * The same graph without cycles: of each cycle the lightest edges are turned round (Eades, Lin, Smyth 1993).
 * A graph without cycles comes back as it is.
 */
export function breakCycles(graph: DirectedGraph): DirectedGraph {
  const place = greedyOrder(graph);
  const { from, to } = turnBackwardEdges(graph, place);
  return { nodes: graph.nodes, from, to, weight: graph.weight };
}

/** Places nodes so that most edges go forward: sinks from the end, sources from the start, else who gives most and takes least. */
function greedyOrder(graph: DirectedGraph): Int32Array {
  const { nodes, from, to, weight } = graph;
  const outgoing = incidence(nodes, from);
  const incoming = incidence(nodes, to);
  const outCount = new Int32Array(nodes);
  const inCount = new Int32Array(nodes);
  const surplus = new Float64Array(nodes);
  for (let edge = 0; edge < from.length; edge++) {
    add(outCount, at(from, edge), 1);
    add(inCount, at(to, edge), 1);
    add(surplus, at(from, edge), at(weight, edge));
    add(surplus, at(to, edge), -at(weight, edge));
  }
  const place = new Int32Array(nodes).fill(-1);
  const sinks: number[] = [];
  const sources: number[] = [];
  let first = 0;
  let last = nodes - 1;
  const take = (node: number, where: number): void => {
    place[node] = where;
    for (let index = at(incoming.start, node); index < at(incoming.start, node + 1); index++) {
      const edge = at(incoming.edges, index);
      const other = at(from, edge);
      add(outCount, other, -1);
      add(surplus, other, -at(weight, edge));
      if (at(place, other) < 0 && at(outCount, other) === 0) sinks.push(other);
    }
    for (let index = at(outgoing.start, node); index < at(outgoing.start, node + 1); index++) {
      const edge = at(outgoing.edges, index);
      const other = at(to, edge);
      add(inCount, other, -1);
      add(surplus, other, at(weight, edge));
      if (at(place, other) < 0 && at(inCount, other) === 0) sources.push(other);
    }
  };
  for (let node = 0; node < nodes; node++) {
    if (at(outCount, node) === 0) sinks.push(node);
    else if (at(inCount, node) === 0) sources.push(node);
  }
  while (first <= last) {
    const sink = sinks.pop();
    if (sink !== undefined) {
      if (at(place, sink) < 0) take(sink, last--);
      continue;
    }
    const source = sources.pop();
    if (source !== undefined) {
      if (at(place, source) < 0) take(source, first++);
      continue;
    }
    let best = -1;
    for (let node = 0; node < nodes; node++) {
      if (at(place, node) >= 0) continue;
      if (best < 0 || at(surplus, node) > at(surplus, best)) best = node;
    }
    take(best, first++);
  }
  return place;
}
