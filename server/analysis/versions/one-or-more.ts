/** Most lists of who uses something hold one: that needs no set. */
export type OneOrMore<Item extends number | string> = Item | Set<Item>;

/** What was there with one more. */
export function withItem<Item extends number | string>(
  known: OneOrMore<Item> | undefined,
  item: Item,
): OneOrMore<Item> {
  if (known === undefined || known === item) return item;
  return known instanceof Set ? known.add(item) : new Set([known, item]);
}

/** What is left without one. */
export function withoutItem<Item extends number | string>(
  known: OneOrMore<Item> | undefined,
  item: Item,
): OneOrMore<Item> | undefined {
  if (known === item) return undefined;
  if (known instanceof Set) known.delete(item);
  return known;
}

export function itemsOf<Item extends number | string>(known: OneOrMore<Item> | undefined): Iterable<Item> {
  if (known === undefined) return [];
  return known instanceof Set ? known : [known];
}
