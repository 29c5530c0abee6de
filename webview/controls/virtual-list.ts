import { element } from "./element.ts";

/** How tall rows are: all alike, but for a few that were opened. */
export interface RowHeights {
  readonly count: number;
  readonly rowHeight: number;
  /** What opened rows have below them, in pixels, by index. */
  readonly extras?: ReadonlyMap<number, number>;
}

/** Where each row lies, in pixels from the first. */
export interface RowPlaces {
  readonly height: number;
  top(index: number): number;
  heightOf(index: number): number;
  /** The row at a place; the first or last beyond them. */
  indexAt(y: number): number;
}

export function placeRows({ count, rowHeight, extras }: RowHeights): RowPlaces {
  const opened = [...(extras ?? [])].filter(([index]) => index < count).sort(([one], [other]) => one - other);
  const top = (index: number): number => {
    let y = index * rowHeight;
    for (const [at, extra] of opened) {
      if (at >= index) break;
      y += extra;
    }
    return y;
  };
  return {
    height: top(count),
    top,
    heightOf: (index) => rowHeight + (extras?.get(index) ?? 0),
    indexAt(y) {
      let above = 0;
      for (const [at, extra] of opened) {
        const begin = at * rowHeight + above;
        if (y < begin) break;
        if (y < begin + rowHeight + extra) return at;
        above += extra;
      }
      return Math.max(0, Math.min(count - 1, Math.floor((y - above) / rowHeight)));
    },
  };
}

/** Rows from `from` up to but without `to`. */
export interface RowWindow {
  readonly from: number;
  readonly to: number;
}

/** The rows between two places, and some more on both sides, so that a fast wheel finds them there. */
export function rowWindow(places: RowPlaces, count: number, top: number, height: number, beyond = 6): RowWindow {
  if (count === 0) return { from: 0, to: 0 };
  return {
    from: Math.max(0, places.indexAt(top) - beyond),
    to: Math.min(count, places.indexAt(top + height) + 1 + beyond),
  };
}

/** Browsers lay out no box that is taller than some tens of millions of pixels: from here on, a scrolled pixel stands for several. */
const tallestBox = 12_000_000;

/** Where in the rows one is, when the scrollbar of a box of `boxHeight` stands at `scrollTop`. */
export function placeOfScroll(scrollTop: number, viewHeight: number, height: number, boxHeight: number): number {
  if (height <= boxHeight) return scrollTop;
  const travel = boxHeight - viewHeight;
  return travel <= 0 ? 0 : (scrollTop / travel) * (height - viewHeight);
}

/** The other way round. */
export function scrollOfPlace(place: number, viewHeight: number, height: number, boxHeight: number): number {
  if (height <= boxHeight) return place;
  const travel = height - viewHeight;
  return travel <= 0 ? 0 : (place / travel) * (boxHeight - viewHeight);
}

/** A list of any length of which only the rows in view are in the page. */
export interface VirtualList {
  /** What scrolls. */
  readonly element: HTMLElement;
  /** What the rows lie in. */
  readonly body: HTMLElement;
  /** Says how many rows there are and how tall; rows in view are made anew. */
  setRows(heights: RowHeights): void;
  /** Makes the rows in view anew, or one of them. */
  renew(index?: number): void;
  /** The row's element, while it is in view. */
  row(index: number): HTMLElement | undefined;
  /** Scrolls as little as is needed to see a row. */
  reveal(index: number): void;
  /** How far below the upper edge of the view a row begins. */
  offset(index: number): number;
  /** Scrolls so that a row begins there. */
  scrollTo(index: number, offset: number): void;
  window(): RowWindow;
}

export interface VirtualListDesk {
  /** Stays at the upper edge while rows pass below it. */
  readonly head: HTMLElement;
  /** Makes a row. Its place is set by the list. */
  makeRow(index: number): HTMLElement;
  /** Other rows than before are in view. */
  viewed?(window: RowWindow): void;
  /** It was scrolled, in either direction. */
  scrolled?(): void;
}

export function makeVirtualList(desk: VirtualListDesk): VirtualList {
  const body = element("div", { class: "eg-list-body", role: "rowgroup" });
  const scroller = element("div", { class: "eg-list" }, desk.head, body);
  const rows = new Map<number, HTMLElement>();
  let heights: RowHeights = { count: 0, rowHeight: 1 };
  let places = placeRows(heights);
  let boxHeight = 0;
  let shown: RowWindow = { from: 0, to: 0 };

  const viewHeight = (): number => Math.max(0, scroller.clientHeight - desk.head.offsetHeight);
  const place = (): number => placeOfScroll(scroller.scrollTop, viewHeight(), places.height, boxHeight);
  /** Rows lie relative to the box, which may be shorter than all rows together. */
  const shift = (): number => (places.height <= boxHeight ? 0 : scroller.scrollTop - place());

  const put = (index: number, moved: number): void => {
    let row = rows.get(index);
    if (row === undefined) {
      row = desk.makeRow(index);
      rows.set(index, row);
      body.append(row);
    }
    row.style.setProperty("transform", `translateY(${places.top(index) + moved}px)`);
  };

  const draw = (): void => {
    const next = rowWindow(places, heights.count, place(), viewHeight());
    for (const [index, row] of rows) {
      if (index >= next.from && index < next.to) continue;
      row.remove();
      rows.delete(index);
    }
    const moved = shift();
    for (let index = next.from; index < next.to; index++) put(index, moved);
    if (next.from === shown.from && next.to === shown.to) return;
    shown = next;
    desk.viewed?.(next);
  };

  const clear = (): void => {
    for (const row of rows.values()) row.remove();
    rows.clear();
  };

  const goTo = (y: number): void => {
    scroller.scrollTop = scrollOfPlace(y, viewHeight(), places.height, boxHeight);
    draw();
  };

  scroller.addEventListener(
    "scroll",
    () => {
      draw();
      desk.scrolled?.();
    },
    { passive: true },
  );
  new ResizeObserver(draw).observe(scroller);

  return {
    element: scroller,
    body,
    setRows(next) {
      heights = next;
      places = placeRows(next);
      boxHeight = Math.min(places.height, tallestBox);
      body.style.setProperty("height", `${boxHeight}px`);
      shown = { from: -1, to: -1 };
      clear();
      draw();
    },
    renew(index) {
      if (index === undefined) {
        clear();
        draw();
        return;
      }
      const row = rows.get(index);
      if (row === undefined) return;
      const next = desk.makeRow(index);
      next.style.setProperty("transform", `translateY(${places.top(index) + shift()}px)`);
      row.replaceWith(next);
      rows.set(index, next);
    },
    row: (index) => rows.get(index),
    reveal(index) {
      const above = place();
      const top = places.top(index);
      const bottom = top + Math.min(places.heightOf(index), viewHeight());
      if (top < above) goTo(top);
      else if (bottom > above + viewHeight()) goTo(bottom - viewHeight());
    },
    offset: (index) => places.top(index) - place(),
    scrollTo: (index, offset) => goTo(places.top(index) - offset),
    window: () => shown,
  };
}
