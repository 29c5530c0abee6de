import { element } from "../controls/element.ts";
import { drawing } from "./sparkline.ts";

/** A box to tick, for the eye only: the row says in words whether it is picked. */
export function tickBox(ticked: boolean | "some"): HTMLElement {
  const box = element("span", { class: "eg-table-box", "aria-hidden": "true" });
  if (ticked !== false) {
    const path = ticked === "some" ? "M3.5 8h9" : "M3 8.3l3.3 3.3L13 4.8";
    box.append(drawing("0 0 16 16", 12, 12, "path", { d: path, "stroke-width": "2" }));
  }
  return box;
}
