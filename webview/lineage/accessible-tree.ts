import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { AssetTable } from "../../protocol/messages/asset-table.ts";
import type { Card } from "../../protocol/messages/server-messages.ts";
import { formatCount, formatNumber } from "../../protocol/record/format-facts.ts";
import { element } from "../controls/element.ts";
import { badgeOf, badgeShapes } from "../drawing/badge-shapes.ts";
import type { Box } from "../drawing/camera.ts";
import type { GroupAround } from "./worker-messages.ts";

/** More neighbours than this are not mirrored: the walk still reaches each of them. */
const mostItems = 200;

/**
 * What a screen reader knows of the canvas: the asset in focus, its neighbours and its siblings, as tree items. It is
 * made anew at each move; a mirror of the whole graph would take a second at 10,000 assets.
 */
export interface AccessibleTree {
  /** Shows the surroundings of an asset, and makes it the active one. */
  show(table: AssetTable, key: AssetKey | undefined, near: Surroundings, card: Card | undefined): void;
  /** Where the active asset is on the surface. */
  place(box: Box | undefined): void;
}

/** Where an asset is among the others. */
export interface Surroundings {
  readonly siblings: readonly AssetKey[];
  /** The groups around it, the outermost first: levels of the tree. */
  readonly groups: readonly GroupAround[];
}

/** `surface` has the focus; the tree is put into it. */
export function makeAccessibleTree(surface: HTMLElement): AccessibleTree {
  surface.setAttribute("role", "application");
  surface.setAttribute("aria-roledescription", "asset graph");
  surface.setAttribute("aria-label", "Asset lineage");
  surface.tabIndex = 0;
  const tree = element("div", { class: "eg-near", role: "tree", "aria-label": "Assets near the focus" });
  surface.append(tree);
  let active: HTMLElement | undefined;
  let at: Box | undefined;
  const lay = (): void => {
    if (active === undefined || at === undefined) return;
    active.className = "eg-active";
    for (const [name, value] of [
      ["left", at.x],
      ["top", at.y],
      ["width", at.width],
      ["height", at.height],
    ] as const) {
      active.style.setProperty(name, `${value}px`);
    }
  };
  return {
    place(box) {
      at = box;
      lay();
    },
    show(table, key, { siblings, groups }, card) {
      const id = key === undefined ? undefined : table.find(key);
      if (key === undefined || id === undefined) {
        tree.replaceChildren();
        active = undefined;
        surface.removeAttribute("aria-activedescendant");
        return;
      }
      const position = siblings.indexOf(key);
      const focused = item("eg-active", nameOf(table, id, card));
      focused.setAttribute("aria-selected", "true");
      if (position >= 0) {
        focused.setAttribute("aria-posinset", String(position + 1));
        focused.setAttribute("aria-setsize", String(siblings.length));
      }
      const level = groups.length + 1;
      focused.setAttribute("aria-level", String(level));
      const around = groups.map(({ path, open, assets }, index) => {
        const group = item(`eg-group-${index}`, `group ${path}, ${formatCount(assets, "asset")}`);
        group.setAttribute("aria-level", String(index + 1));
        group.setAttribute("aria-expanded", String(open));
        return group;
      });
      const near = [
        ...neighbours(table, id, "upstream").map((other) =>
          item(`eg-up-${other}`, `upstream: ${nameOf(table, other)}`),
        ),
        ...neighbours(table, id, "downstream").map((other) =>
          item(`eg-down-${other}`, `downstream: ${nameOf(table, other)}`),
        ),
        ...siblings
          .slice(Math.max(0, position - 3), position + 4)
          .filter((other) => other !== key)
          .flatMap((other) => {
            const sibling = table.find(other);
            if (sibling === undefined) return [];
            const beside = item(`eg-beside-${sibling}`, nameOf(table, sibling));
            beside.setAttribute("aria-level", String(level));
            return [beside];
          }),
      ];
      tree.replaceChildren(...around, focused, ...near.slice(0, mostItems));
      surface.setAttribute("aria-activedescendant", "eg-active");
      active = focused;
      lay();
    },
  };
}

/** Key, status, reason, then facts: `fct_orders, stale, waits for stg_orders, 1,284,310 rows, 2 upstream, 3 downstream`. */
export function nameOf(table: AssetTable, id: number, card?: Card): string {
  return [
    table.key(id) ?? "",
    badgeShapes[badgeOf(table.badge[id])].word,
    ...(table.broken[id] === 1 ? ["its file does not parse"] : []),
    ...(card?.reason === undefined ? [] : [card.reason]),
    ...(card?.rows === undefined ? [] : [formatCount(card.rows, "row")]),
    `${formatNumber(neighbours(table, id, "upstream").length)} upstream`,
    `${formatNumber(neighbours(table, id, "downstream").length)} downstream`,
  ].join(", ");
}

/** Ids of direct neighbours. */
export function neighbours(table: AssetTable, id: number, side: "upstream" | "downstream"): number[] {
  const { start, ids } = table[side];
  return [...ids.subarray(start[id] ?? 0, start[id + 1] ?? 0)];
}

function item(id: string, label: string): HTMLElement {
  return element("div", { id, class: "eg-hidden", role: "treeitem", "aria-label": label });
}
