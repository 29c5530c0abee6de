import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import { element } from "../controls/element.ts";
import { makeVirtualList } from "../controls/virtual-list.ts";
import { badgeOf } from "../drawing/badge-shapes.ts";
import { selectionOf } from "../lineage/run-actions.ts";
import type { View, ViewDesk } from "../views/view.ts";
import { makeCardStore } from "./card-store.ts";
import { type ColumnName, columns, columnsFor } from "./columns.ts";
import { makeFacetPanel } from "./facet-panel.ts";
import { isNarrowed, notNarrowed, toggleFacet } from "./facets.ts";
import { type KeptTable, keptTableAsJson, readKeptTable } from "./kept-table.ts";
import { makeOpenedRows } from "./opened-rows.ts";
import { pressedHead } from "./row-order.ts";
import { makeTableActions } from "./table-actions.ts";
import { makeTableBar } from "./table-bar.ts";
import { makeTableCursor } from "./table-cursor.ts";
import { drawHead } from "./table-head.ts";
import { makeTableRow } from "./table-row.ts";
import { TableRows } from "./table-rows.ts";

const rowHeights = { wide: 36, compact: 26 };
const narrowPage = 800;
/** Milliseconds from the last change until it is kept. */
const keepPause = 250;
/** The assets as a table: the full equal of the graph. */
export function makeTableView(desk: ViewDesk): View {
  const { table, host } = desk;
  const kept = readKeptTable(desk.kept("table"));
  let chosen = columnsFor(1200);
  let { compact } = kept;
  /** Where the rows are to be scrolled to, as soon as they are there. */
  let wanted = kept.place;
  /** What was looked at last. */
  let place = kept.place;
  let filtersOpen = false;
  let isShown = false;
  let seen = -1;
  let dueDraw = false;
  let clock: number | undefined;
  let keepTimer: number | undefined;

  const cards = makeCardStore({
    ask: (keys) => host.ask("cards", { keys }),
    arrived: (_, all) => {
      // Rows that are ordered or narrowed by facts of cards move once, when all are known: not with each batch.
      if (all || !columns[rows.order.by].fromCards) drawSoon();
      else list.renew();
    },
    problem: (error) => host.tell({ kind: "problem", message: `Cards were not answered: ${String(error)}` }),
    idle: (work) => void window.requestIdleCallback(() => isShown && work(), { timeout: 1_000 }),
  });
  const rows = new TableRows(table, desk.isChosen, (key) => cards.get(key));
  rows.order = kept.order;
  rows.narrowing = kept.narrowing;
  const facets = makeFacetPanel((name, value) => {
    rows.narrowing = toggleFacet(rows.narrowing, name, value);
    draw();
    keep();
  });
  const bar = makeTableBar({
    materialize: () => actions.materialize(),
    plan: () => actions.plan(),
    showInGraph: () => {
      desk.setSelection(selectionOf(rows.tickedKeys()));
      desk.go({ view: "graph" });
    },
    copy: () => host.tell({ kind: "copy", text: selectionOf(rows.tickedKeys()) }),
    untick: () => {
      rows.ticked.clear();
      ticksChanged();
      list.element.focus();
    },
    widen: () => {
      rows.narrowing = notNarrowed;
      draw();
      keep();
      list.element.focus();
    },
    toggleCompact: () => {
      compact = !compact;
      root.classList.toggle("eg-table-compact", compact);
      draw();
      keep();
    },
    toggleFilters: () => {
      filtersOpen = !filtersOpen;
      root.classList.toggle("eg-table-filtering", filtersOpen);
      showBar();
    },
  });
  const head = element("div", { class: "eg-table-heads", role: "rowgroup" });
  const list = makeVirtualList({ head, makeRow, viewed: wantVisible });
  const grid = list.element;
  const cursor = makeTableCursor({
    rows,
    list,
    columns: () => chosen,
    picked: desk.picked,
    pick: desk.pick,
    showHead,
    ticksChanged,
    announce: desk.announce,
  });
  const opened = makeOpenedRows({
    row: {
      table,
      pick: goTo,
      open: (key) => host.tell({ kind: "open", asset: key }),
      showValue: (key) => desk.go({ view: "value", asset: key }),
      showRuns: ({ latest }) =>
        desk.go(latest?.run === undefined ? { view: "runs" } : { view: "runs", run: latest.run }),
    },
    ask: (key, signal) => host.ask("details", { asset: key }, signal),
    drawn(key) {
      const index = rows.indexOf(key);
      const row = index === undefined ? undefined : list.row(index);
      return row?.querySelector<HTMLElement>(".eg-table-opened") ?? undefined;
    },
    draw,
  });
  const actions = makeTableActions({
    views: desk,
    rows,
    list,
    cursor,
    opened,
    columns: () => chosen,
    rowHeight,
    orderBy,
    tickAll,
    ticksChanged,
  });
  const empty = element("div", { class: "eg-table-empty" });
  empty.hidden = true;
  const main = element("div", { class: "eg-table-main" }, bar.element, grid, empty);
  const root = element("section", { class: "eg-table-view", "aria-label": "Assets as a table" }, facets.element, main);
  root.classList.toggle("eg-table-compact", compact);
  grid.classList.add("eg-table-grid");
  grid.tabIndex = 0;
  for (const [name, value] of [
    ["role", "grid"],
    ["aria-label", "Assets"],
    ["aria-multiselectable", "true"],
  ] as const)
    grid.setAttribute(name, value);
  new ResizeObserver(fitColumns).observe(main);
  new ResizeObserver(() => root.classList.toggle("eg-table-narrow", root.clientWidth < narrowPage)).observe(root);
  grid.addEventListener("scroll", scrolled);

  function rowHeight(): number {
    return compact ? rowHeights.compact : rowHeights.wide;
  }

  function fitColumns(): void {
    const next = columnsFor(main.clientWidth);
    if (next.template === chosen.template) return;
    chosen = next;
    cursor.columnsChanged();
    if (isShown) draw();
  }

  /** A moment after the last change, what is to outlive the page. */
  function keep(): void {
    window.clearTimeout(keepTimer);
    keepTimer = window.setTimeout(() => {
      const { order, narrowing } = rows;
      desk.keep("table", keptTableAsJson({ order, narrowing, compact, ...(place === undefined ? {} : { place }) }));
    }, keepPause);
  }

  function scrolled(): void {
    if (!isShown || wanted !== undefined) return;
    place = grid.scrollTop === 0 ? undefined : lookedAt();
    keep();
  }

  /** All that is shown, anew. What the reader looks at stays where it is. */
  function draw(): void {
    dueDraw = false;
    if (!isShown) return;
    const looked = list.window().to === 0 || grid.scrollTop === 0 ? undefined : lookedAt();
    rows.renew();
    grid.style.setProperty("--eg-table-template", chosen.template);
    grid.setAttribute("aria-rowcount", String(rows.ids.length + 1));
    grid.setAttribute("aria-colcount", String(chosen.names.length + 1));
    showHead();
    setRows();
    scrollBack(wanted ?? looked);
    facets.show(rows.values, rows.narrowing, cards.known() < table.count);
    showBar();
    showEmpty();
    cursor.show();
    wantVisible();
  }

  /** To where it was. Rows that only cards let in may be waited for. */
  function scrollBack(to: KeptTable["place"]): void {
    const index = to === undefined ? undefined : rows.indexOf(to.key);
    if (to !== undefined && index !== undefined) list.scrollTo(index, to.offset);
    if (index !== undefined || (table.count > 0 && cards.known() >= table.count)) wanted = undefined;
  }

  function drawSoon(): void {
    if (dueDraw || !isShown) return;
    dueDraw = true;
    requestAnimationFrame(draw);
  }

  function setRows(): void {
    const extras = new Map<number, number>();
    for (const [key, height] of opened.heights()) {
      const index = rows.indexOf(key);
      if (index !== undefined) extras.set(index, height);
    }
    list.setRows({ count: rows.ids.length, rowHeight: rowHeight(), extras });
  }

  /** The picked row when it is in view, else the first one that is. */
  function lookedAt(): { key: AssetKey; offset: number } | undefined {
    const { from, to } = list.window();
    const at = rows.indexOf(cursor.active());
    const indices = [...(at !== undefined && at >= from && at < to ? [at] : [])];
    for (let index = from; index < to; index++) indices.push(index);
    for (const index of indices) {
      const key = rows.keyAt(index);
      const offset = list.offset(index);
      if (key !== undefined && offset >= 0 && offset < grid.clientHeight) return { key, offset };
    }
    return undefined;
  }

  function showHead(): void {
    const ticks = rows.ticked.size === 0 ? false : rows.ticked.size === rows.ids.length ? true : "some";
    drawHead(head, chosen, rows.order, ticks, cursor.head(), (what) => {
      if (what === "all") tickAll();
      else orderBy(what);
    });
  }

  function showBar(): void {
    bar.show({
      rows: rows.ids.length,
      chosen: rows.chosen,
      ticked: rows.tickedKeys(),
      narrowed: isNarrowed(rows.narrowing),
      canRun: desk.canRun(),
      compact,
      filtersOpen,
    });
  }

  function showEmpty(): void {
    empty.hidden = rows.ids.length > 0;
    if (rows.ids.length > 0) return;
    const words =
      table.count === 0
        ? "No assets yet. They appear here as soon as the project has some."
        : rows.chosen === 0
          ? "The selection leaves no asset."
          : "No asset has all of these. Untick a filter, or clear them all.";
    empty.textContent = words;
  }

  function makeRow(index: number): HTMLElement {
    const id = rows.ids[index] ?? -1;
    const key = table.key(id) ?? ("" as AssetKey);
    const part = opened.part(key);
    const row = makeTableRow({
      id,
      key,
      index,
      table,
      card: cards.get(key),
      chosen,
      state: { ticked: rows.ticked.has(key), opened: part !== undefined },
      picked: key === cursor.active(),
      cell: key === cursor.active() ? cursor.cell() : undefined,
      now: desk.now(),
    });
    if (part !== undefined) {
      row.append(part);
      row.classList.add("eg-table-is-opened");
    }
    return row;
  }

  /** Cards of the rows in view, and of as many above and below. */
  function wantVisible(): void {
    if (!isShown) return;
    const { from, to } = list.window();
    const near = to - from;
    const keys: AssetKey[] = [];
    for (let index = Math.max(0, from - near); index < Math.min(rows.ids.length, to + near); index++) {
      const key = rows.keyAt(index);
      if (key !== undefined) keys.push(key);
    }
    cards.want(keys);
  }

  /** Shows an asset's row, also when the facets hide it now. */
  function goTo(key: AssetKey): void {
    if (rows.indexOf(key) === undefined && isNarrowed(rows.narrowing)) {
      rows.narrowing = notNarrowed;
      draw();
    }
    cursor.set(key, "now");
  }

  function ticksChanged(): void {
    list.renew();
    showHead();
    showBar();
    cursor.show();
    desk.announce(`${rows.ticked.size} picked`);
  }

  function tickAll(): void {
    rows.toggleAll();
    ticksChanged();
  }

  function orderBy(name: ColumnName): void {
    rows.order = pressedHead(rows.order, name);
    grid.scrollTop = 0;
    place = undefined;
    draw();
    keep();
    const { title } = columns[rows.order.by];
    desk.announce(`Ordered by ${title.toLowerCase()}, ${rows.order.descending ? "descending" : "ascending"}`);
  }

  /** Ages grow by the minute; what runs, by the second. */
  function tick(): void {
    const { from, to } = list.window();
    for (let index = from; index < to; index++) {
      const isRunning = badgeOf(table.badge[rows.ids[index] ?? -1]) === "running";
      if (isRunning || Math.floor(desk.now() / 1_000) % 30 === 0) list.renew(index);
    }
  }

  return {
    element: root,
    show() {
      isShown = true;
      // While it was hidden it was told nothing.
      if (seen !== table.revision) {
        rows.forgetKeys();
        cards.outdateAll();
      }
      const picked = desk.picked();
      const isOther = picked !== undefined && picked !== cursor.active();
      wanted ??= place;
      fitColumns();
      draw();
      if (isOther) cursor.set(picked, "no");
      cursor.show();
      cards.wantAll(allKeys());
      opened.renewAll();
      clock = window.setInterval(tick, 1_000);
    },
    hide() {
      isShown = false;
      seen = table.revision;
      cards.rest();
      opened.rest();
      cursor.rest();
      window.clearInterval(clock);
    },
    renew({ change, chosen: choice, picked }) {
      if (change?.kind === "everything") {
        rows.forgetKeys();
        cards.outdateAll();
        cards.wantAll(allKeys());
        opened.renewAll();
      } else if (change?.kind === "graph" || change?.kind === "statuses") {
        if (change.kind === "graph") rows.forgetKeys();
        const ids = change.kind === "graph" ? [...change.moved, ...change.statuses] : change.statuses;
        const keys = ids.flatMap((id) => table.key(id) ?? []);
        cards.outdate(keys);
        opened.renew(keys);
      }
      if (choice === true) cards.wantAll(allKeys());
      if (change !== undefined || choice === true) drawSoon();
      if (picked === true && desk.picked() !== undefined && desk.picked() !== cursor.active())
        cursor.set(desk.picked(), "no");
    },
    run(run) {
      // Made again with the same status: the feed says nothing, but rows and age are others.
      cards.outdate(run.assets.filter((key) => cards.get(key) !== undefined));
      drawSoon();
    },
    focus: () => grid.focus(),
  };

  function allKeys(): AssetKey[] {
    const keys: AssetKey[] = [];
    for (let id = 0; id < table.size; id++) {
      const key = table.present[id] === 1 ? table.key(id) : undefined;
      if (key !== undefined) keys.push(key);
    }
    return keys;
  }
}
