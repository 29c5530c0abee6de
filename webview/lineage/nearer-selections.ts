import type { AssetTable } from "../../protocol/messages/asset-table.ts";
import { badgeOf, badgeShapes } from "../drawing/badge-shapes.ts";
import type { Choice } from "./choice.ts";
import type { Nearer } from "./page-state.ts";

const connective = /\s+(and|or)\s+/gi;

/** What leaves no asset, in words, and what to show instead: the parts of the selection by themselves, and everything. */
export function nearerSelections(
  choice: Choice,
  table: AssetTable,
  desk: {
    set(selection: string): void;
    clearPills(): void;
    /** How many assets a selection names; undefined until it is known. */
    countOf(selection: string): number | undefined;
  },
): { readonly words: string; readonly nearer: readonly Nearer[] } {
  const selection = choice.text().trim();
  const pressed = choice.pressed().map((byte) => badgeShapes[badgeOf(byte)].word);
  const words =
    selection === ""
      ? `No asset is ${pressed.join(" or ")}.`
      : pressed.length === 0
        ? `No asset matches “${selection}”.`
        : `No asset of “${selection}” is ${pressed.join(" or ")}.`;
  const all: Nearer = {
    words: "all assets",
    count: table.count,
    show() {
      desk.clearPills();
      desk.set("");
    },
  };
  const ids = choice.ids();
  const withoutPills: Nearer[] =
    pressed.length === 0 || selection === "" || ids === undefined || ids.length === 0
      ? []
      : [{ words: selection, count: ids.length, show: desk.clearPills }];
  const parts = selectionParts(selection);
  const fewer = (parts.length < 2 ? [] : parts).flatMap((part): Nearer[] => {
    const count = desk.countOf(part);
    // A part that names none by itself is no way out.
    return count === undefined || count === 0 ? [] : [{ words: part, count, show: () => desk.set(part) }];
  });
  return { words, nearer: [...withoutPills, ...fewer, all] };
}

/** What stands between `and` and `or`, when no brackets hold it together. */
export function selectionParts(selection: string): string[] {
  return /[()"]/.test(selection) ? [] : selection.split(connective).filter((part) => !/^(and|or)?$/i.test(part.trim()));
}

/** For a word that is no key: a selection of all keys that hold it. */
export function nearestName(
  table: AssetTable,
  selection: string,
): { readonly text: string; readonly words: string } | undefined {
  const word = selection.trim();
  if (!/^[\p{L}\p{N}\p{M}_./-]+$/u.test(word)) return undefined;
  const part = word.toLowerCase();
  const found: string[] = [];
  for (let id = 0; id < table.size && found.length < 100; id++) {
    const key = table.key(id);
    if (key?.toLowerCase().includes(part) === true) found.push(key);
  }
  const [first] = found;
  if (first === undefined) return undefined;
  if (found.length === 1) return { text: first, words: `Show ${first}` };
  // A wildcard tells capital letters apart, so it is offered only when it finds what was counted.
  const exact = found.filter((key) => key.includes(word)).length;
  return exact < 2 ? { text: first, words: `Show ${first}` } : { text: `*${word}*`, words: `Show all named *${word}*` };
}
