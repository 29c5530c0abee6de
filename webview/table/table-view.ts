import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { AssetDetails } from "../../protocol/messages/server-messages.ts";
import type { PlanRequest } from "../../protocol/record/run-plan.ts";
import { element } from "../controls/element.ts";
import { makeVirtualList } from "../controls/virtual-list.ts";
import { badgeOf } from "../drawing/badge-shapes.ts";
import { assetAction, selectionOf } from "../lineage/run-actions.ts";
import type { View, ViewDesk } from "../views/view.ts";
import { makeCardStore } from "./card-store.ts";
import { type ColumnName, columns, columnsFor } from "./columns.ts";
import { makeFacetPanel } from "./facet-panel.ts";
import { isNarrowed, notNarrowed, toggleFacet } from "./facets.ts";
import { findRow } from "./find-row.ts";
import { openedRow } from "./opened-row.ts";
import { pressedHead } from "./row-order.ts";
import { makeTableBar } from "./table-bar.ts";
import { drawHead, headId } from "./table-head.ts";
import { type TableKey, tableKey } from "./table-keys.ts";
import { makeTableRow, rowId } from "./table-row.ts";
import { TableRows } from "./table-rows.ts";

/** How long typed letters belong to one name, and how long the keyboard must rest on a row before the details follow, in milliseconds. */
const findPause = 1_000;
const pickPause = 120;
const rowHeights = { wide: 36, compact: 26 };
const narrowPage = 800;
/** The height of an opened row's part until it is measured. */
const firstGuess = 96;

interface Opened {
  details?: AssetDetails;
  problem?: string;
  height: number;
}

