import type { AssetId } from "../../protocol/graph/asset-graph.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { AssetTable } from "../../protocol/messages/asset-table.ts";
import type { Card } from "../../protocol/messages/server-messages.ts";
import { formatChange, formatRows, formatRowsShort, formatShortAge } from "../../protocol/record/format-facts.ts";
import type { Badge } from "../../protocol/record/status.ts";
import { badgeImage, element } from "../controls/element.ts";
import { badgeOf, badgeShapes } from "../drawing/badge-shapes.ts";
import { type ChosenColumns, type ColumnName, columns } from "./columns.ts";
import { ageOf, durationWords, isLargeChange, madeWords, type RowState, rowWords } from "./row-words.ts";
import { sparkline } from "./sparkline.ts";
import { tickBox } from "./tick-box.ts";

export interface RowContent {
  readonly id: AssetId;
  readonly key: AssetKey;
  readonly index: number;
  readonly table: AssetTable;
  readonly card: Card | undefined;
  readonly chosen: ChosenColumns;
  readonly state: RowState;
  readonly picked: boolean;
  /** The column whose cell has the keyboard; undefined: the row as a whole, or another one. */
  readonly cell: number | undefined;
  readonly now: number;
}

/** Made once: making one takes longer than making a row. */
const wholeTime = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/** The id of a row's element, or of one of its cells, for `aria-activedescendant`. */
export function rowId(index: number, cell?: number): string {
  return cell === undefined ? `eg-table-row-${index}` : `eg-table-row-${index}-${cell}`;
}

/** One asset as a row. */
export function makeTableRow(content: RowContent): HTMLElement {
  const { key, index, card, chosen, state, now, table, id } = content;
  const badge = badgeOf(table.badge[id]);
  const main = chosen.names.map((name, at) => {
    const cell = makeCell(name, content, badge);
    cell.id = rowId(index, at);
    cell.setAttribute("role", "gridcell");
    cell.setAttribute("aria-colindex", String(at + 2));
    if (columns[name].numeric) cell.classList.add("eg-table-number");
    if (content.cell === at) cell.classList.add("eg-table-at");
    return cell;
  });
  const tick = element(
    "span",
    { role: "gridcell", "aria-colindex": "1", class: "eg-table-tick" },
    tickBox(state.ticked),
  );
  tick.append(element("span", { class: "eg-hidden" }, state.ticked ? "picked" : "not picked"));
  const row = element("div", { class: "eg-table-row", role: "row", id: rowId(index) }, tick, ...main);
  row.dataset.badge = badge;
  row.dataset.key = key;
  row.setAttribute("aria-rowindex", String(index + 2));
  row.setAttribute("aria-selected", String(state.ticked));
  row.setAttribute("aria-label", rowWords(key, badge, card, state, now));
  if (content.picked) row.classList.add("eg-table-picked");
  return row;
}

function makeCell(
  name: ColumnName,
  { card, key, id, table, chosen, now, state }: RowContent,
  badge: Badge,
): HTMLElement {
  switch (name) {
    case "status": {
      const shape = badgeShapes[badge];
      const word = element("span", chosen.badgeOnly ? { class: "eg-hidden" } : {}, shape.word);
      return element("span", { class: "eg-table-status", title: shape.word }, badgeImage(shape, 16), word);
    }
    case "key": {
      const cell = element("span", { class: "eg-table-key", title: key }, key);
      cell.setAttribute("aria-expanded", String(state.opened));
      return cell;
    }
    case "reason":
      // In the narrowest panel it is the only description: where there is no reason, rows and age stand there.
      return card?.reason === undefined && chosen.badgeOnly
        ? textCell(shortFacts(card, now), "eg-table-quiet")
        : textCell(card?.reason ?? "", "eg-table-reason");
    case "group":
      return textCell(table.groups[table.group[id] ?? 0] ?? "");
    case "rows":
      return textCell(card?.rows === undefined ? "" : formatRows(card.rows), "eg-table-strong");
    case "change": {
      const { rowsChange } = card ?? {};
      const looks = isLargeChange(rowsChange) ? "eg-table-large" : "eg-table-quiet";
      return textCell(rowsChange === undefined ? "" : formatChange(rowsChange), looks);
    }
    case "history": {
      const cell = element("span", { class: "eg-table-history" });
      if (card !== undefined && card.history.length > 1) cell.append(sparkline(card.history));
      return cell;
    }
    case "age":
    case "made": {
      const words = name === "age" ? ageOf : madeWords;
      const cell = textCell(
        card?.made === undefined ? "" : words(card.made, now),
        name === "age" ? "" : "eg-table-quiet",
      );
      if (card?.made !== undefined) cell.title = wholeTime.format(card.made);
      return cell;
    }
    case "duration":
      return textCell(durationWords(card, now), badge === "running" ? "eg-table-running" : "eg-table-quiet");
    case "checks": {
      if (card === undefined || card.checks.total === 0) return textCell("");
      const { passed, total } = card.checks;
      return textCell(
        `${formatRows(passed)}/${formatRows(total)}`,
        passed < total ? "eg-table-checks" : "eg-table-quiet",
      );
    }
    case "kind":
      return textCell(card?.kinds.join(", ") ?? "", "eg-table-quiet");
    case "owner":
      return textCell(card?.owners.join(", ") ?? "", "eg-table-quiet");
    default:
      return name satisfies never;
  }
}

function shortFacts(card: Card | undefined, now: number): string {
  const rows = card?.rows === undefined ? [] : [`${formatRowsShort(card.rows)} ${card.rows === 1 ? "row" : "rows"}`];
  const age = card?.made === undefined ? [] : [formatShortAge(card.made, now)];
  return [...rows, ...age].join(", ");
}

function textCell(text: string, looks = ""): HTMLElement {
  return element("span", { class: looks, ...(text === "" ? {} : { title: text }) }, text);
}
