import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { PlanRequest } from "../../protocol/record/run-plan.ts";
import type { VirtualList } from "../controls/virtual-list.ts";
import { assetAction, selectionOf } from "../lineage/run-actions.ts";
import type { ViewDesk } from "../views/view.ts";
import type { ChosenColumns, ColumnName } from "./columns.ts";
import type { OpenedRows } from "./opened-rows.ts";
import type { TableCursor } from "./table-cursor.ts";
import { type TableKey, tableKey } from "./table-keys.ts";
import type { TableRows } from "./table-rows.ts";

/** What keys and the pointer do in the table. */
export interface TableActions {
  /** The ticked rows, else the one that has the keyboard. */
  materialize(): void;
  plan(): void;
}

export interface TableActionsDesk {
  readonly views: ViewDesk;
  readonly rows: TableRows;
  readonly list: VirtualList;
  readonly cursor: TableCursor;
  readonly opened: OpenedRows;
  columns(): ChosenColumns;
  rowHeight(): number;
  orderBy(column: ColumnName): void;
  tickAll(): void;
  ticksChanged(): void;
}

export function makeTableActions(desk: TableActionsDesk): TableActions {
  const { views, rows, list, cursor, opened } = desk;
  const { host, table } = views;
  const grid = list.element;
  grid.addEventListener("keydown", pressedKey);
  grid.addEventListener("click", clicked);
  grid.addEventListener("dblclick", (event) => {
    const key = keyAt(event.target);
    if (key !== undefined && !isInOpened(event.target)) host.tell({ kind: "open", asset: key });
  });

  function runnable(keys: readonly AssetKey[]): AssetKey[] {
    return keys.filter((key) => table.external[table.find(key) ?? -1] !== 1);
  }

  /** The ticked rows, else the one that has the keyboard with what is stale above it. */
  function requestOfRows(): PlanRequest | undefined {
    if (rows.ticked.size > 0) {
      const ticked = runnable(rows.tickedKeys());
      return ticked.length === 0 ? undefined : { selection: selectionOf(ticked) };
    }
    const active = cursor.active();
    return active === undefined ? undefined : assetAction(views, active)?.request;
  }

  function materialize(): void {
    const request = requestOfRows();
    if (views.canRun() && request !== undefined) host.tell({ kind: "materialize", request });
  }

  function plan(): void {
    const request = requestOfRows();
    if (request !== undefined) views.go({ view: "plan", request });
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
    if (event.shiftKey) rows.tickBetween(rows.indexOf(cursor.anchor() ?? cursor.active()) ?? 0, rows.indexOf(key) ?? 0);
    else if (onBox || event.ctrlKey || event.metaKey) rows.toggle(key);
    else {
      cursor.setAnchor(undefined);
      cursor.leaveCell();
      cursor.set(key, "now");
      return;
    }
    cursor.setAnchor(key);
    desk.ticksChanged();
  }

  function pressedKey(event: KeyboardEvent): void {
    const isOwn = event.target === grid;
    if (!isOwn && event.key !== "Escape") return;
    const meaning = tableKey(event, cursor.isFinding());
    if (meaning === undefined) return;
    if (!act(meaning, isOwn)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Does what a key means; false: there was nothing to do, the page may have something. */
  function act(meaning: TableKey, isOwn: boolean): boolean {
    const active = cursor.active();
    const at = rows.indexOf(active);
    const inHead = cursor.head() !== undefined;
    switch (meaning.do) {
      case "move":
        if (meaning.by < 0 && at === 0 && !meaning.extend) cursor.enterHead();
        else if (inHead && meaning.by > 0) cursor.moveTo(0, false);
        else if (!inHead) cursor.moveTo(at === undefined ? list.window().from : at + meaning.by, meaning.extend);
        return true;
      case "page": {
        const page = Math.max(1, Math.floor(grid.clientHeight / desk.rowHeight()) - 2);
        cursor.moveTo((at ?? 0) + meaning.by * page, meaning.extend);
        return true;
      }
      case "edge":
        cursor.moveTo(meaning.to === "first" ? 0 : rows.ids.length - 1, meaning.extend);
        return true;
      case "cell":
        cursor.moveCell(meaning.by);
        return true;
      case "sort":
        desk.orderBy(desk.columns().names[cursor.column()] ?? "status");
        return true;
      case "tick all":
        desk.tickAll();
        return true;
      case "find":
        cursor.find(meaning.letter);
        return true;
      case "back":
        return back(isOwn);
      case "open source":
        if (inHead) desk.orderBy(desk.columns().names[cursor.column()] ?? "status");
        else if (active !== undefined) host.tell({ kind: "open", asset: active });
        return true;
      case "tick":
        if (cursor.isFinding() || active === undefined) return true;
        rows.toggle(active);
        cursor.setAnchor(active);
        desk.ticksChanged();
        return true;
      case "open row":
        if (active !== undefined && at !== undefined) opened.toggle(active);
        return true;
      case "materialize":
        materialize();
        return true;
      case "plan":
        plan();
        return true;
      case "graph":
        if (active !== undefined) views.pick(active);
        views.go({ view: "graph" });
        return true;
      case "value":
        if (active !== undefined) views.go({ view: "value", asset: active });
        return true;
      default:
        return meaning satisfies never;
    }
  }

  function back(isOwn: boolean): boolean {
    if (!isOwn) grid.focus();
    else if (cursor.isFinding()) cursor.stopFinding();
    else if (rows.ticked.size > 0) {
      rows.ticked.clear();
      desk.ticksChanged();
    } else if (views.picked() !== undefined) cursor.set(undefined, "now");
    else return false;
    return true;
  }

  return { materialize, plan };
}
