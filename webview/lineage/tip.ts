import type { AssetTable } from "../../protocol/messages/asset-table.ts";
import { formatCount } from "../../protocol/record/format-facts.ts";
import { element } from "../controls/element.ts";
import { badgeOf, badgeShapes } from "../drawing/badge-shapes.ts";
import type { Hit } from "./worker-messages.ts";

/** What the pointer is on, in a few words beside it. */
export interface Tip {
  show(hit: Hit, at: { readonly x: number; readonly y: number }, table: AssetTable): void;
}

export function makeTip(stage: HTMLElement): Tip {
  const root = element("div", { class: "eg-tip", role: "presentation" });
  root.hidden = true;
  stage.append(root);
  return {
    show(hit, at, table) {
      const words = wordsFor(hit, table);
      root.hidden = words === undefined;
      if (words === undefined) return;
      root.replaceChildren(...words);
      const left = Math.min(at.x + 14, stage.clientWidth - root.offsetWidth - 8);
      const below = at.y + 18;
      const top = below + root.offsetHeight > stage.clientHeight ? at.y - root.offsetHeight - 10 : below;
      root.style.setProperty("left", `${Math.max(8, left)}px`);
      root.style.setProperty("top", `${Math.max(8, top)}px`);
    },
  };
}

function wordsFor(hit: Hit, table: AssetTable): Node[] | undefined {
  switch (hit.kind) {
    case "asset": {
      const id = table.find(hit.key);
      const { word } = badgeShapes[badgeOf(id === undefined ? undefined : table.badge[id])];
      if (hit.name) return [element("b", {}, hit.key), element("span", {}, "Click opens the definition")];
      if (!hit.cell) return undefined;
      const group = id === undefined ? "" : (table.groups[table.group[id] ?? 0] ?? "");
      return [
        element("b", {}, hit.key),
        element("span", {}, `${word} · ${group}`),
        element("span", {}, "Double click opens the definition"),
      ];
    }
    case "group": {
      if (!hit.title) return undefined;
      const group = table.groups.indexOf(hit.name);
      let members = 0;
      for (let id = 0; id < table.size; id++) if (table.present[id] === 1 && table.group[id] === group) members++;
      return [
        element("b", {}, hit.name),
        element("span", {}, `${formatCount(members, "asset")} · click ${hit.open ? "folds" : "opens"} the group`),
      ];
    }
    case "nothing":
      return undefined;
    default:
      return hit satisfies never;
  }
}
