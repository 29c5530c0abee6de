/** What was written, folded, and how many edits away a name may be. */
interface Wanted {
  readonly folded: string;
  /** Which letters it has; undefined: some that are not of ASCII. */
  readonly letters: number | undefined;
  readonly segments: number;
  readonly limit: number;
}

/**
 * The name that was most likely meant, for "did you mean": the one with the fewest edits (a swap of neighbours is one; case, `_` and `-`
 * are none), at most a third of the letters and never more than three. A name with more segments is also tried by its last ones:
 * "orders" means "marts/orders". Of equals a whole name wins, then the first by code unit, whatever order they come in.
 */
export function nearestName(written: string, names: Iterable<string>): string | undefined {
  const folded = fold(written);
  const wanted: Wanted = {
    folded,
    letters: lettersOf(folded, 0),
    segments: slashes(written),
    limit: Math.max(1, Math.min(3, Math.floor(written.length / 3))),
  };
  let best: string | undefined;
  let least = 2 * wanted.limit + 2;
  for (const name of names) {
    if (name === written || !mayBeMeant(name, wanted)) continue;
    const rank = rankOf(fold(name), wanted, least);
    if (rank > least || rank > 2 * wanted.limit + 1) continue;
    if (rank === least && best !== undefined && best <= name) continue;
    best = name;
    least = rank;
  }
  return best;
}

/** A name without the differences that people do not see as differences. */
function fold(name: string): string {
  return name.toLowerCase().replaceAll("_", "").replaceAll("-", "");
}

/** Whether a name has nearly the letters that were written: a cheap look that spares most names all else. */
function mayBeMeant(name: string, { letters, segments, limit }: Wanted): boolean {
  const isNear = (from: number): boolean => {
    const own = lettersOf(name, from);
    return own === undefined || letters === undefined || differingBits(own, letters) <= 2 * limit;
  };
  if (isNear(0)) return true;
  const end = startOfLast(name, segments);
  return end > 0 && isNear(end);
}

/** A bit for each letter that stands in an ASCII text from there on (some share one); one edit turns at most two of them. */
function lettersOf(text: string, from: number): number | undefined {
  let letters = 0;
  for (let index = from; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    // "_" and "-" do not count, and neither does the case.
    if (code === 95 || code === 45) continue;
    if (code > 127) return undefined;
    letters |= 1 << ((code >= 65 && code <= 90 ? code + 32 : code) & 31);
  }
  return letters;
}

function differingBits(one: number, other: number): number {
  let left = one ^ other;
  let count = 0;
  while (left !== 0) {
    left &= left - 1;
    count += 1;
  }
  return count;
}

/** Twice the edits, and one more when only the last segments were compared; any number above `least` when it is more than that. */
function rankOf(name: string, { folded, segments, limit }: Wanted, least: number): number {
  const most = Math.min(limit, Math.floor(least / 2));
  const whole = 2 * edits(folded, name, most);
  if (whole === 0) return whole;
  const start = startOfLast(name, segments);
  const end = name.slice(start);
  return start === 0 ? whole : Math.min(whole, 2 * edits(folded, end, most) + 1);
}

function slashes(text: string): number {
  let count = 0;
  for (let at = text.indexOf("/"); at !== -1; at = text.indexOf("/", at + 1)) count += 1;
  return count;
}

/** Where the end of a path begins that has as many slashes; 0 when that is all of it. */
function startOfLast(path: string, count: number): number {
  let at = path.length;
  for (let left = count; left >= 0; left -= 1) {
    at = path.lastIndexOf("/", at - 1);
    if (at <= 0) return 0;
  }
  return at + 1;
}

/** Insertions, deletions, replacements and swaps of neighbours; `most` and one when there are more than that. */
function edits(one: string, other: string, most: number): number {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let start = 0;
  let oneEnd = one.length;
  let otherEnd = other.length;
  while (start < oneEnd && start < otherEnd && one.charCodeAt(start) === other.charCodeAt(start)) start += 1;
  while (oneEnd > start && otherEnd > start && one.charCodeAt(oneEnd - 1) === other.charCodeAt(otherEnd - 1)) {
    oneEnd -= 1;
    otherEnd -= 1;
  }
  if (oneEnd === start || otherEnd === start) return Math.max(oneEnd, otherEnd) - start;
  if (most === 0) return 1;
  return differing(one.slice(start, oneEnd), other.slice(start, otherEnd), most);
}

/** The same for texts that begin and end differently, looking only where at most `most` edits can lead. */
function differing(one: string, other: string, most: number): number {
  const width = other.length + 1;
  const costs = new Uint8Array((one.length + 1) * width).fill(most + 1);
  for (let column = 0; column <= Math.min(most, other.length); column += 1) costs[column] = column;
  for (let row = 1; row <= one.length; row += 1) {
    const line = row * width;
    if (row <= most) costs[line] = row;
    let lowest = row <= most ? row : most + 1;
    for (let column = Math.max(1, row - most); column <= Math.min(other.length, row + most); column += 1) {
      const here = line + column;
      const above = here - width;
      const changed = one.charCodeAt(row - 1) === other.charCodeAt(column - 1) ? 0 : 1;
      let cost = Math.min(at(costs, above) + 1, at(costs, here - 1) + 1, at(costs, above - 1) + changed, most + 1);
      const isSwap =
        row > 1 &&
        column > 1 &&
        one.charCodeAt(row - 1) === other.charCodeAt(column - 2) &&
        one.charCodeAt(row - 2) === other.charCodeAt(column - 1);
      if (isSwap) cost = Math.min(cost, at(costs, above - width - 2) + 1);
      costs[here] = cost;
      lowest = Math.min(lowest, cost);
    }
    // A row without a way on ends it; a swap skips a row, but costs as much as one edit in it.
    if (lowest > most) return most + 1;
  }
  return at(costs, costs.length - 1);
}

function at(costs: Uint8Array, index: number): number {
  return costs[index] ?? 0;
}
