import type { AssetId } from "../../../protocol/graph/asset-graph.ts";

/** A set of asset ids as bits. */
export type IdSet = Uint32Array;

/** An empty set for ids below `size`. */
export function emptyIdSet(size: number): IdSet {
  return new Uint32Array((size + 31) >>> 5);
}

export function idSetOf(size: number, ids: Iterable<AssetId>): IdSet {
  const set = emptyIdSet(size);
  for (const id of ids) addId(set, id);
  return set;
}

export function hasId(set: IdSet, id: AssetId): boolean {
  return (((set[id >>> 5] ?? 0) >>> (id & 31)) & 1) === 1;
}

export function addId(set: IdSet, id: AssetId): void {
  const word = id >>> 5;
  set[word] = (set[word] ?? 0) | (1 << (id & 31));
}

export function unite(a: IdSet, b: IdSet): IdSet {
  return a.map((word, index) => word | (b[index] ?? 0));
}

export function intersect(a: IdSet, b: IdSet): IdSet {
  return a.map((word, index) => word & (b[index] ?? 0));
}

/** Those of `a` that are not in `b`. */
export function subtract(a: IdSet, b: IdSet): IdSet {
  return a.map((word, index) => word & ~(b[index] ?? 0));
}

/** In rising order. */
export function idsIn(set: IdSet): AssetId[] {
  const ids: AssetId[] = [];
  for (let word = 0; word < set.length; word++) {
    let bits = set[word] ?? 0;
    while (bits !== 0) {
      const lowest = bits & -bits;
      ids.push((word << 5) + (31 - Math.clz32(lowest)));
      bits ^= lowest;
    }
  }
  return ids;
}
