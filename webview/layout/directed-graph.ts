/** Columns of numbers that the layout sweeps. */
export type Numbers = Int32Array | Float64Array;

/** The number at an index that is known to exist. */
export function at(numbers: Numbers, index: number): number {
  return numbers[index] as number;
}

/** Adds to the number at an index that is known to exist. */
export function add(numbers: Numbers, index: number, amount: number): void {
  numbers[index] = (numbers[index] as number) + amount;
}

/** Nodes are 0 to `nodes - 1`; every pair is joined at most once, no node with itself. */
export interface DirectedGraph {
  readonly nodes: number;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly weight: Float64Array;
}

/** Indices of the edges at each node: those of `node` are `edges[start[node]]` to `edges[start[node + 1] - 1]`. */
export interface Incidence {
  readonly start: Int32Array;
  readonly edges: Int32Array;
}

/** Makes a graph of pairs that may repeat: loops go, repetitions add up their weights. Edges are in order of (from, to). */
export function directedGraph(nodes: number, pairs: Iterable<readonly [from: number, to: number]>): DirectedGraph {
  const from: number[] = [];
  const to: number[] = [];
  for (const [one, other] of pairs) {
    from.push(one);
    to.push(other);
  }
  return graphOfEnds(nodes, from, to);
}

/** The same of two columns. */
export function graphOfEnds(nodes: number, ends: ArrayLike<number>, others: ArrayLike<number>): DirectedGraph {
  return gatherEdges(nodes, ends, others).graph;
}

/** The same, and of each pair its edge; -1: a loop. */
export function gatherEdges(
  nodes: number,
  ends: ArrayLike<number>,
  others: ArrayLike<number>,
): { readonly graph: DirectedGraph; readonly edgeOf: Int32Array } {
  const pairs: Int32Array = new Int32Array(ends.length);
  let used = 0;
  for (let pair = 0; pair < ends.length; pair++) if (ends[pair] !== others[pair]) pairs[used++] = pair;
  // Sorted by one end, then, keeping that order, by the other.
  const sorted = sortedBy(sortedBy(pairs.subarray(0, used), others, nodes), ends, nodes);
  const edgeOf = new Int32Array(ends.length).fill(-1);
  const from = new Int32Array(used);
  const to = new Int32Array(used);
  const weight = new Float64Array(used);
  let edge = -1;
  // Plain loops: before they are compiled, iterators take many times as long.
  for (let index = 0; index < used; index++) {
    const pair = sorted[index] as number;
    const one = ends[pair] as number;
    const other = others[pair] as number;
    if (edge < 0 || from[edge] !== one || to[edge] !== other) {
      edge++;
      from[edge] = one;
      to[edge] = other;
    }
    weight[edge] = (weight[edge] as number) + 1;
    edgeOf[pair] = edge;
  }
  const count = edge + 1;
  return {
    graph: { nodes, from: from.slice(0, count), to: to.slice(0, count), weight: weight.slice(0, count) },
    edgeOf,
  };
}

function sortedBy(pairs: Int32Array, ends: ArrayLike<number>, nodes: number): Int32Array {
  const next = new Int32Array(nodes + 1);
  const count = pairs.length;
  for (let index = 0; index < count; index++) {
    const after = (ends[pairs[index] as number] as number) + 1;
    next[after] = (next[after] as number) + 1;
  }
  for (let node = 0; node < nodes; node++) add(next, node + 1, at(next, node));
  const sorted = new Int32Array(count);
  for (let index = 0; index < count; index++) {
    const pair = pairs[index] as number;
    const node = ends[pair] as number;
    const place = next[node] as number;
    sorted[place] = pair;
    next[node] = place + 1;
  }
  return sorted;
}

/** The edges at each node by one of their ends. */
export function incidence(nodes: number, ends: Int32Array): Incidence {
  const start = new Int32Array(nodes + 1);
  const count = ends.length;
  for (let edge = 0; edge < count; edge++) {
    const after = (ends[edge] as number) + 1;
    start[after] = (start[after] as number) + 1;
  }
  for (let node = 0; node < nodes; node++) add(start, node + 1, at(start, node));
  const next = start.slice();
  const edges = new Int32Array(count);
  for (let edge = 0; edge < count; edge++) {
    const node = ends[edge] as number;
    const place = next[node] as number;
    edges[place] = edge;
    next[node] = place + 1;
  }
  return { start, edges };
}

/** Number of the connected part that each node is in, counted from 0 in the order of their lowest nodes. */
export function connectedParts(graph: DirectedGraph): { readonly partOf: Int32Array; readonly parts: number } {
  const leader = Int32Array.from({ length: graph.nodes }, (_, node) => node);
  const find = (node: number): number => {
    let top = node;
    while (at(leader, top) !== top) {
      leader[top] = at(leader, at(leader, top));
      top = at(leader, top);
    }
    return top;
  };
  for (let edge = 0; edge < graph.from.length; edge++) {
    const one = find(at(graph.from, edge));
    const other = find(at(graph.to, edge));
    leader[Math.max(one, other)] = Math.min(one, other);
  }
  const partOf = new Int32Array(graph.nodes).fill(-1);
  let parts = 0;
  for (let node = 0; node < graph.nodes; node++) {
    const top = find(node);
    if (at(partOf, top) < 0) partOf[top] = parts++;
    partOf[node] = at(partOf, top);
  }
  return { partOf, parts };
}
