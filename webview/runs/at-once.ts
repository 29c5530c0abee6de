/** From `from` to `to`, `count` steps ran. */
export interface AtOnce {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** How many of some spans lie over each time, without gaps from the first start to the last end. */
export function atOnce(spans: readonly { readonly from: number; readonly to: number }[]): AtOnce[] {
  const changes = new Map<number, number>();
  const add = (time: number, by: number): unknown => changes.set(time, (changes.get(time) ?? 0) + by);
  for (const { from, to } of spans) {
    if (to <= from) continue;
    add(from, 1);
    add(to, -1);
  }
  const times = [...changes.keys()].sort((a, b) => a - b);
  const parts: AtOnce[] = [];
  let count = 0;
  for (const [index, from] of times.entries()) {
    const change = changes.get(from) ?? 0;
    const to = times[index + 1];
    count += change;
    const before = parts.at(-1);
    if (to === undefined) break;
    if (before?.count === count) parts[parts.length - 1] = { ...before, to };
    else parts.push({ from, to, count });
  }
  return parts;
}
