import type { Json, RecordedError } from "../../protocol/errors/error-entry.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { ColumnProfile, MaterializationSummary, ValueRows } from "../../protocol/messages/server-messages.ts";
import { formatAge, formatBytes, formatCount, formatNumber } from "../../protocol/record/format-facts.ts";
import type { EventId } from "../../protocol/record/identifiers.ts";
import { badgeImage, element, iconImage } from "../controls/element.ts";
import { type MenuItem, makeMenuButton } from "../controls/menu.ts";
import { makeButton, makeProgressRing } from "../controls/toolkit.ts";
import { badgeOf, badgeShapes } from "../drawing/badge-shapes.ts";
import { makeLatestQuestion } from "../latest-question.ts";
import type { View, ViewDesk } from "../views/view.ts";
import { type GridContent, makeCellGrid } from "./cell-grid.ts";
import { cellText, isNumeric } from "./cell-text.ts";
import { makeColumnHead } from "./column-head.ts";
import { placeColumns } from "./column-widths.ts";
import { differenceContent, differenceSummary } from "./difference.ts";
import { makeJsonTree } from "./json-tree.ts";
import { makeRowPages, type Page, type RowPages } from "./row-pages.ts";

const sampleRows = 60;

/** A stored value of an asset: its rows with a profile of each column, another materialization of it, or what differs between two. */
export function makeValueView(desk: ViewDesk): View {
  const { host, table } = desk;
  let asset: AssetKey | undefined;
  let history: readonly MaterializationSummary[] = [];
  /** undefined: the latest. */
  let event: EventId | undefined;
  let before: EventId | undefined;
  let pages: RowPages | undefined;
  let page: Page | undefined;
  const comparing = makeLatestQuestion();
  const asking = makeLatestQuestion();
  let isShown = false;
  /** The keyboard belongs into the rows as soon as they are there. */
  let wantsFocus = false;

  const grid = makeCellGrid("rows", {
    viewed: (from, to) => pages?.want(from, to),
    copy: (text) => host.tell({ kind: "copy", text }),
    announce: desk.announce,
  });
  const differing = makeCellGrid("differing", {
    viewed: () => undefined,
    copy: (text) => host.tell({ kind: "copy", text }),
    announce: desk.announce,
  });
  const head = element("header", { class: "eg-value-bar" });
  const body = element("div", { class: "eg-value-body" });
  const root = element("section", { class: "eg-value-view", "aria-label": "Stored value" }, head, body);

  function open(key: AssetKey, compare: { readonly before: EventId; readonly after: EventId } | undefined): void {
    asset = key;
    event = undefined;
    before = undefined;
    page = undefined;
    history = [];
    void readHistory(key);
    if (compare === undefined) showRows();
    else void showDifference(compare.before, compare.after);
  }

  async function readHistory(key: AssetKey): Promise<void> {
    const signal = asking.begin();
    try {
      const details = await host.ask("details", { asset: key }, signal);
      if (signal.aborted) return;
      history = details?.history ?? [];
      showHead();
    } catch (error) {
      if (signal.aborted) return;
      host.tell({ kind: "problem", message: `The history of ${key} was not answered: ${String(error)}` });
    }
  }

  function showHead(): void {
    if (asset === undefined) return;
    const key = asset;
    const badge = badgeShapes[badgeOf(table.badge[table.find(key) ?? -1])];
    const title = element("h1", { title: key }, key, element("span", { class: "eg-hidden" }, `, ${badge.word}`));
    const source = makeButton("Source", { icon: iconImage("source") }, () => host.tell({ kind: "open", asset: key }));
    head.replaceChildren(
      badgeImage(badge, 18),
      title,
      element("span", { class: "eg-value-facts", role: "status" }, facts()),
    );
    const shown = shownEvent();
    if (history.length > 0) {
      const now = summaryOf(shown);
      const words = now === undefined ? "Materialization" : `Made ${formatAge(now.time, desk.now())}`;
      head.append(makeMenuButton("eg-value-choice", "Materialization", choices, words, iconImage("down")));
    }
    if (history.length > 1) {
      const compared = summaryOf(before);
      const words = compared === undefined ? "Compare" : `Compared with ${formatAge(compared.time, desk.now())}`;
      head.append(makeMenuButton("eg-value-choice", "Compare with", comparisons, words, iconImage("down")));
    }
    head.append(source);
  }

  function facts(): string {
    if (before !== undefined || page === undefined) return "";
    const summary = summaryOf(page.event);
    const size = summary?.bytes === undefined ? [] : [formatBytes(summary.bytes)];
    if (!page.isList) return ["one value", ...size].join(" · ");
    const rows =
      page.total === undefined ? `${formatNumber(pages?.count() ?? 0)} rows or more` : formatCount(page.total, "row");
    const part = page.total !== undefined && page.profiled >= page.total;
    const profiled = part ? [] : [`columns described from ${formatCount(page.profiled, "row")}`];
    return [rows, formatCount(page.columns.length, "column"), ...size, ...profiled].join(" · ");
  }

  function shownEvent(): EventId | undefined {
    return event ?? page?.event ?? history[0]?.event;
  }

  function summaryOf(wanted: EventId | undefined): MaterializationSummary | undefined {
    return history.find((one) => one.event === wanted);
  }

  function choices(): MenuItem[] {
    return history.map((one) => ({
      ...wordsOf(one),
      checked: one.event === shownEvent(),
      pressed: () => {
        event = one.event;
        before = undefined;
        showRows();
      },
    }));
  }

  function comparisons(): MenuItem[] {
    const others = history.filter((one) => one.event !== shownEvent());
    const none: MenuItem = {
      text: "With none",
      checked: false,
      pressed: () => {
        before = undefined;
        showRows();
      },
    };
    return [
      ...(before === undefined ? [] : [none]),
      ...others.map((one) => ({
        ...wordsOf(one),
        checked: one.event === before,
        pressed: () => {
          const shown = shownEvent();
          if (shown !== undefined) void showDifference(one.event, shown);
        },
      })),
    ];
  }

  function wordsOf(one: MaterializationSummary): { text: string; aside: string } {
    const rows = one.rows === undefined ? "" : formatCount(one.rows, "row");
    return { text: formatAge(one.time, desk.now()), aside: rows };
  }

  function showRows(): void {
    if (asset === undefined) return;
    const key = asset;
    comparing.drop();
    pages?.close();
    page = undefined;
    wantsFocus ||= root.contains(document.activeElement);
    const mine = makeRowPages({
      ask: (from, count, signal) =>
        host.ask("rows", { asset: key, from, count, ...(event === undefined ? {} : { event }) }, signal),
      arrived: (answer) => arrived(mine, answer),
      failed: (error) => showProblem({ message: error instanceof Error ? error.message : String(error) }),
    });
    pages = mine;
    body.replaceChildren(element("div", { class: "eg-value-message" }, makeProgressRing()));
    showHead();
    mine.want(0, 1);
  }

  function arrived(from: RowPages, answer: ValueRows): void {
    if (from !== pages) return;
    if ("problem" in answer) {
      showProblem(answer.problem);
      return;
    }
    const isFirst = page === undefined;
    page = answer;
    if (!isFirst) {
      grid.renew(from.count(), from.isWhole());
      showHeadFacts();
      return;
    }
    showHead();
    if (!answer.isList) body.replaceChildren(makeJsonTree(singleValue(answer)));
    else if (answer.rows.length === 0) {
      body.replaceChildren(message("The list is empty: it has no rows.", undefined));
    } else {
      body.replaceChildren(grid.element);
      grid.show(contentOf(answer, from));
    }
    takeFocus();
  }

  function takeFocus(): void {
    const target = body.querySelector<HTMLElement>(".eg-value-grid, summary");
    if (!wantsFocus || target === null) return;
    wantsFocus = false;
    target.focus();
  }

  /** The menus stay as they are while rows come. */
  function showHeadFacts(): void {
    const box = head.querySelector(".eg-value-facts");
    if (box !== null) box.textContent = facts();
  }

  async function showDifference(from: EventId, to: EventId): Promise<void> {
    if (asset === undefined) return;
    const signal = comparing.begin();
    pages?.close();
    pages = undefined;
    // The older one is the one before, whichever was chosen first.
    const [older, newer] = (summaryOf(from)?.time ?? 0) <= (summaryOf(to)?.time ?? 0) ? [from, to] : [to, from];
    event = to;
    before = from;
    wantsFocus ||= root.contains(document.activeElement);
    showHead();
    body.replaceChildren(element("div", { class: "eg-value-message" }, makeProgressRing()));
    try {
      const difference = await host.ask("difference", { asset, before: older, after: newer }, signal);
      if (signal.aborted) return;
      if ("problem" in difference) {
        showProblem(difference.problem);
        return;
      }
      body.replaceChildren(differenceSummary(difference));
      if (difference.rows.length > 0) {
        body.append(differing.element);
        differing.show(differenceContent(difference));
      }
      takeFocus();
      const { added, removed, changed } = difference;
      desk.announce(`${added} added, ${removed} removed, ${changed} changed`);
    } catch (error) {
      if (!signal.aborted) showProblem({ message: error instanceof Error ? error.message : String(error) });
    }
  }

  function showProblem(problem: RecordedError): void {
    const again = makeButton("Ask again", {}, before === undefined ? showRows : compareAgain);
    const boxes = message(problem.message, problem.remedy);
    boxes.append(element("div", { class: "eg-actions" }, again));
    body.replaceChildren(boxes);
  }

  function compareAgain(): void {
    if (before !== undefined && event !== undefined) void showDifference(before, event);
  }

  return {
    element: root,
    show(place) {
      isShown = true;
      if (place.view !== "value") return;
      const { compare } = place;
      if (place.asset !== asset || (pages === undefined && before === undefined)) open(place.asset, compare);
      else if (compare !== undefined) void showDifference(compare.before, compare.after);
      else showHead();
    },
    hide() {
      isShown = false;
    },
    renew({ change }) {
      if (change?.kind === "everything" || change?.kind === "graph" || change?.kind === "statuses") {
        const id = asset === undefined ? undefined : table.find(asset);
        const isOurs = change.kind === "everything" || (id !== undefined && change.statuses.includes(id));
        if (asset !== undefined && isOurs) void renewed(asset);
      }
    },
    focus() {
      wantsFocus = true;
      takeFocus();
      if (wantsFocus) head.querySelector<HTMLElement>("button, vscode-button")?.focus();
    },
  };

  /** The asset may have been made again: who looks at the latest value sees the new one. */
  async function renewed(key: AssetKey): Promise<void> {
    await readHistory(key);
    const latest = history[0]?.event;
    const isBehind = page === undefined || (latest !== undefined && latest !== page.event);
    if (isShown && asset === key && event === undefined && before === undefined && isBehind) showRows();
  }
}

