/** What was written, folded, and how many edits away a name may be. */
interface Wanted {
  readonly folded: string;
  readonly segments: number;
  readonly limit: number;
}

/**
 * The name that was most likely meant, for "did you mean": the one with the fewest edits (a swap of neighbours is one; case, `_` and `-`
 * are none), at most a third of the letters and never more than three. A name with more segments is also tried by its last ones:
 * "orders" means "marts/orders". Of equals a whole name wins, then the first by code unit, whatever order they come in.
 */
export function nearestName(written: string, names: Iterable<string>): string | undefined {
  const wanted: Wanted = {
    folded: fold(written),
    segments: slashes(written),
    limit: Math.max(1, Math.min(3, Math.floor(written.length / 3))),
  };
  let best: string | undefined;
  let least = 2 * wanted.limit + 2;
  for (const name of names) {
    if (name === written) continue;
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
  return name.toLowerCase().replaceAll(/[-_]/g, "");
}

/** Twice the edits, and one more when only the last segments were compared; any number above `least` when it is more than that. */
function rankOf(name: string, { folded, segments, limit }: Wanted, least: number): number {
  const most = Math.min(limit, Math.floor(least / 2));
  const whole = 2 * edits(folded, name, most);
  if (whole === 0) return whole;
  const end = lastSegments(name, segments);
  return end === name ? whole : Math.min(whole, 2 * edits(folded, end, most) + 1);
}

function slashes(text: string): number {
  let count = 0;
  for (let at = text.indexOf("/"); at !== -1; at = text.indexOf("/", at + 1)) count += 1;
  return count;
}

/** The end of a path that has as many slashes, or all of it. */
function lastSegments(path: string, count: number): string {
  let at = path.length;
  for (let left = count; left >= 0; left -= 1) {
    at = path.lastIndexOf("/", at - 1);
    if (at <= 0) return path;
  }
  return path.slice(at + 1);
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
