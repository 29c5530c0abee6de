import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import { formatCount, formatNumber } from "../../protocol/record/format-facts.ts";
import { element, iconImage, plainButton } from "../controls/element.ts";
import { makeButton } from "../controls/toolkit.ts";

export interface TableBarContent {
  readonly rows: number;
  readonly chosen: number;
  readonly ticked: readonly AssetKey[];
  readonly narrowed: boolean;
  readonly canRun: boolean;
  readonly compact: boolean;
  readonly filtersOpen: boolean;
}

export interface TableBarDesk {
  materialize(): void;
  plan(): void;
  showInGraph(): void;
  copy(): void;
  untick(): void;
  widen(): void;
  toggleCompact(): void;
  toggleFilters(): void;
}

export interface TableBar {
  readonly element: HTMLElement;
  show(content: TableBarContent): void;
}

const namedKeys = 3;

/** Above the rows: how many there are, or what can be done with the picked ones. */
export function makeTableBar(desk: TableBarDesk): TableBar {
  const filters = plainButton("eg-table-toggle eg-table-filters", undefined, desk.toggleFilters, "Filters");
  const compact = plainButton("eg-table-toggle", undefined, desk.toggleCompact, "Compact");
  const middle = element("div", { class: "eg-table-bar-middle" });
  const root = element("div", { class: "eg-table-bar" }, filters, middle, compact);
  root.setAttribute("role", "toolbar");
  root.setAttribute("aria-label", "Rows");
  let shown = "";
  return {
    element: root,
    show(content) {
      const text = JSON.stringify(content);
      if (text === shown) return;
      shown = text;
      filters.setAttribute("aria-expanded", String(content.filtersOpen));
      compact.setAttribute("aria-pressed", String(content.compact));
      middle.replaceChildren(...(content.ticked.length > 0 ? picked(content, desk) : counted(content, desk)));
    },
  };
}

function counted({ rows, chosen, narrowed }: TableBarContent, desk: TableBarDesk): Node[] {
  const words = narrowed ? `${formatNumber(rows)} of ${formatCount(chosen, "asset")}` : formatCount(chosen, "asset");
  const count = element("span", { role: "status" }, words);
  return narrowed ? [count, plainButton("eg-link", undefined, desk.widen, "Clear filters")] : [count];
}

function picked({ ticked, canRun }: TableBarContent, desk: TableBarDesk): Node[] {
  const names = ticked.slice(0, namedKeys).join(", ");
  const more = ticked.length - namedKeys;
  const list = element(
    "span",
    { class: "eg-table-names" },
    more > 0 ? `${names} and ${formatNumber(more)} more` : names,
  );
  list.title = ticked.slice(0, 40).join("\n");
  const count = formatNumber(ticked.length);
  const run = makeButton(`Materialize ${count}`, { icon: iconImage("play") }, desk.materialize);
  return [
    element("b", { role: "status" }, `${count} picked`),
    list,
    ...(canRun ? [run, makeButton("Plan", {}, desk.plan)] : []),
    makeButton("Show in graph", {}, desk.showInGraph),
    makeButton("Copy as selection", {}, desk.copy),
    plainButton("eg-icon", "Let all go", desk.untick, iconImage("close")),
  ];
}