function contentOf(page: Page, pages: RowPages): GridContent {
  const { columns, profiled } = page;
  const texts = columns.map(({ type }, column) =>
    page.rows.slice(0, sampleRows).map((row) => cellText(row[column], type).text),
  );
  return {
    label: "Rows",
    count: pages.count(),
    isWhole: pages.isWhole(),
    places: placeColumns(
      columns.map(({ name }) => name),
      texts,
    ),
    rowHead: (row) => formatNumber(row + 1),
    head: (column) => makeColumnHead(columns[column] ?? noColumn, profiled),
    cell: (row, column) => {
      const cells = pages.row(row);
      return cells === undefined ? undefined : makeCell(cells[column], columns[column] ?? noColumn);
    },
    whole: (row, column) => {
      const value = pages.row(row)?.[column];
      return value === undefined ? undefined : typeof value === "string" ? value : JSON.stringify(value);
    },
  };
}

const noColumn: ColumnProfile = { name: "", type: "", nulls: 0, histogram: [] };

function makeCell(value: Json | undefined, { type }: ColumnProfile): HTMLElement {
  const { text, title, looks } = cellText(value, type);
  const cell = element("span", { class: "eg-value-cell", "data-looks": looks }, text);
  if (looks === "number" || isNumeric(type)) cell.classList.add("eg-value-right");
  cell.title = title ?? text;
  return cell;
}

/** A value that is no list comes as one row: an object by its names, anything else in one column. */
function singleValue({ columns, rows }: Page): Json {
  const [row = []] = rows;
  if (columns.length === 1 && columns[0]?.name === "value") return row[0] ?? null;
  return Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? null]));
}

function message(text: string, remedy: string | undefined): HTMLElement {
  const box = element("div", { class: "eg-value-message" }, element("div", { class: "eg-notice" }, text));
  if (remedy !== undefined) box.append(element("p", { class: "eg-under" }, remedy));
  return box;
}
