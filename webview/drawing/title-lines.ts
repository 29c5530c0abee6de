/** A name as it is written on a group: in one line, or in two. */
export interface TitleLines {
  readonly lines: readonly [string] | readonly [string, string];
  readonly size: number;
}

/** A little smaller is better than cut. */
const leastOfWanted = 0.9;
/** Heights of two lines, in parts of the room. */
const twoLines = 0.36;

/**
 * Writes a name into a box: in one line, a little smaller if that helps; else in two, broken where its words meet; else
 * it stays one line, to be cut. `widthOf`: of a text at size 1. `least`: smaller cannot be read.
 */
export function titleLines(
  name: string,
  {
    width,
    room,
    wanted,
    least,
  }: { readonly width: number; readonly room: number; readonly wanted: number; readonly least: number },
  widthOf: (text: string) => number,
): TitleLines {
  const natural = widthOf(name);
  if (natural * wanted <= width) return { lines: [name], size: wanted };
  // A hair less, so that nothing is cut for how numbers are rounded.
  const fitting = (0.998 * width) / natural;
  if (fitting >= Math.max(least, wanted * leastOfWanted)) return { lines: [name], size: fitting };
  const size = Math.min(wanted, room * twoLines);
  if (size < least) return { lines: [name], size: wanted };
  const parts = name.split(/(?<=[^\p{L}\p{N}])(?=[\p{L}\p{N}])/u);
  const breaks = parts.slice(1).map((_, index): readonly [string, string] => [
    parts
      .slice(0, index + 1)
      .join("")
      .trimEnd(),
    parts.slice(index + 1).join(""),
  ]);
  const widest = (lines: readonly string[]): number => Math.max(...lines.map(widthOf));
  // Even lines: a number alone in the second looks as if it were none of the name.
  const [best] = breaks.toSorted((one, other) => widest(one) - widest(other));
  if (best === undefined || widthOf(best[0]) * size > width)
    return { lines: [name], size: Math.max(least, wanted * leastOfWanted) };
  return { lines: best, size };
}
