import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import { element } from "../controls/element.ts";
import { makeMenuButton } from "../controls/menu.ts";
import { depthOf, depths, depthWord, nextDepth, type SelectionDepth, withDepth } from "./selection-depth.ts";

/** How far above and below one asset the selection reaches: `↑ all`, `↓ 2`. It is part of the selection's text. */
export interface DepthControl {
  readonly element: HTMLElement;
  /** The selection or the picked asset is another. */
  renew(): void;
  /** One step more or fewer; without a side on both. */
  step(by: 1 | -1, side?: "up" | "down"): void;
  /** The same reach around another asset, when the selection is around one. Tells whether it is. */
  moveTo(asset: AssetKey): boolean;
}

export interface DepthDesk {
  selection(): string;
  setSelection(text: string): void;
  picked(): AssetKey | undefined;
  isKey(key: AssetKey): boolean;
}

export function makeDepthControl(desk: DepthDesk): DepthControl {
  const up = makeMenuButton("eg-segment", "Steps above", () => choices("up"));
  const down = makeMenuButton("eg-segment", "Steps below", () => choices("down"));
  const root = element("div", { class: "eg-segments eg-depth", role: "group", "aria-label": "Depth" }, up, down);

  /** As the selection says; without one, all around the picked asset. */
  function now(): SelectionDepth | undefined {
    const text = desk.selection();
    const written = depthOf(text, desk.isKey);
    const picked = desk.picked();
    if (written !== undefined || picked === undefined || text.trim() !== "") return written;
    return { key: picked, up: Number.POSITIVE_INFINITY, down: Number.POSITIVE_INFINITY, end: 0 };
  }

  function choices(side: "up" | "down") {
    const depth = now();
    if (depth === undefined) return [];
    return depths.map((steps) => ({
      text: depthWord(steps),
      checked: depth[side] === steps,
      pressed: () => desk.setSelection(withDepth(desk.selection(), { ...depth, [side]: steps })),
    }));
  }

  function renew(): void {
    const depth = now();
    for (const [button, arrow, side] of [
      [up, "↑", "up"],
      [down, "↓", "down"],
    ] as const) {
      button.textContent = `${arrow} ${depthWord(depth?.[side] ?? Number.POSITIVE_INFINITY)}`;
      button.disabled = depth === undefined;
      const where = side === "up" ? "above" : "below";
      button.title =
        depth === undefined ? `Pick an asset to choose how far ${where} it is shown` : `Steps ${where} ${depth.key}`;
      button.setAttribute("aria-label", `${button.title}: ${depthWord(depth?.[side] ?? Number.POSITIVE_INFINITY)}`);
    }
  }

  renew();
  return {
    element: root,
    renew,
    step(by, side) {
      const depth = now();
      if (depth === undefined) return;
      const above = side === "down" ? depth.up : nextDepth(depth.up, by);
      const below = side === "up" ? depth.down : nextDepth(depth.down, by);
      desk.setSelection(withDepth(desk.selection(), { ...depth, up: above, down: below }));
    },
    moveTo(asset) {
      const written = depthOf(desk.selection(), desk.isKey);
      if (written === undefined) return false;
      if (written.key !== asset) desk.setSelection(withDepth(desk.selection(), { ...written, key: asset }));
      return true;
    },
  };
}
