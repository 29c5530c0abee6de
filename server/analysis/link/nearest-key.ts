/** The key that is spelled most like this one, if any is near enough to be meant. */
export function nearestKey(wanted: string, keys: Iterable<string>): string | undefined {
  const allowed = Math.max(1, Math.min(3, Math.floor(wanted.length / 3)));
  let best: string | undefined;
  let least = allowed + 1;
  const folded = fold(wanted);
  for (const key of keys) {
    if (key === wanted || Math.abs(key.length - wanted.length) >= least + 2) continue;
    const distance = editDistance(folded, fold(key), least + 1);
    if (distance < least || (distance === least && best !== undefined && key < best)) {
      best = key;
      least = distance;
    }
  }
  if (best !== undefined) return best;
  // The last segment alone: "orders" for "marts/orders".
  for (const key of keys) if (fold(key.slice(key.lastIndexOf("/") + 1)) === folded) return key;
  return undefined;
}

/** Differences that people do not see as differences. */
function fold(text: string): string {
  return text.toLowerCase().replaceAll(/[-_]/g, "");
}

/** The least number of letters to put in, take out or change; `limit` when it is that many or more. */
function editDistance(one: string, other: string, limit: number): number {
  if (Math.abs(one.length - other.length) >= limit) return limit;
  let before = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row += 1) {
    const now = [row];
    let smallest = row;
    for (let column = 1; column <= other.length; column += 1) {
      const change = one[row - 1] === other[column - 1] ? 0 : 1;
      const cost = Math.min((before[column] ?? 0) + 1, (now[column - 1] ?? 0) + 1, (before[column - 1] ?? 0) + change);
      now.push(cost);
      smallest = Math.min(smallest, cost);
    }
    if (smallest >= limit) return limit;
    before = now;
  }
  return before[other.length] ?? limit;
}
