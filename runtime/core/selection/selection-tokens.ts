import type { SelectionProblem, Span } from "./selection.ts";

export interface Token extends Span {
  /** word: as written. text: from quotes, without them. Else the sign itself. */
  readonly kind: "word" | "text" | "(" | ")" | "+" | ":" | "=" | "<null>";
  readonly text: string;
}

const space = /\s+/uy;
// The letters of keys, and * for any of them.
const word = /[\p{L}\p{N}\p{M}_./*-]+/uy;
const sign = /<null>|[()+:=]/uy;
const quotedText = /"[^"\\\n]*"/uy;

/** Cuts a selection into words, quoted texts and signs. */
export function selectionTokens(
  text: string,
): { readonly tokens: readonly Token[] } | { readonly problem: SelectionProblem } {
  const tokens: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  while (at < text.length) {
    const blank = match(space);
    if (blank !== undefined) {
      at += blank.length;
      continue;
    }
    const token = match(sign) ?? match(word) ?? match(quotedText);
    if (token === undefined) return { problem: unreadable(text, at) };
    const end = at + token.length;
    const previous = tokens.at(-1);
    if (previous !== undefined && previous.end === at && areGlued(previous, token)) {
      return { problem: { kind: "syntax", why: "quotes belong around the whole value", start: at, end } };
    }
    tokens.push({ ...kindOf(token), start: at, end });
    at = end;
  }
  return { tokens };
}

function kindOf(token: string): Pick<Token, "kind" | "text"> {
  if (token.startsWith('"')) return { kind: "text", text: token.slice(1, -1).normalize("NFC") };
  switch (token) {
    case "(":
    case ")":
    case "+":
    case ":":
    case "=":
    case "<null>":
      return { kind: token, text: token };
    default:
      return { kind: "word", text: token.normalize("NFC") };
  }
}

function areGlued(previous: Token, next: string): boolean {
  const isText = next.startsWith('"');
  const isWord = !isText && kindOf(next).kind === "word";
  return (previous.kind === "text" && (isText || isWord)) || (previous.kind === "word" && isText);
}

function unreadable(text: string, at: number): SelectionProblem {
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
  const why = character === '"' ? "a quote is not closed" : `${character} means nothing here`;
  return { kind: "syntax", why, start: at, end: at + character.length };
}
