/** What a part of a selection's text is, for its colour. */
export type SelectionRole = "key" | "operator" | "word" | "attribute" | "value" | "function" | "text";

export interface ColouredPart {
  readonly text: string;
  readonly role: SelectionRole;
}

const parts =
  /(?<space>\s+)|(?<quoted>"[^"\n]*"?)|(?<nothing><null>)|(?<word>[\p{L}\p{N}\p{M}_./*-]+)|(?<sign>[+():=])|(?<other>.)/gsu;
const words: ReadonlySet<string> = new Set(["and", "or", "not"]);
const functions: ReadonlySet<string> = new Set(["sinks", "roots"]);

/** Cuts a selection into coloured parts, whatever the text is. Joined they are the text. */
export function selectionColours(text: string): ColouredPart[] {
  const found = [...text.matchAll(parts)];
  return found.map((match, index): ColouredPart => {
    const { space, quoted, nothing, word, sign } = match.groups ?? {};
    const part = match[0];
    const before = found[index - 1]?.[0];
    const after = found[index + 1]?.[0];
    if (space !== undefined) return { text: part, role: "text" };
    if (sign !== undefined) return { text: part, role: sign === ":" ? "attribute" : "operator" };
    const isValue = before === ":" || before === "=";
    if (nothing !== undefined || (quoted !== undefined && isValue)) return { text: part, role: "value" };
    if (quoted !== undefined) return { text: part, role: "key" };
    if (word === undefined) return { text: part, role: "text" };
    if (isValue) return { text: part, role: "value" };
    if (after === ":") return { text: part, role: "attribute" };
    if (after === "(" && functions.has(word)) return { text: part, role: "function" };
    if (words.has(word.toLowerCase())) return { text: part, role: "word" };
    if (/^\d+$/.test(word) && (before === "+" || after === "+")) return { text: part, role: "operator" };
    return { text: part, role: "key" };
  });
}
