import { stripVTControlCharacters } from "node:util";

/** Letters that take two cells of a terminal: East Asian ones and pictures. */
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
/** Marks that are drawn over the letter before. */
const narrow = /\p{Mn}|\p{Me}|\u200d|\ufe0f/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one.
const parts = /\u001b\[[0-9;]*m|./gsu;
const reset = "\u001b[0m";

/** How many cells of a terminal the text takes; colours take none. */
export function visibleWidth(text: string): number {
  let width = 0;
  for (const letter of stripVTControlCharacters(text)) width += letterWidth(letter);
  return width;
}

/** The text, cut with `…` when it takes more than so many cells; colours are kept and ended. */
export function clip(text: string, width: number): string {
  if (visibleWidth(text) <= width) return text;
  let left = width - 1;
  let kept = "";
  for (const [part] of text.matchAll(parts)) {
    const isColour = part.length > 1 && part.startsWith("\u001b");
    left -= isColour ? 0 : letterWidth(part);
    if (left < 0) break;
    kept += part;
  }
  return `${kept}…${text.includes("\u001b[") ? reset : ""}`;
}

/** On one line, without what could steer the terminal: texts of data and of user code. */
export function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, " ");
}

function letterWidth(letter: string): number {
  if (letter < "\u0300") return 1;
  return narrow.test(letter) ? 0 : wide.test(letter) ? 2 : 1;
}
