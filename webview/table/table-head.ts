import { element } from "../controls/element.ts";
import { type ChosenColumns, type ColumnName, columns } from "./columns.ts";
import type { RowOrder } from "./row-order.ts";
import { tickBox } from "./tick-box.ts";

/** The id of a column's head, for `aria-activedescendant`. */
export function headId(cell: number): string {
  return `eg-table-head-${cell}`;
}

/** Draws the columns' heads: a press orders by the column. `cell`: the head that has the keyboard. */
export function drawHead(
  head: HTMLElement,
  chosen: ChosenColumns,
  order: RowOrder,
  ticks: boolean | "some",
  cell: number | undefined,
  pressed: (what: ColumnName | "all") => void,
): void {
  const all = element(
    "span",
    { role: "columnheader", "aria-colindex": "1", class: "eg-table-tick", title: "Pick all rows" },
    tickBox(ticks),
    element("span", { class: "eg-hidden" }, "Picked"),
  );
  all.addEventListener("click", () => pressed("all"));
  const heads = chosen.names.map((name, at) => {
    const { title, numeric } = columns[name];
    const words = element("span", chosen.badgeOnly && name === "status" ? { class: "eg-hidden" } : {}, title);
    const made = element("span", { role: "columnheader", id: headId(at), "aria-colindex": String(at + 2) }, words);
    made.title = `Order by ${title.toLowerCase()}`;
    if (numeric) made.classList.add("eg-table-number");
    if (cell === at) made.classList.add("eg-table-at");
    if (order.by === name) {
      made.setAttribute("aria-sort", order.descending ? "descending" : "ascending");
      made.append(element("span", { "aria-hidden": "true" }, order.descending ? " \u2193" : " \u2191"));
    }
    made.addEventListener("click", () => pressed(name));
    return made;
  });
  const row = element("div", { class: "eg-table-row eg-table-head", role: "row", "aria-rowindex": "1" }, all, ...heads);
  head.replaceChildren(row);
}
