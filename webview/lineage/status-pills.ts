import { formatNumber } from "../../protocol/record/format-facts.ts";
import { badges } from "../../protocol/record/status.ts";
import { badgeImage, element, plainButton } from "../controls/element.ts";
import { badgeShapes, byNeed } from "../drawing/badge-shapes.ts";

/** A pill for each status that some asset has: how many, and pressed, those alone stand out. */
export interface StatusPills {
  readonly element: HTMLElement;
  /** Counts by badge, in the order of `badges`. */
  show(counts: Uint32Array): void;
  /** Positions in `badges` of the pressed ones. */
  pressed(): readonly number[];
  clear(): void;
}

/** `before`: those that are pressed at first. */
export function makeStatusPills(before: readonly number[], changed: () => void): StatusPills {
  const root = element("div", { class: "eg-pills", role: "group", "aria-label": "Statuses" });
  const pressed = new Set<number>(before);
  let shown = "";
  return {
    element: root,
    show(counts) {
      const text = counts.join();
      if (text === shown) return;
      shown = text;
      // A pill that is pressed stays, also at none: else there were no way to let it go.
      const order = ["fresh" as const, ...byNeed.filter((badge) => badge !== "fresh")];
      const pills = order.flatMap((badge) => {
        const byte = badges.indexOf(badge);
        const count = counts[byte] ?? 0;
        if (count === 0 && !pressed.has(byte)) return [];
        const { word } = badgeShapes[badge];
        const pill = plainButton(
          "eg-pill",
          undefined,
          () => {
            if (!pressed.delete(byte)) pressed.add(byte);
            pill.setAttribute("aria-pressed", String(pressed.has(byte)));
            changed();
          },
          badgeImage(badgeShapes[badge], 14),
          element("b", {}, formatNumber(count)),
          word,
        );
        pill.dataset.badge = badge;
        pill.setAttribute("aria-pressed", String(pressed.has(byte)));
        return [pill];
      });
      const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.badge : undefined;
      root.replaceChildren(...pills);
      if (focused !== undefined) pills.find((pill) => pill.dataset.badge === focused)?.focus();
    },
    pressed: () => [...pressed],
    clear() {
      pressed.clear();
      for (const pill of root.children) pill.setAttribute("aria-pressed", "false");
    },
  };
}
