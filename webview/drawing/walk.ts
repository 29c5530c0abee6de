import type { Adjacency, AssetTable } from "../../protocol/messages/asset-table.ts";
import { cardWidth, type Placement } from "../layout/placement.ts";

/** Where a key of the keyboard leads from an asset. */
export type WalkDirection = "upstream" | "downstream" | "before" | "after" | "first" | "last";

/** The next asset for a key of the keyboard: along an edge to the nearest neighbour, or to a sibling above or below. */
export function walk(
  table: AssetTable,
  placement: Placement,
  from: number | undefined,
  direction: WalkDirection,
): number | undefined {
  const all = readingOrder(table, placement);
  if (from === undefined || table.present[from] !== 1) return direction === "last" ? all.at(-1) : all[0];
  switch (direction) {
    case "upstream":
      return nearest(placement, from, neighbours(table.upstream, from));
    case "downstream":
      return nearest(placement, from, neighbours(table.downstream, from));
    case "before":
    case "after": {
      const by = direction === "after" ? 1 : -1;
      const siblings = siblingsOf(placement, from);
      // Past the last of a column the way goes on: to the next column, out of a group, into the next one.
      return siblings[siblings.indexOf(from) + by] ?? all[all.indexOf(from) + by];
    }
    case "first":
      return all[0];
    case "last":
      return all.at(-1);
    default:
      return direction satisfies never;
  }
}

/** Assets of the same column of an open group, or of the same closed group, from top to bottom; the asset itself included. */
export function siblingsOf(placement: Placement, asset: number): number[] {
  const group = placement.groups[placement.groupOf[asset] ?? -1];
  if (group === undefined) return [];
  const x = placement.x[asset] ?? 0;
  const near = group.open
    ? [...group.assets].filter((other) => Math.abs((placement.x[other] ?? 0) - x) < cardWidth / 2)
    : [...group.assets];
  return group.open ? near.sort((one, other) => (placement.y[one] ?? 0) - (placement.y[other] ?? 0)) : near;
}

function neighbours({ start, ids }: Adjacency, asset: number): number[] {
  return [...ids.subarray(start[asset] ?? 0, start[asset + 1] ?? 0)];
}

function nearest(placement: Placement, from: number, candidates: readonly number[]): number | undefined {
  const y = placement.y[from] ?? 0;
  let best: number | undefined;
  for (const id of candidates) {
    if (best === undefined || Math.abs((placement.y[id] ?? 0) - y) < Math.abs((placement.y[best] ?? 0) - y)) best = id;
  }
  return best;
}

/** From left to right, from top to bottom: groups, and in each that is open its cards and inner groups. */
function readingOrder(table: AssetTable, placement: Placement): number[] {
  const { groups, x, y } = placement;
  interface Item {
    readonly x: number;
    readonly y: number;
    readonly assets: () => readonly number[];
  }
  const inner = new Map<number, Item[]>();
  const present = (assets: Uint32Array): number[] => [...assets].filter((id) => table.present[id] === 1);
  const flat = (items: readonly Item[]): number[] =>
    items.toSorted((one, other) => one.x - other.x || one.y - other.y).flatMap((item) => item.assets());
  groups.forEach((group, index) => {
    const cards = group.open ? present(group.assets) : [];
    const items = cards.map((id): Item => ({ x: x[id] ?? 0, y: y[id] ?? 0, assets: () => [id] }));
    inner.set(index, items);
    const assets = (): readonly number[] => (group.open ? flat(items) : present(group.assets));
    const around = inner.get(group.parent) ?? [];
    if (group.parent < 0) inner.set(-1, around);
    around.push({ x: group.x, y: group.y, assets });
  });
  return flat(inner.get(-1) ?? []);
}
