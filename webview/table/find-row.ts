/**
 * The row that typed letters mean: the next from `start` on, around the end, whose key begins with them, else whose key or one of its
 * parts (after `/`, `_`, `-`, `.`) does, else whose key holds them. Undefined when none does.
 */
export function findRow(
  count: number,
  keyOf: (index: number) => string,
  letters: string,
  start: number,
): number | undefined {
  const wanted = letters.toLowerCase();
  if (wanted === "" || count === 0) return undefined;
  let byPart: number | undefined;
  let anywhere: number | undefined;
  for (let step = 0; step < count; step++) {
    const index = (start + step) % count;
    const key = keyOf(index).toLowerCase();
    const at = key.indexOf(wanted);
    if (at < 0) continue;
    if (at === 0) return index;
    if (byPart === undefined && /[/_.-]/.test(key.charAt(at - 1))) byPart = index;
    anywhere ??= index;
  }
  return byPart ?? anywhere;
}
