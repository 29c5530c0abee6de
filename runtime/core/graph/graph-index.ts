import type { AssetGraph, AssetId } from "../../../protocol/graph/asset-graph.ts";
import type { IdSet } from "./id-set.ts";
import { addId, emptyIdSet, hasId } from "./id-set.ts";

/** Who is above and below whom, in arrays by id. Names that nobody defines are in it too, with nothing above them. */
export interface GraphIndex {
  /** Ids are below it. */
  readonly size: number;
  readonly up: Adjacency;
  readonly down: Adjacency;
  /** Every id, each after what is above it; members of a ring stand together. */
  readonly order: Uint32Array;
  /** Where an id stands in `order`. */
  readonly position: Uint32Array;
}

/** Neighbours of id `i`, each once, in rising order: `ids` from `start[i]` to before `start[i + 1]`. */
export interface Adjacency {
  readonly start: Uint32Array;
  readonly ids: Uint32Array;
}

export function indexGraph(graph: AssetGraph): GraphIndex {
  const size = graph.keys.length;
  const up = upstreamArrays(graph, size);
  const down = reversed(up, size);
  const order = sortUpstreamFirst(up, size);
  const position = new Uint32Array(size);
  for (let at = 0; at < size; at++) position[order[at] ?? 0] = at;
  return { size, up, down, order, position };
}

/** Neighbours of one id; empty for an id that is not in it. */
export function neighbours(adjacency: Adjacency, id: AssetId): Uint32Array {
  const start = adjacency.start[id];
  const end = adjacency.start[id + 1];
  return start === undefined || end === undefined ? new Uint32Array(0) : adjacency.ids.subarray(start, end);
}

/** The seeds and everything that can be reached from them in at most `depth` steps. */
export function closure(index: GraphIndex, adjacency: Adjacency, seeds: Iterable<AssetId>, depth = Infinity): IdSet {
  const reached = emptyIdSet(index.size);
  let frontier: AssetId[] = [];
  for (const seed of seeds) {
    if (hasId(reached, seed)) continue;
    addId(reached, seed);
    frontier.push(seed);
  }
  for (let step = 0; step < depth && frontier.length > 0; step++) {
    const next: AssetId[] = [];
    for (const id of frontier) {
      for (const neighbour of neighbours(adjacency, id)) {
        if (hasId(reached, neighbour)) continue;
        addId(reached, neighbour);
        next.push(neighbour);
      }
    }
    frontier = next;
  }
  return reached;
}

function upstreamArrays(graph: AssetGraph, size: number): Adjacency {
  const start = new Uint32Array(size + 1);
  const ids: AssetId[] = [];
  for (let id = 0; id < size; id++) {
    const upstream = graph.nodes[id]?.upstream ?? [];
    const [first] = upstream;
    if (first !== undefined && upstream.length === 1) ids.push(first.from);
    else if (first !== undefined) for (const from of distinctSources(upstream)) ids.push(from);
    start[id + 1] = ids.length;
  }
  return { start, ids: Uint32Array.from(ids) };
}

function distinctSources(edges: readonly { readonly from: AssetId }[]): AssetId[] {
  return [...new Set(edges.map(({ from }) => from))].sort((a, b) => a - b);
}

function reversed({ start, ids }: Adjacency, size: number): Adjacency {
  const downStart = new Uint32Array(size + 1);
  for (const from of ids) downStart[from + 1] = (downStart[from + 1] ?? 0) + 1;
  for (let id = 0; id < size; id++) downStart[id + 1] = (downStart[id + 1] ?? 0) + (downStart[id] ?? 0);
  const next = downStart.slice(0, size);
  const downIds = new Uint32Array(ids.length);
  for (let id = 0; id < size; id++) {
    for (let edge = start[id] ?? 0; edge < (start[id + 1] ?? 0); edge++) {
      const from = ids[edge] ?? 0;
      const at = next[from] ?? 0;
      downIds[at] = id;
      next[from] = at + 1;
    }
  }
  return { start: downStart, ids: downIds };
}

/**
 * Tarjan's strongly connected components along upstream edges, without recursion: a component is complete after all that it reaches, so
 * the order of completion is upstream first.
 */
function sortUpstreamFirst({ start, ids }: Adjacency, size: number): Uint32Array {
  const order = new Uint32Array(size);
  const visited = new Uint32Array(size); // order of visit from 1; 0: not yet
  const lowest = new Uint32Array(size);
  const nextEdge = start.slice(0, size);
  const isOpen = new Uint8Array(size);
  const open: AssetId[] = [];
  const path: AssetId[] = [];
  let visits = 0;
  let done = 0;

  const visit = (id: AssetId): void => {
    visits += 1;
    visited[id] = visits;
    lowest[id] = visits;
    isOpen[id] = 1;
    open.push(id);
    path.push(id);
  };
  const close = (root: AssetId): void => {
    const members: AssetId[] = [];
    for (;;) {
      const member = open.pop();
      if (member === undefined) break;
      isOpen[member] = 0;
      members.push(member);
      if (member === root) break;
    }
    members.reverse();
    for (const member of members) order[done++] = member;
  };

  for (let seed = 0; seed < size; seed++) {
    if (visited[seed] !== 0) continue;
    visit(seed);
    for (let id = path.at(-1); id !== undefined; id = path.at(-1)) {
      const edge = nextEdge[id] ?? 0;
      if (edge < (start[id + 1] ?? 0)) {
        nextEdge[id] = edge + 1;
        const above = ids[edge] ?? 0;
        if (visited[above] === 0) visit(above);
        else if (isOpen[above] === 1) lowest[id] = Math.min(lowest[id] ?? 0, visited[above] ?? 0);
        continue;
      }
      path.pop();
      if (lowest[id] === visited[id]) close(id);
      const below = path.at(-1);
      if (below !== undefined) lowest[below] = Math.min(lowest[below] ?? 0, lowest[id] ?? 0);
    }
  }
  return order;
}
