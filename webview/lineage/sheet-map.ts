import type { AssetTable } from "../../protocol/messages/asset-table.ts";
import { badges } from "../../protocol/record/status.ts";
import { badgeOf, byNeed } from "../drawing/badge-shapes.ts";
import { cardHeight, cardWidth, type PlacedGroup, type Placement } from "../layout/placement.ts";
import type { SheetMap } from "./worker-messages.ts";

/** Less of a box could not be seen. */
const leastPart = 0.2;
const need = new Map(byNeed.map((badge, index) => [badge, index]));

/** The sheet from far: a box for each card, and one or two for each closed group. */
export function mapOf({ width, height, groups, x, y }: Placement, table: AssetTable): SheetMap {
  const frames: number[] = [];
  const boxes: number[] = [];
  for (const group of groups) {
    if (group.open) {
      frames.push(group.x, group.y, group.width, group.height);
      for (const id of group.assets) boxes.push(x[id] ?? 0, y[id] ?? 0, cardWidth, cardHeight, table.badge[id] ?? 0);
    } else boxes.push(...closedGroup(group, table));
  }
  return { width, height, frames: Float32Array.from(frames), boxes: Float32Array.from(boxes) };
}

/** A quiet box, and on it as wide a part as needs something, in the status that needs most. */
function closedGroup({ x, y, width, height, assets }: PlacedGroup, table: AssetTable): number[] {
  const quiet = badges.indexOf("fresh");
  let least = byNeed.length - 1;
  let needy = 0;
  for (const id of assets) {
    const badge = badgeOf(table.badge[id]);
    if (badge !== "fresh" && badge !== "external" && badge !== "skipped") needy++;
    least = Math.min(least, need.get(badge) ?? least);
  }
  if (needy === 0) return [x, y, width, height, quiet];
  const part = Math.max(leastPart, needy / assets.length) * width;
  const worst = badges.indexOf(byNeed[least] ?? "unknown");
  return part >= width
    ? [x, y, width, height, worst]
    : [x, y, width - part, height, quiet, x + width - part, y, part, height, worst];
}
