/** Where columns stand, in pixels from the first. */
export interface ColumnPlaces {
  readonly lefts: readonly number[];
  readonly widths: readonly number[];
  readonly width: number;
}

const least = 132;
const most = 320;
const letter = 7.6;
const padding = 26;

/** Columns as wide as their names and their first texts, within bounds. `texts`: of each column. */
export function placeColumns(names: readonly string[], texts: readonly (readonly string[])[]): ColumnPlaces {
  const lefts: number[] = [];
  const widths: number[] = [];
  let left = 0;
  for (const [index, name] of names.entries()) {
    const longest = Math.max(name.length, ...(texts[index] ?? []).map((text) => text.length));
    const width = Math.round(Math.max(least, Math.min(most, longest * letter + padding)));
    lefts.push(left);
    widths.push(width);
    left += width;
  }
  return { lefts, widths, width: left };
}

/** The columns that a view touches which begins at `left`. */
export function columnWindow(places: ColumnPlaces, left: number, width: number): { from: number; to: number } {
  const { lefts, widths } = places;
  let from = 0;
  while (from < lefts.length && (lefts[from] ?? 0) + (widths[from] ?? 0) <= left) from++;
  let to = from;
  while (to < lefts.length && (lefts[to] ?? 0) < left + width) to++;
  return { from: Math.max(0, from - 1), to: Math.min(lefts.length, to + 1) };
}
