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
  let first = parts[0] ?? "";
  let count = 1;
  for (const part of parts.slice(1, -1)) {
    if (widthOf(first + part) * size > width) break;
    first += part;
    count++;
  }
  const second = parts.slice(count).join("");
  if (second === "" || widthOf(first) * size > width)
    return { lines: [name], size: Math.max(least, wanted * leastOfWanted) };
  return { lines: [first.trimEnd(), second], size };
}
