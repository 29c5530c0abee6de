import { element } from "../controls/element.ts";
import { makeVirtualList } from "../controls/virtual-list.ts";
import { type ColumnPlaces, columnWindow } from "./column-widths.ts";

/** What a grid of cells shows. */
export interface GridContent {
  readonly label: string;
  readonly count: number;
  /** false: there may be more rows than `count`. */
  readonly isWhole: boolean;
  readonly places: ColumnPlaces;
  /** Stands at the left of a row. */
  rowHead(row: number): string;
  rowLooks?(row: number): string | undefined;
  head(column: number): HTMLElement;
  /** undefined: it has not come yet. */
  cell(row: number, column: number): HTMLElement | undefined;
  /** The whole text of a cell, for the clipboard. */
  whole(row: number, column: number): string | undefined;
}

/** A table of any length and width of which only what is in view is in the page. */
export interface CellGrid {
  readonly element: HTMLElement;
  show(content: GridContent): void;
  /** Rows came: those in view are made anew. */
  renew(count: number, isWhole: boolean): void;
  focus(): void;
}

export interface CellGridDesk {
  /** These rows are in view. */
  viewed(from: number, to: number): void;
  copy(text: string): void;
  announce(text: string): void;
}

const rowHeight = 26;
const gutter = 80;

