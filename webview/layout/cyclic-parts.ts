import { at, type DirectedGraph, incidence } from "./directed-graph.ts";

/** For each node a number that it shares with those it is in a cycle with (Kosaraju 1978, in two walks). */
export function cyclicParts(graph: DirectedGraph): Int32Array {
  const { nodes, from, to } = graph;
  const outgoing = incidence(nodes, from);
  const incoming = incidence(nodes, to);
  const finished: number[] = [];
  const next = outgoing.start.slice();
  const seen = new Uint8Array(nodes);
  for (let root = 0; root < nodes; root++) {
    if (seen[root] === 1) continue;
    seen[root] = 1;
    const open = [root];
    while (open.length > 0) {
      const node = open[open.length - 1] ?? 0;
      if (at(next, node) === at(outgoing.start, node + 1)) {
        finished.push(node);
        open.pop();
        continue;
      }
      const other = at(to, at(outgoing.edges, at(next, node)));
      next[node] = at(next, node) + 1;
      if (seen[other] === 1) continue;
      seen[other] = 1;
      open.push(other);
    }
  }
  const part = new Int32Array(nodes).fill(-1);
  for (const root of finished.toReversed()) {
    if (at(part, root) >= 0) continue;
    part[root] = root;
    const open = [root];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      for (let index = at(incoming.start, node); index < at(incoming.start, node + 1); index++) {
        const other = at(from, at(incoming.edges, index));
        if (at(part, other) >= 0) continue;
        part[other] = root;
        open.push(other);
      }
    }
  }
  return part;
}
