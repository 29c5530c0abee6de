import type { AssetId, AssetNode } from "./asset-graph.ts";

/** Whether an edge can be part of a ring: an asset may read its own earlier partitions. */
function counts(consumer: AssetId, edge: AssetNode["upstream"][number]): boolean {
  return edge.from !== consumer || (edge.mapping?.kind !== "previous" && edge.mapping?.kind !== "timeWindow");
}

/**
 * Rings of assets that wait for each other, one for each knot: a shortest one through the member whose key comes first, in the order
 * of data. So editor and run tell the same ring, whatever ids they gave to its members.
 */
export function findRings(nodes: readonly (AssetNode | null)[]): readonly (readonly AssetId[])[] {
  const size = nodes.length;
  const order = new Int32Array(size).fill(-1);
  const low = new Int32Array(size);
  const onStack = new Uint8Array(size);
  const stack: AssetId[] = [];
  const rings: AssetId[][] = [];
  let next = 0;
  const path: { readonly id: AssetId; at: number }[] = [];
  const enter = (id: AssetId): void => {
    order[id] = next;
    low[id] = next;
    next += 1;
    stack.push(id);
    onStack[id] = 1;
    path.push({ id, at: 0 });
  };
  for (let root = 0; root < size; root += 1) {
    if (order[root] !== -1 || nodes[root] === null) continue;
    enter(root);
    for (let frame = path.at(-1); frame !== undefined; frame = path.at(-1)) {
      const { id } = frame;
      const edge = nodes[id]?.upstream[frame.at];
      if (edge !== undefined) {
        frame.at += 1;
        const { from } = edge;
        if (!counts(id, edge) || nodes[from] === undefined || nodes[from] === null) continue;
        if (order[from] === -1) enter(from);
        else if (onStack[from] === 1) low[id] = Math.min(low[id] ?? 0, order[from] ?? 0);
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent !== undefined) low[parent.id] = Math.min(low[parent.id] ?? 0, low[id] ?? 0);
      if (low[id] !== order[id]) continue;
      const knot: AssetId[] = [];
      for (let member = stack.pop(); member !== undefined; member = stack.pop()) {
        onStack[member] = 0;
        knot.push(member);
        if (member === id) break;
      }
      const loops = nodes[id]?.upstream.some((each) => each.from === id && counts(id, each)) === true;
      if (knot.length > 1 || loops) rings.push(shortestRing(nodes, knot));
    }
  }
  return rings;
}

function shortestRing(nodes: readonly (AssetNode | null)[], knot: readonly AssetId[]): AssetId[] {
  const inside = new Set(knot);
  const start = knot.reduce((first, id) => (keyOf(nodes, id) < keyOf(nodes, first) ? id : first));
  const consumerOf = new Map<AssetId, AssetId>();
  const open = [start];
  for (let index = 0; index < open.length; index += 1) {
    const id = open[index] ?? start;
    for (const edge of nodes[id]?.upstream ?? []) {
      if (!inside.has(edge.from) || !counts(id, edge)) continue;
      if (edge.from === start) {
        const ring = [start];
        for (let at = id; at !== start; at = consumerOf.get(at) ?? start) ring.push(at);
        return ring;
      }
      if (consumerOf.has(edge.from)) continue;
      consumerOf.set(edge.from, id);
      open.push(edge.from);
    }
  }
  return [start];
}

function keyOf(nodes: readonly (AssetNode | null)[], id: AssetId): string {
  return nodes[id]?.key ?? "";
}

/** Whether a node can be reached from itself. */
export function isOnRing(nodes: readonly (AssetNode | null)[], start: AssetId): boolean {
  const seen = new Uint8Array(nodes.length);
  const open = [start];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const edge of nodes[id]?.upstream ?? []) {
      if (!counts(id, edge)) continue;
      if (edge.from === start) return true;
      if (seen[edge.from] === 1) continue;
      seen[edge.from] = 1;
      open.push(edge.from);
    }
  }
  return false;
}
