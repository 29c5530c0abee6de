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
  const all = new Float64Array(ends.length);
  let used = 0;
  for (let index = 0; index < ends.length; index++) {
    const one = ends[index] as number;
    const other = others[index] as number;
    if (one !== other) all[used++] = one * nodes + other;
  }
  const codes = all.subarray(0, used).sort();
  let count = 0;
  for (let index = 0; index < used; index++) if (index === 0 || codes[index] !== codes[index - 1]) count++;
  const from = new Int32Array(count);
  const to = new Int32Array(count);
  const weight = new Float64Array(count);
  let edge = -1;
  for (let index = 0; index < used; index++) {
    const code = at(codes, index);
    if (index === 0 || code !== codes[index - 1]) {
      edge++;
      from[edge] = Math.floor(code / nodes);
      to[edge] = code - at(from, edge) * nodes;
    }
    add(weight, edge, 1);
  }
  return { nodes, from, to, weight };
}

/** The edges at each node by one of their ends. */
export function incidence(nodes: number, ends: Int32Array): Incidence {
  const start = new Int32Array(nodes + 1);
  for (const node of ends) add(start, node + 1, 1);
  for (let node = 0; node < nodes; node++) add(start, node + 1, at(start, node));
  const next = start.slice();
  const edges = new Int32Array(ends.length);
  ends.forEach((node, edge) => {
    edges[at(next, node)] = edge;
    add(next, node, 1);
  });
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
