import { readyMadeOptions } from "../extract/known-names.ts";

/** The name that a ready-made check has unless it is given another, from the words of its second argument. */
export function readyMadeName(by: string, words: readonly string[]): string | undefined {
  if (!readyMadeOptions.has(by)) return undefined;
  const name = by.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return namedByWords.has(by) ? [name, ...words].join("_") : name;
}

const namedByWords: ReadonlySet<string> = new Set(["notNull", "unique", "acceptedValues", "metadataBounds"]);
