import type { Adjacency, AssetTable, TableChange } from "../../protocol/messages/asset-table.ts";

/** The same table with only some of its assets, and the edges between them. A picture of now: it takes no messages. */
export function narrowTable(table: AssetTable, ids: Iterable<number>): AssetTable {
  const present = new Uint8Array(table.size);
  let count = 0;
  for (const id of ids) {
    if (table.present[id] !== 1 || present[id] === 1) continue;
    present[id] = 1;
    count++;
  }
  return {
    revision: table.revision,
    size: table.size,
    count,
    present,
    badge: table.badge,
    external: table.external,
    broken: table.broken,
    group: table.group,
    groups: table.groups,
    upstream: between(table.upstream, present),
    downstream: between(table.downstream, present),
    key: (id) => (present[id] === 1 ? table.key(id) : undefined),
    find(key) {
      const id = table.find(key);
      return id !== undefined && present[id] === 1 ? id : undefined;
    },
    counts() {
      const counts = new Uint32Array(table.counts().length);
      for (let id = 0; id < present.length; id++) {
        const badge = table.badge[id] ?? 0;
        if (present[id] === 1) counts[badge] = (counts[badge] ?? 0) + 1;
      }
      return counts;
    },
    apply(): TableChange {
      throw new Error("A narrowed table takes no messages.");
    },
  };
}

function between({ start, ids }: Adjacency, present: Uint8Array): Adjacency {
  const starts = new Uint32Array(present.length + 1);
  const kept: number[] = [];
  for (let id = 0; id < present.length; id++) {
    starts[id] = kept.length;
    if (present[id] !== 1) continue;
    for (let edge = start[id] ?? 0; edge < (start[id + 1] ?? 0); edge++) {
      const other = ids[edge] ?? 0;
      if (present[other] === 1) kept.push(other);
    }
  }
  starts[present.length] = kept.length;
  return { start: starts, ids: Uint32Array.from(kept) };
}
