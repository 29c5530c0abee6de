import { add, at, type DirectedGraph, type Incidence, incidence } from "./directed-graph.ts";

/** Above this many steps over edges the ranking stops improving: the result is then right, but not the shortest. */
const workLimit = 12_000_000;

/**
 * The layer of each node of a connected graph without cycles: every edge goes at least one layer on, and the weighted
 * length of all edges is the least possible. Network simplex after Gansner, Koutsofios, North and Vo (1993).
 */
export function rankLayers(graph: DirectedGraph): Int32Array {
  const rank = longestPath(graph);
  if (graph.nodes > 2) new SpanningTree(graph, rank).shorten();
  let lowest = Number.POSITIVE_INFINITY;
  for (const layer of rank) lowest = Math.min(lowest, layer);
  for (let node = 0; node < graph.nodes; node++) add(rank, node, -lowest);
  return rank;
}

function longestPath(graph: DirectedGraph): Int32Array {
  const { nodes, from, to } = graph;
  const outgoing = incidence(nodes, from);
  const waits = new Int32Array(nodes);
  for (const node of to) add(waits, node, 1);
  const rank = new Int32Array(nodes);
  const ready: number[] = [];
  for (let node = 0; node < nodes; node++) if (at(waits, node) === 0) ready.push(node);
  for (let node = ready.pop(); node !== undefined; node = ready.pop()) {
    for (let index = at(outgoing.start, node); index < at(outgoing.start, node + 1); index++) {
      const next = at(to, at(outgoing.edges, index));
      rank[next] = Math.max(at(rank, next), at(rank, node) + 1);
      add(waits, next, -1);
      if (at(waits, next) === 0) ready.push(next);
    }
  }
  return rank;
}

/**
 * A spanning tree of tight edges (those that go exactly one layer on). The cut value of a tree edge says how much the
 * edges between the two halves would shorten if it were let go; a negative one is exchanged for the edge that becomes
 * tight first. Nodes are numbered in postorder: the subtree of `node` holds the numbers `low[node]` to `number[node]`.
 */
class SpanningTree {
  readonly #graph: DirectedGraph;
  readonly #rank: Int32Array;
  readonly #outgoing: Incidence;
  readonly #incoming: Incidence;
  /** Edges of the tree. */
  readonly #tree: Int32Array;
  /** Edges of the tree at each node. */
  readonly #treeAt: number[][];
  /** Position in `#tree`, or -1. */
  readonly #treeIndex: Int32Array;
  readonly #cut: Float64Array;
  readonly #parentEdge: Int32Array;
  readonly #low: Int32Array;
  readonly #number: Int32Array;
  readonly #byNumber: Int32Array;
  #work = 0;
  #searchFrom = 0;

  constructor(graph: DirectedGraph, rank: Int32Array) {
    const { nodes } = graph;
    this.#graph = graph;
    this.#rank = rank;
    this.#outgoing = incidence(nodes, graph.from);
    this.#incoming = incidence(nodes, graph.to);
    this.#tree = new Int32Array(nodes - 1);
    this.#treeAt = Array.from({ length: nodes }, () => []);
    this.#treeIndex = new Int32Array(graph.from.length).fill(-1);
    this.#cut = new Float64Array(graph.from.length);
    this.#parentEdge = new Int32Array(nodes).fill(-1);
    this.#low = new Int32Array(nodes);
    this.#number = new Int32Array(nodes);
    this.#byNumber = new Int32Array(nodes);
    this.#grow();
    this.#renumber(0, -1, 0);
    this.#computeCuts();
  }

  /** Exchanges edges until no cut value is negative. */
  shorten(): void {
    for (let leaving = this.#leaving(); leaving >= 0 && this.#work < workLimit; leaving = this.#leaving()) {
      const entering = this.#entering(leaving);
      if (entering < 0) return;
      this.#exchange(leaving, entering);
    }
  }

  #slack(edge: number): number {
    return at(this.#rank, at(this.#graph.to, edge)) - at(this.#rank, at(this.#graph.from, edge)) - 1;
  }

