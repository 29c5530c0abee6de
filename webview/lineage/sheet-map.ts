import type { AssetTable } from "../../protocol/messages/asset-table.ts";
import { badges } from "../../protocol/record/status.ts";
import { badgeOf, byNeed } from "../drawing/badge-shapes.ts";
import { cardHeight, cardWidth, type Placement } from "../layout/layout-groups.ts";
import type { SheetMap } from "./worker-messages.ts";

const need = new Map(byNeed.map((badge, index) => [badge, index]));

/** The sheet from far: a box for each card, and one for each closed group, in the status of it that needs most. */
export function mapOf({ width, height, groups, x, y }: Placement, table: AssetTable): SheetMap {
  const frames: number[] = [];
  const boxes: number[] = [];
  for (const group of groups) {
    if (group.open) {
      frames.push(group.x, group.y, group.width, group.height);
      for (const id of group.assets) boxes.push(x[id] ?? 0, y[id] ?? 0, cardWidth, cardHeight, table.badge[id] ?? 0);
    } else boxes.push(group.x, group.y, group.width, group.height, neediest(group.assets, table));
  }
  return { width, height, frames: Float32Array.from(frames), boxes: Float32Array.from(boxes) };
}

/** Position in `badges`. */
function neediest(assets: Uint32Array, table: AssetTable): number {
  let least = byNeed.length - 1;
  for (const id of assets) least = Math.min(least, need.get(badgeOf(table.badge[id])) ?? least);
  return badges.indexOf(byNeed[least] ?? "unknown");
}
