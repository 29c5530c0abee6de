/** How well a name fits what was written; lower is better. */
type Fit = 0 | 1 | 2 | 3 | 4;

/** The start of a word within a name. */
const wordBreak = /[/_.\-:\s]/;

/**
 * The names that may be meant by the letters written so far, the best first: those that begin so, then those of which the last segment does,
 * then any word, then any part, then those that hold the letters in their order. At each level `isNear` names come first, then by text.
 */
export function rankNames(
  names: Iterable<string>,
  written: string,
  limit: number,
  isNear: (name: string) => boolean = () => false,
): { readonly names: readonly string[]; readonly isComplete: boolean } {
  const wanted = written.toLowerCase();
  const found: string[][] = Array.from({ length: 10 }, () => []);
  let count = 0;
  for (const name of names) {
    const fit = fitOf(name.toLowerCase(), wanted);
    if (fit === undefined) continue;
    count += 1;
    found[fit * 2 + (isNear(name) ? 0 : 1)]?.push(name);
  }
  const best: string[] = [];
  for (const level of found) {
    if (best.length >= limit) break;
    best.push(...level.sort(compareTexts));
  }
  return { names: best.slice(0, limit), isComplete: count <= limit };
}

function fitOf(name: string, wanted: string): Fit | undefined {
  const at = name.indexOf(wanted);
  if (at === 0) return 0;
  if (at === -1) return holdsInOrder(name, wanted) ? 4 : undefined;
  if (name.startsWith(wanted, name.lastIndexOf("/") + 1)) return 1;
  for (let from = at; from !== -1; from = name.indexOf(wanted, from + 1)) {
    if (wordBreak.test(name[from - 1] ?? "")) return 2;
  }
  return 3;
}

/** Whether a text holds these letters in their order, others between them. */
export function holdsInOrder(text: string, letters: string): boolean {
  let from = 0;
  for (const letter of letters) {
    const at = text.indexOf(letter, from);
    if (at === -1) return false;
    from = at + letter.length;
  }
  return true;
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