  /** Grows a tight tree over all nodes, moving it whole towards the nearest node that is not in it yet. */
  #grow(): void {
    const { nodes, from, to } = this.#graph;
    const inside = new Uint8Array(nodes);
    const members: number[] = [];
    const join = (first: number): void => {
      const open = [first];
      inside[first] = 1;
      members.push(first);
      for (let node = open.pop(); node !== undefined; node = open.pop()) {
        for (const { start, edges } of [this.#outgoing, this.#incoming]) {
          for (let index = at(start, node); index < at(start, node + 1); index++) {
            const edge = at(edges, index);
            const other = at(from, edge) === node ? at(to, edge) : at(from, edge);
            if (inside[other] === 1 || this.#slack(edge) !== 0) continue;
            this.#insert(edge, members.length - 1);
            inside[other] = 1;
            members.push(other);
            open.push(other);
          }
        }
      }
    };
    join(0);
    while (members.length < nodes) {
      let nearest = -1;
      for (let edge = 0; edge < from.length; edge++) {
        if (inside[at(from, edge)] === inside[at(to, edge)]) continue;
        if (nearest < 0 || this.#slack(edge) < this.#slack(nearest)) nearest = edge;
      }
      if (nearest < 0) throw new Error("Only a connected graph can be ranked.");
      const outward = inside[at(from, nearest)] === 1;
      const shift = outward ? this.#slack(nearest) : -this.#slack(nearest);
      for (const node of members) add(this.#rank, node, shift);
      this.#insert(nearest, members.length - 1);
      join(outward ? at(to, nearest) : at(from, nearest));
    }
  }

  #insert(edge: number, position: number): void {
    this.#tree[position] = edge;
    this.#treeIndex[edge] = position;
    this.#treeAt[at(this.#graph.from, edge)]?.push(edge);
    this.#treeAt[at(this.#graph.to, edge)]?.push(edge);
  }

  #remove(edge: number): void {
    this.#treeIndex[edge] = -1;
    for (const node of [at(this.#graph.from, edge), at(this.#graph.to, edge)]) {
      const edges = this.#treeAt[node];
      edges?.splice(edges.indexOf(edge), 1);
    }
  }

  /** Numbers the subtree of a node in postorder, from a number on. */
  #renumber(top: number, parentEdge: number, lowest: number): void {
    const { from, to } = this.#graph;
    let next = lowest;
    const nodes = [top];
    const edgeIndex = [0];
    this.#parentEdge[top] = parentEdge;
    this.#low[top] = next;
    while (nodes.length > 0) {
      const depth = nodes.length - 1;
      const node = nodes[depth] as number;
      const edges = this.#treeAt[node] as number[];
      const index = edgeIndex[depth] as number;
      if (index < edges.length) {
        edgeIndex[depth] = index + 1;
        const edge = edges[index] as number;
        if (edge === at(this.#parentEdge, node)) continue;
        const child = at(from, edge) === node ? at(to, edge) : at(from, edge);
        this.#parentEdge[child] = edge;
        this.#low[child] = next;
        nodes.push(child);
        edgeIndex.push(0);
        continue;
      }
      this.#number[node] = next;
      this.#byNumber[next] = node;
      next++;
      nodes.pop();
      edgeIndex.pop();
    }
    this.#work += next - lowest;
  }

  /** Edges inside a half cancel out, so a cut value is what the nodes of a subtree give less what they take. */
  #computeCuts(): void {
    const { nodes, from, to, weight } = this.#graph;
    const surplus = new Float64Array(nodes);
    for (let edge = 0; edge < from.length; edge++) {
      add(surplus, at(from, edge), at(weight, edge));
      add(surplus, at(to, edge), -at(weight, edge));
    }
    for (let number = 0; number < nodes - 1; number++) {
      const node = at(this.#byNumber, number);
      const edge = at(this.#parentEdge, node);
      const isTail = at(from, edge) === node;
      this.#cut[edge] = isTail ? at(surplus, node) : -at(surplus, node);
      add(surplus, isTail ? at(to, edge) : at(from, edge), at(surplus, node));
    }
  }

  /** The most negative of the next few, going round: looking at all of them each time costs more than it gains. */
  #leaving(): number {
    let best = -1;
    let seen = 0;
    for (let count = 0; count < this.#tree.length && seen < 30; count++) {
      const edge = at(this.#tree, this.#searchFrom);
      this.#searchFrom = (this.#searchFrom + 1) % this.#tree.length;
      if (at(this.#cut, edge) >= 0) continue;
      seen++;
      if (best < 0 || at(this.#cut, edge) < at(this.#cut, best)) best = edge;
    }
    return best;
  }

  /** The shortest edge that joins the halves the other way round. */
  #entering(leaving: number): number {
    const { from, to } = this.#graph;
    const tailIsBelow = at(this.#number, at(from, leaving)) < at(this.#number, at(to, leaving));
    const below = tailIsBelow ? at(from, leaving) : at(to, leaving);
    const { start, edges } = tailIsBelow ? this.#incoming : this.#outgoing;
    const far = tailIsBelow ? from : to;
    const low = at(this.#low, below);
    const high = at(this.#number, below);
    let best = -1;
    let bestSlack = Number.POSITIVE_INFINITY;
    for (let number = low; number <= high && bestSlack > 0; number++) {
      const node = at(this.#byNumber, number);
      for (let index = at(start, node); index < at(start, node + 1); index++) {
        const edge = at(edges, index);
        const other = at(this.#number, at(far, edge));
        if (other >= low && other <= high) continue;
        const slack = this.#slack(edge);
        if (slack < bestSlack) {
          best = edge;
          bestSlack = slack;
        }
      }
    }
    this.#work += high - low;
    return best;
  }

  #exchange(leaving: number, entering: number): void {
    const { from, to } = this.#graph;
    const tailIsBelow = at(this.#number, at(from, leaving)) < at(this.#number, at(to, leaving));
    const below = tailIsBelow ? at(from, leaving) : at(to, leaving);
    const shift = tailIsBelow ? -this.#slack(entering) : this.#slack(entering);
    if (shift !== 0) {
      for (let number = at(this.#low, below); number <= at(this.#number, below); number++) {
        add(this.#rank, at(this.#byNumber, number), shift);
      }
    }
    const cut = at(this.#cut, leaving);
    const meeting = this.#passCut(at(from, entering), at(to, entering), cut);
    this.#passCut(at(to, entering), at(from, entering), -cut);
    this.#cut[entering] = -cut;
    this.#cut[leaving] = 0;
    const position = at(this.#treeIndex, leaving);
    this.#remove(leaving);
    this.#insert(entering, position);
    this.#renumber(meeting, at(this.#parentEdge, meeting), at(this.#low, meeting));
  }

  /** Corrects the cut values from a node up to where its way meets that of another node; returns that meeting point. */
  #passCut(start: number, other: number, cut: number): number {
    const { from, to } = this.#graph;
    let node = start;
    while (!(at(this.#low, node) <= at(this.#number, other) && at(this.#number, other) <= at(this.#number, node))) {
      const edge = at(this.#parentEdge, node);
      const isTail = at(from, edge) === node;
      add(this.#cut, edge, isTail ? cut : -cut);
      node = isTail ? at(to, edge) : at(from, edge);
    }
    return node;
  }
}