/** The assets as a table: the full equal of the graph. */
export function makeTableView(desk: ViewDesk): View {
  const { table, host } = desk;
  const opened = new Map<AssetKey, Opened>();
  let chosen = columnsFor(1200);
  let active: AssetKey | undefined = desk.picked();
  /** undefined: the row as a whole. */
  let cell: number | undefined;
  let inHead = false;
  let anchor: AssetKey | undefined;
  let compact = false;
  let filtersOpen = false;
  let isShown = false;
  let seen = -1;
  let dueDraw = false;
  let letters = "";
  let findTimer: number | undefined;
  let pickTimer: number | undefined;
  let clock: number | undefined;

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
  const facets = makeFacetPanel((name, value) => {
    rows.narrowing = toggleFacet(rows.narrowing, name, value);
    draw();
  });
  const bar = makeTableBar({
    materialize: () => materialize({ selection: selectionOf(runnable(rows.tickedKeys())) }),
    plan: () => desk.go({ view: "plan", request: { selection: selectionOf(runnable(rows.tickedKeys())) } }),
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
      list.element.focus();
    },
    toggleCompact: () => {
      compact = !compact;
      root.classList.toggle("eg-table-compact", compact);
      draw();
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
  const empty = element("div", { class: "eg-table-empty" });
  empty.hidden = true;
  const main = element("div", { class: "eg-table-main" }, bar.element, grid, empty);
  const root = element("section", { class: "eg-table-view", "aria-label": "Assets as a table" }, facets.element, main);
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
  grid.addEventListener("keydown", pressedKey);
  grid.addEventListener("click", clicked);
  grid.addEventListener("dblclick", (event) => {
    const key = keyAt(event.target);
    if (key !== undefined && !isInOpened(event.target)) host.tell({ kind: "open", asset: key });
  });

  function fitColumns(): void {
    const next = columnsFor(main.clientWidth);
    if (next.template === chosen.template) return;
    chosen = next;
    if (cell !== undefined && cell >= chosen.names.length) cell = undefined;
    if (isShown) draw();
  }

  /** All that is shown, anew. What the reader looks at stays where it is. */
  function draw(): void {
    dueDraw = false;
    if (!isShown) return;
    const kept = list.window().to === 0 || grid.scrollTop === 0 ? undefined : lookedAt();
    rows.renew();
    grid.style.setProperty("--eg-table-template", chosen.template);
    grid.setAttribute("aria-rowcount", String(rows.ids.length + 1));
    grid.setAttribute("aria-colcount", String(chosen.names.length + 1));
    showHead();
    setRows();
    const again = kept === undefined ? undefined : rows.indexOf(kept.key);
    if (kept !== undefined && again !== undefined) list.scrollTo(again, kept.offset);
    facets.show(rows.values, rows.narrowing, cards.known() < table.count);
    showBar();
    showEmpty();
    showActive();
    wantVisible();
  }

  function drawSoon(): void {
    if (dueDraw || !isShown) return;
    dueDraw = true;
    requestAnimationFrame(draw);
  }

  function setRows(): void {
    const extras = new Map<number, number>();
    for (const [key, { height }] of opened) {
      const index = rows.indexOf(key);
      if (index !== undefined) extras.set(index, height);
    }
    list.setRows({ count: rows.ids.length, rowHeight: compact ? rowHeights.compact : rowHeights.wide, extras });
  }

  /** The picked row when it is in view, else the first one that is. */
  function lookedAt(): { key: AssetKey; offset: number } | undefined {
    const { from, to } = list.window();
    const at = rows.indexOf(active);
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
    drawHead(head, chosen, rows.order, ticks, inHead ? (cell ?? 0) : undefined, (what) => {
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
    const more = opened.get(key);
    const row = makeTableRow({
      id,
      key,
      index,
      table,
      card: cards.get(key),
      chosen,
      state: { ticked: rows.ticked.has(key), opened: more !== undefined },
      picked: key === active,
      cell: key === active && !inHead ? cell : undefined,
      now: desk.now(),
    });
    if (more !== undefined) {
      row.append(openedRow(openedDesk, key, more.details, more.problem));
      row.classList.add("eg-table-is-opened");
    }
    return row;
  }

  const openedDesk = {
    table,
    pick: (key: AssetKey) => goTo(key),
    open: (key: AssetKey) => host.tell({ kind: "open", asset: key }),
    showValue: (key: AssetKey) => desk.go({ view: "value", asset: key }),
    showRuns: ({ latest }: AssetDetails) =>
      desk.go(latest?.run === undefined ? { view: "runs" } : { view: "runs", run: latest.run }),
  };

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

  function showActive(): void {
    const index = rows.indexOf(active);
    if (inHead) grid.setAttribute("aria-activedescendant", headId(cell ?? 0));
    else if (index === undefined || list.row(index) === undefined) grid.removeAttribute("aria-activedescendant");
    else grid.setAttribute("aria-activedescendant", rowId(index, cell));
  }

  /** Puts the keyboard on a row; the details follow at once, or when it rests there. */
  function setActive(key: AssetKey | undefined, follow: "now" | "when it rests" | "no"): void {
    const before = rows.indexOf(active);
    const wasInHead = inHead;
    active = key;
    inHead = false;
    const index = rows.indexOf(key);
    if (before !== undefined && before !== index) list.renew(before);
    if (index !== undefined) {
      list.reveal(index);
      list.renew(index);
    }
    if (wasInHead) showHead();
    showActive();
    window.clearTimeout(pickTimer);
    if (follow === "now") desk.pick(key);
    if (follow === "when it rests") pickTimer = window.setTimeout(() => desk.pick(key), pickPause);
  }

  /** Shows an asset's row, also when the facets hide it now. */
  function goTo(key: AssetKey): void {
    if (rows.indexOf(key) === undefined && isNarrowed(rows.narrowing)) {
      rows.narrowing = notNarrowed;
      draw();
    }
    setActive(key, "now");
  }

  function moveTo(index: number, extend: boolean): void {
    const last = rows.ids.length - 1;
    if (last < 0) return;
    const key = rows.keyAt(Math.max(0, Math.min(last, index)));
    if (extend && key !== undefined) {
      anchor ??= active ?? key;
      rows.tickBetween(rows.indexOf(anchor) ?? 0, rows.indexOf(key) ?? 0);
      ticksChanged();
    } else anchor = undefined;
    setActive(key, "when it rests");
  }

  function ticksChanged(): void {
    list.renew();
    showHead();
    showBar();
    showActive();
    desk.announce(`${rows.ticked.size} picked`);
  }

  function tickAll(): void {
    rows.toggleAll();
    ticksChanged();
  }

  function orderBy(name: ColumnName): void {
    rows.order = pressedHead(rows.order, name);
    grid.scrollTop = 0;
    draw();
    const { title } = columns[rows.order.by];
    desk.announce(`Ordered by ${title.toLowerCase()}, ${rows.order.descending ? "descending" : "ascending"}`);
  }

  async function toggleOpened(key: AssetKey): Promise<void> {
    if (opened.delete(key)) {
      draw();
      return;
    }
    opened.set(key, { height: firstGuess });
    draw();
    await fillOpened(key);
  }

  async function fillOpened(key: AssetKey): Promise<void> {
    const more = opened.get(key);
    if (more === undefined) return;
    try {
      const details = await host.ask("details", { asset: key });
      if (details === null) opened.delete(key);
      else {
        more.details = details;
        delete more.problem;
      }
    } catch (error) {
      more.problem = error instanceof Error ? error.message : String(error);
    }
    draw();
    measureOpened(key);
  }

  /** An opened row is as tall as what it says, which only the page knows. */
  function measureOpened(key: AssetKey): void {
    const index = rows.indexOf(key);
    const part = index === undefined ? undefined : list.row(index)?.querySelector<HTMLElement>(".eg-table-opened");
    const more = opened.get(key);
    if (part === undefined || part === null || more === undefined || part.offsetHeight === more.height) return;
    more.height = part.offsetHeight;
    draw();
  }

  function runnable(keys: readonly AssetKey[]): AssetKey[] {
    return keys.filter((key) => table.external[table.find(key) ?? -1] !== 1);
  }

  function materialize(request: PlanRequest): void {
    if (desk.canRun() && request.selection !== "") host.tell({ kind: "materialize", request });
  }

  /** The ticked rows, else the one that has the keyboard with what is stale above it. */
  function requestOfRows(): PlanRequest | undefined {
    const ticked = runnable(rows.tickedKeys());
    if (ticked.length > 0) return { selection: selectionOf(ticked) };
    return active === undefined ? undefined : assetAction(desk, active)?.request;
  }

  function keyAt(target: EventTarget | null): AssetKey | undefined {
    const row = target instanceof Element ? target.closest<HTMLElement>("[data-key]") : null;
    return row === null ? undefined : (row.dataset.key as AssetKey);
  }

  function isInOpened(target: EventTarget | null): boolean {
    return target instanceof Element && target.closest(".eg-table-opened") !== null;
  }

  function clicked(event: MouseEvent): void {
    const key = keyAt(event.target);
    if (key === undefined || isInOpened(event.target)) return;
    const onBox = event.target instanceof Element && event.target.closest(".eg-table-tick") !== null;
    if (event.shiftKey) rows.tickBetween(rows.indexOf(anchor ?? active) ?? 0, rows.indexOf(key) ?? 0);
    else if (onBox || event.ctrlKey || event.metaKey) rows.toggle(key);
    else {
      anchor = undefined;
      cell = undefined;
      setActive(key, "now");
      return;
    }
    anchor = key;
    ticksChanged();
  }

  function pressedKey(event: KeyboardEvent): void {
    const isOwn = event.target === grid;
    if (!isOwn && event.key !== "Escape") return;
    const meaning = tableKey(event, letters !== "");
    if (meaning === undefined) return;
    if (!act(meaning, isOwn)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Does what a key means; false: there was nothing to do, the page may have something. */
  function act(meaning: TableKey, isOwn: boolean): boolean {
    const at = rows.indexOf(active);
    switch (meaning.do) {
      case "move":
        if (meaning.by < 0 && at === 0 && !meaning.extend) enterHead();
        else if (inHead && meaning.by > 0) moveTo(0, false);
        else if (!inHead) moveTo(at === undefined ? list.window().from : at + meaning.by, meaning.extend);
        return true;
      case "page": {
        const page = Math.max(1, Math.floor(grid.clientHeight / (compact ? rowHeights.compact : rowHeights.wide)) - 2);
        moveTo((at ?? 0) + meaning.by * page, meaning.extend);
        return true;
      }
      case "edge":
        moveTo(meaning.to === "first" ? 0 : rows.ids.length - 1, meaning.extend);
        return true;
      case "cell":
        moveCell(meaning.by);
        return true;
      case "sort":
        orderBy(chosen.names[cell ?? 0] ?? "status");
        return true;
      case "tick all":
        tickAll();
        return true;
      case "find":
        find(meaning.letter);
        return true;
      case "back":
        return back(isOwn);
      case "open source":
        if (inHead) orderBy(chosen.names[cell ?? 0] ?? "status");
        else if (active !== undefined) host.tell({ kind: "open", asset: active });
        return true;
      case "tick":
        if (letters !== "" || active === undefined) return true;
        rows.toggle(active);
        anchor = active;
        ticksChanged();
        return true;
      case "open row":
        if (active !== undefined && at !== undefined) void toggleOpened(active);
        return true;
      case "materialize": {
        const request = requestOfRows();
        if (request !== undefined) materialize(request);
        return true;
      }
      case "plan": {
        const request = requestOfRows();
        if (request !== undefined) desk.go({ view: "plan", request });
        return true;
      }
      case "graph":
        if (active !== undefined) desk.pick(active);
        desk.go({ view: "graph" });
        return true;
      case "value":
        if (active !== undefined) desk.go({ view: "value", asset: active });
        return true;
      default:
        return meaning satisfies never;
    }
  }

  function enterHead(): void {
    inHead = true;
    cell ??= 0;
    list.renew();
    showHead();
    showActive();
  }

  function moveCell(by: -1 | 1): void {
    const last = chosen.names.length - 1;
    const next = cell === undefined ? (by > 0 ? 0 : last) : cell + by;
    // Before the first cell stands the row as a whole.
    cell = next < 0 ? (inHead ? 0 : undefined) : Math.min(last, next);
    const at = rows.indexOf(active);
    if (inHead) showHead();
    else if (at !== undefined) list.renew(at);
    showActive();
  }

  function find(letter: string): void {
    window.clearTimeout(findTimer);
    findTimer = window.setTimeout(() => {
      letters = "";
    }, findPause);
    letters += letter;
    const start = (rows.indexOf(active) ?? -1) + (letters.length === 1 ? 1 : 0);
    const found = findRow(rows.ids.length, (index) => rows.keyAt(index) ?? "", letters, Math.max(0, start));
    if (found === undefined) desk.announce(`No key like ${letters}`);
    else moveTo(found, false);
  }

  function back(isOwn: boolean): boolean {
    if (!isOwn) grid.focus();
    else if (letters !== "") letters = "";
    else if (rows.ticked.size > 0) {
      rows.ticked.clear();
      ticksChanged();
    } else if (desk.picked() !== undefined) setActive(undefined, "now");
    else return false;
    return true;
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
      active = desk.picked() ?? active;
      fitColumns();
      draw();
      const at = rows.indexOf(active);
      if (at !== undefined) list.reveal(at);
      showActive();
      cards.wantAll(rows.keys());
      for (const key of opened.keys()) void fillOpened(key);
      clock = window.setInterval(tick, 1_000);
    },
    hide() {
      isShown = false;
      seen = table.revision;
      cards.rest();
      window.clearInterval(clock);
      window.clearTimeout(pickTimer);
    },
    renew({ change, chosen: choice, picked }) {
      if (change?.kind === "everything") {
        rows.forgetKeys();
        cards.outdateAll();
        cards.wantAll(allKeys());
        for (const key of opened.keys()) void fillOpened(key);
      } else if (change?.kind === "graph" || change?.kind === "statuses") {
        if (change.kind === "graph") rows.forgetKeys();
        const ids = change.kind === "graph" ? [...change.moved, ...change.statuses] : change.statuses;
        const keys = ids.flatMap((id) => table.key(id) ?? []);
        cards.outdate(keys);
        for (const key of keys) void fillOpened(key);
      }
      if (choice === true) cards.wantAll(allKeys());
      if (change !== undefined || choice === true) drawSoon();
      if (picked === true && desk.picked() !== undefined && desk.picked() !== active) setActive(desk.picked(), "no");
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
