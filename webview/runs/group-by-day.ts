import { formatDay } from "./clock-words.ts";

export interface Day<Item> {
  /** `Today`, `Monday 23 November`. */
  readonly name: string;
  readonly items: readonly Item[];
}

/** Puts what began on one day together, the newest first. */
export function groupByDay<Item extends { readonly startedAt: number }>(
  items: readonly Item[],
  now: number,
  timezone?: string,
): Day<Item>[] {
  const days: { name: string; items: Item[] }[] = [];
  for (const item of items.toSorted((a, b) => b.startedAt - a.startedAt)) {
    const name = formatDay(item.startedAt, now, timezone);
    const last = days.at(-1);
    if (last?.name === name) last.items.push(item);
    else days.push({ name, items: [item] });
  }
  return days;
}
