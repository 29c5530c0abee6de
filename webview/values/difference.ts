import type { DifferentRow, ValueDifference } from "../../protocol/messages/server-messages.ts";
import { formatCount, formatNumber } from "../../protocol/record/format-facts.ts";
import { element } from "../controls/element.ts";
import type { GridContent } from "./cell-grid.ts";
import { cellText } from "./cell-text.ts";
import { placeColumns } from "./column-widths.ts";

export type Difference = Exclude<ValueDifference, { readonly problem: unknown }>;

/** How one cell of a row that differs is to be shown. */
export type DifferentCell =
  | { readonly kind: "same" | "added" | "removed"; readonly text: string }
  | { readonly kind: "changed"; readonly before: string; readonly after: string };

export function differentCell({ change, before, after }: DifferentRow, column: number): DifferentCell {
  const was = cellText(before?.[column]).text;
  const is = cellText(after?.[column]).text;
  if (change === "added") return { kind: "added", text: is };
  if (change === "removed") return { kind: "removed", text: was };
  const isSame = JSON.stringify(before?.[column] ?? null) === JSON.stringify(after?.[column] ?? null);
  return isSame ? { kind: "same", text: is } : { kind: "changed", before: was, after: is };
}

/** What differs, in numbers and in columns, above its rows. */
export function differenceSummary(difference: Difference): HTMLElement {
  const { added, removed, changed, same, by, columns } = difference;
  const counts = element("div", { class: "eg-value-counts" });
  const count = (many: number, word: string, looks: string): void => {
    if (many > 0 || looks === "same")
      counts.append(element("span", { "data-change": looks }, element("b", {}, formatNumber(many)), ` ${word}`));
  };
  count(added, "added", "added");
  count(removed, "removed", "removed");
  count(changed, "changed", "changed");
  count(same, "same", "same");
  const told =
    by.length === 0 ? "Rows are told apart by all of their columns." : `Rows are told apart by ${by.join(", ")}.`;
  const box = element("div", { class: "eg-value-summary" }, counts, element("p", { class: "eg-under" }, told));
  const words = columnWords(columns);
  if (words.length > 0) box.append(element("ul", {}, ...words.map((text) => element("li", {}, text))));
  const shown = difference.rows.length;
  const all = added + removed + changed;
  if (all === 0)
    box.append(
      element(
        "p",
        {},
        words.length === 0 ? "Both hold the same rows." : "Both hold the same rows but for their columns.",
      ),
    );
  else if (shown < all)
    box.append(element("p", { class: "eg-under" }, `The first ${formatCount(shown, "row")} of ${formatNumber(all)}:`));
  return box;
}

export function columnWords({ added, removed, retyped }: Difference["columns"]): readonly string[] {
  return [
    ...(added.length === 0 ? [] : [`${formatCount(added.length, "column")} added: ${added.join(", ")}`]),
    ...(removed.length === 0 ? [] : [`${formatCount(removed.length, "column")} removed: ${removed.join(", ")}`]),
    ...retyped.map(({ name, before, after }) => `${name} was ${before}, is ${after}`),
  ];
}

const signs = { added: "+", removed: "\u2212", changed: "~" } as const;

/** The rows that differ, for a grid: a changed cell shows both. */
export function differenceContent(difference: Difference): GridContent {
  const { names, rows, by } = difference;
  const texts = names.map((_, column) =>
    rows.slice(0, 50).map((row) => {
      const cell = differentCell(row, column);
      return cell.kind === "changed" ? `${cell.before} ${cell.after}   ` : cell.text;
    }),
  );
  return {
    label: "Rows that differ",
    count: rows.length,
    isWhole: true,
    places: placeColumns(names, texts),
    rowHead: (index) => {
      const change = rows[index]?.change;
      return change === undefined ? "" : `${signs[change]} ${change}`;
    },
    rowLooks: (index) => rows[index]?.change,
    head: (column) => {
      const name = names[column] ?? "";
      const head = element("div", { class: "eg-value-head" }, element("b", { title: name }, name));
      if (by.includes(name)) head.append(element("span", { class: "eg-value-fact" }, "tells rows apart"));
      return head;
    },
    cell: (index, column) => {
      const row = rows[index];
      return row === undefined ? undefined : makeCell(differentCell(row, column));
    },
    whole: (index, column) => {
      const row = rows[index];
      const value = row?.after?.[column] ?? row?.before?.[column];
      return typeof value === "string" ? value : JSON.stringify(value ?? null);
    },
  };
}

function makeCell(cell: DifferentCell): HTMLElement {
  const box = element("span", { class: "eg-value-cell" });
  if (cell.kind !== "changed") {
    box.append(cell.text);
    box.title = cell.text;
    return box;
  }
  box.dataset.changed = "";
  box.title = `${cell.before} \u2192 ${cell.after}`;
  box.append(element("del", {}, cell.before), element("ins", {}, cell.after));
  return box;
}
