import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { VirtualList } from "../controls/virtual-list.ts";
import type { ChosenColumns } from "./columns.ts";
import { findRow } from "./find-row.ts";
import { headId } from "./table-head.ts";
import { rowId } from "./table-row.ts";
import type { TableRows } from "./table-rows.ts";

/** How long typed letters belong to one name, and how long the keyboard must rest on a row before the details follow, in milliseconds. */
const findPause = 1_000;
const pickPause = 120;

/** Where the keyboard is: on a row as a whole, on one of its cells, or in the head. */
export interface TableCursor {
  /** The row that has it. */
  active(): AssetKey | undefined;
  /** The cell of the active row, when it is on one; undefined: on the row as a whole, or in the head. */
  cell(): number | undefined;
  /** The head's cell that has it. */
  head(): number | undefined;
  /** The column that it is in, if any. */
  column(): number;
  /** Puts it on a row; the details follow at once, or when it rests there. */
  set(key: AssetKey | undefined, follow: "now" | "when it rests" | "no"): void;
  /** Ticks from here on go to the next row that is extended to. */
  anchor(): AssetKey | undefined;
  setAnchor(key: AssetKey | undefined): void;
  moveTo(index: number, extend: boolean): void;
  leaveCell(): void;
  moveCell(by: -1 | 1): void;
  enterHead(): void;
  find(letter: string): void;
  isFinding(): boolean;
  stopFinding(): void;
  /** Tells a screen reader where it is. */
  show(): void;
  /** There are fewer columns. */
  columnsChanged(): void;
  /** Nothing follows any more. */
  rest(): void;
}

export interface TableCursorDesk {
  readonly rows: TableRows;
  readonly list: VirtualList;
  columns(): ChosenColumns;
  picked(): AssetKey | undefined;
  pick(key: AssetKey | undefined): void;
  showHead(): void;
  ticksChanged(): void;
  announce(text: string): void;
}

export function makeTableCursor(desk: TableCursorDesk): TableCursor {
  const { rows, list } = desk;
  const grid = list.element;
  let active: AssetKey | undefined = desk.picked();
  let cell: number | undefined;
  let inHead = false;
  let anchor: AssetKey | undefined;
  let letters = "";
  let findTimer: number | undefined;
  let pickTimer: number | undefined;

  const cursor: TableCursor = {
    active: () => active,
    cell: () => (inHead ? undefined : cell),
    head: () => (inHead ? (cell ?? 0) : undefined),
    column: () => cell ?? 0,
    set(key, follow) {
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
      if (wasInHead) desk.showHead();
      cursor.show();
      window.clearTimeout(pickTimer);
      if (follow === "now") desk.pick(key);
      if (follow === "when it rests") pickTimer = window.setTimeout(() => desk.pick(key), pickPause);
    },
    anchor: () => anchor,
    setAnchor(key) {
      anchor = key;
    },
    moveTo(index, extend) {
      const last = rows.ids.length - 1;
      if (last < 0) return;
      const key = rows.keyAt(Math.max(0, Math.min(last, index)));
      if (extend && key !== undefined) {
        anchor ??= active ?? key;
        rows.tickBetween(rows.indexOf(anchor) ?? 0, rows.indexOf(key) ?? 0);
        desk.ticksChanged();
      } else anchor = undefined;
      cursor.set(key, "when it rests");
    },
    leaveCell() {
      cell = undefined;
    },
    moveCell(by) {
      const last = desk.columns().names.length - 1;
      const next = cell === undefined ? (by > 0 ? 0 : last) : cell + by;
      // Before the first cell stands the row as a whole.
      cell = next < 0 ? (inHead ? 0 : undefined) : Math.min(last, next);
      const at = rows.indexOf(active);
      if (inHead) desk.showHead();
      else if (at !== undefined) list.renew(at);
      cursor.show();
    },
    enterHead() {
      inHead = true;
      cell ??= 0;
      list.renew();
      desk.showHead();
      cursor.show();
    },
    find(letter) {
      window.clearTimeout(findTimer);
      findTimer = window.setTimeout(cursor.stopFinding, findPause);
      letters += letter;
      const start = (rows.indexOf(active) ?? -1) + (letters.length === 1 ? 1 : 0);
      const found = findRow(rows.ids.length, (index) => rows.keyAt(index) ?? "", letters, Math.max(0, start));
      if (found === undefined) desk.announce(`No key like ${letters}`);
      else cursor.moveTo(found, false);
    },
    isFinding: () => letters !== "",
    stopFinding() {
      letters = "";
    },
    show() {
      const index = rows.indexOf(active);
      if (inHead) grid.setAttribute("aria-activedescendant", headId(cell ?? 0));
      else if (index === undefined || list.row(index) === undefined) grid.removeAttribute("aria-activedescendant");
      else grid.setAttribute("aria-activedescendant", rowId(index, cell));
    },
    columnsChanged() {
      if (cell !== undefined && cell >= desk.columns().names.length) cell = undefined;
    },
    rest: () => window.clearTimeout(pickTimer),
  };
  return cursor;
}