export function makeCellGrid(name: string, desk: CellGridDesk): CellGrid {
  let content: GridContent | undefined;
  let shownColumns = { from: 0, to: 0 };
  let row = 0;
  let column = 0;
  const head = element("div", { class: "eg-value-heads", role: "rowgroup" });
  const list = makeVirtualList({
    head,
    makeRow,
    viewed: ({ from, to }) => desk.viewed(from, to),
    scrolled: () => {
      const next = columnsInView();
      if (next.from !== shownColumns.from || next.to !== shownColumns.to) drawColumns();
    },
  });
  const grid = list.element;
  grid.classList.add("eg-value-grid");
  grid.setAttribute("role", "grid");
  grid.tabIndex = 0;
  grid.addEventListener("keydown", pressed);
  grid.addEventListener("click", ({ target }) => {
    const cell = target instanceof Element ? target.closest<HTMLElement>("[data-column]") : null;
    if (cell === null || cell.dataset.row === undefined) return;
    moveTo(Number(cell.dataset.row), Number(cell.dataset.column));
  });
  new ResizeObserver(() => {
    const next = columnsInView();
    if (next.to > shownColumns.to) drawColumns();
  }).observe(grid);

  const cellId = (atRow: number, atColumn: number): string => `eg-value-${name}-${atRow}-${atColumn}`;

  function columnsInView(): { from: number; to: number } {
    if (content === undefined) return { from: 0, to: 0 };
    return columnWindow(content.places, grid.scrollLeft, Math.max(0, grid.clientWidth - gutter));
  }

  function drawColumns(): void {
    if (content === undefined) return;
    shownColumns = columnsInView();
    const line = element("div", { class: "eg-value-row", role: "row", "aria-rowindex": "1" });
    const corner = element("span", { class: "eg-value-corner", role: "columnheader", "aria-colindex": "1" });
    corner.append(element("span", { class: "eg-hidden" }, "Row"));
    line.append(corner);
    for (let at = shownColumns.from; at < shownColumns.to; at++) {
      const made = content.head(at);
      made.setAttribute("role", "columnheader");
      place(made, at);
      line.append(made);
    }
    line.style.setProperty("width", `${content.places.width + gutter}px`);
    head.replaceChildren(line);
    list.renew();
    showActive();
  }

  function place(cell: HTMLElement, at: number): void {
    cell.setAttribute("aria-colindex", String(at + 2));
    cell.style.setProperty("left", `${gutter + (content?.places.lefts[at] ?? 0)}px`);
    cell.style.setProperty("width", `${content?.places.widths[at] ?? 0}px`);
  }

  function makeRow(index: number): HTMLElement {
    const line = element("div", { class: "eg-value-row", role: "row" });
    line.setAttribute("aria-rowindex", String(index + 2));
    if (content === undefined) return line;
    const looks = content.rowLooks?.(index);
    if (looks !== undefined) line.dataset.change = looks;
    line.style.setProperty("width", `${content.places.width + gutter}px`);
    line.append(
      element("span", { class: "eg-value-number", role: "rowheader", "aria-colindex": "1" }, content.rowHead(index)),
    );
    for (let at = shownColumns.from; at < shownColumns.to; at++) {
      const cell = content.cell(index, at) ?? element("span", { class: "eg-value-cell" });
      cell.setAttribute("role", "gridcell");
      cell.id = cellId(index, at);
      cell.dataset.row = String(index);
      cell.dataset.column = String(at);
      if (index === row && at === column) cell.classList.add("eg-value-at");
      place(cell, at);
      line.append(cell);
    }
    return line;
  }

  function moveTo(toRow: number, toColumn: number): void {
    if (content === undefined || content.count === 0) return;
    const before = row;
    row = Math.max(0, Math.min(content.count - 1, toRow));
    column = Math.max(0, Math.min(content.places.widths.length - 1, toColumn));
    list.renew(before);
    list.reveal(row);
    const left = content.places.lefts[column] ?? 0;
    const right = left + (content.places.widths[column] ?? 0);
    const width = grid.clientWidth - gutter;
    if (left < grid.scrollLeft) grid.scrollLeft = left;
    else if (right > grid.scrollLeft + width) grid.scrollLeft = Math.min(left, right - width);
    list.renew(row);
    showActive();
  }

  function showActive(): void {
    const isThere = list.row(row) !== undefined && column >= shownColumns.from && column < shownColumns.to;
    if (isThere) grid.setAttribute("aria-activedescendant", cellId(row, column));
    else grid.removeAttribute("aria-activedescendant");
  }

  function pressed(event: KeyboardEvent): void {
    if (content === undefined || event.altKey) return;
    const page = Math.max(1, Math.floor((grid.clientHeight - head.offsetHeight) / rowHeight) - 1);
    const isControl = event.ctrlKey || event.metaKey;
    const lastRow = content.count - 1;
    const lastColumn = content.places.widths.length - 1;
    switch (event.key) {
      case "ArrowDown":
        moveTo(isControl ? lastRow : row + 1, column);
        break;
      case "ArrowUp":
        moveTo(isControl ? 0 : row - 1, column);
        break;
      case "ArrowLeft":
        moveTo(row, isControl ? 0 : column - 1);
        break;
      case "ArrowRight":
        moveTo(row, isControl ? lastColumn : column + 1);
        break;
      case "PageDown":
        moveTo(row + page, column);
        break;
      case "PageUp":
        moveTo(row - page, column);
        break;
      case "Home":
        moveTo(isControl ? 0 : row, 0);
        break;
      case "End":
        moveTo(isControl ? lastRow : row, lastColumn);
        break;
      case "c": {
        const text = isControl ? content.whole(row, column) : undefined;
        if (text === undefined) return;
        desk.copy(text);
        desk.announce("Copied");
        break;
      }
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  function setCounts(count: number, isWhole: boolean): void {
    // -1: more than are known, as the standard has it.
    grid.setAttribute("aria-rowcount", String(isWhole ? count + 1 : -1));
    list.setRows({ count, rowHeight });
  }

  return {
    element: grid,
    show(next) {
      content = next;
      row = 0;
      column = 0;
      grid.setAttribute("aria-label", next.label);
      grid.setAttribute("aria-colcount", String(next.places.widths.length + 1));
      list.body.style.setProperty("width", `${next.places.width + gutter}px`);
      grid.scrollTop = 0;
      grid.scrollLeft = 0;
      drawColumns();
      setCounts(next.count, next.isWhole);
      showActive();
    },
    renew(count, isWhole) {
      if (content === undefined) return;
      const grew = content.count !== count || content.isWhole !== isWhole;
      content = { ...content, count, isWhole };
      if (grew) setCounts(count, isWhole);
      else list.renew();
      showActive();
    },
    focus: () => grid.focus(),
  };
}
