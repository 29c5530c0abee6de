import { cardHeight, cardWidth, cellPitch, type PlacedGroup, type Placement } from "../layout/placement.ts";
import { fullCardScale, nameArea } from "./cards.ts";

/** What lies at a point of the sheet. `group`: index into the placement's groups. */
export type SheetHit =
  | { readonly kind: "asset"; readonly asset: number; readonly name: boolean; readonly cell: boolean }
  | { readonly kind: "group"; readonly group: number; readonly title: boolean }
  | { readonly kind: "nothing" };

const openTitleHeight = 44;

/** Finds the card, cell or group at a point of the sheet. */
export function hitTest(placement: Placement, x: number, y: number, scale: number): SheetHit {
  // A group comes before those in it.
  for (let index = placement.groups.length - 1; index >= 0; index--) {
    const group = placement.groups[index];
    if (group === undefined || !inside(x - group.x, y - group.y, group.width, group.height)) continue;
    return group.open ? hitOpen(placement, group, index, x, y, scale) : hitClosed(placement, group, index, x, y);
  }
  return { kind: "nothing" };
}

function hitOpen(
  placement: Placement,
  group: PlacedGroup,
  index: number,
  x: number,
  y: number,
  scale: number,
): SheetHit {
  for (const asset of group.assets) {
    const dx = x - (placement.x[asset] ?? 0);
    const dy = y - (placement.y[asset] ?? 0);
    if (!inside(dx, dy, cardWidth, cardHeight)) continue;
    // From further away a card is little more than its name.
    const name = scale < fullCardScale || inside(dx - nameArea.x, dy - nameArea.y, nameArea.width, nameArea.height);
    return { kind: "asset", asset, name, cell: false };
  }
  return { kind: "group", group: index, title: y - group.y < openTitleHeight };
}

function hitClosed(placement: Placement, group: PlacedGroup, index: number, x: number, y: number): SheetHit {
  const [first] = group.assets;
  if (first !== undefined) {
    const column = Math.floor((x - (placement.x[first] ?? 0)) / cellPitch);
    const row = Math.floor((y - (placement.y[first] ?? 0)) / cellPitch);
    const asset =
      row < 0 || column < 0 || column >= group.perRow ? undefined : group.assets[row * group.perRow + column];
    if (asset !== undefined) return { kind: "asset", asset, name: false, cell: true };
    return { kind: "group", group: index, title: row < 0 };
  }
  return { kind: "group", group: index, title: true };
}

function inside(dx: number, dy: number, width: number, height: number): boolean {
  return dx >= 0 && dy >= 0 && dx <= width && dy <= height;
}
