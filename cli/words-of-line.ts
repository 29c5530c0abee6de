/** A line as a shell parts it. */
export interface LineWords {
  /** Without their quotes; the last one is the one at the cursor, and may be empty. */
  readonly words: readonly string[];
  /** The cursor stands inside of a quote. */
  readonly isQuoted: boolean;
}

/** Parts a line that is cut at the cursor, as all shells do with what people write for a command: spaces, both quotes, backslashes. */
export function wordsOfLine(line: string): LineWords {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (let at = 0; at < line.length; at += 1) {
    const letter = line.charAt(at);
    if (letter === "\\" && quote !== "'") {
      at += 1;
      word = (word ?? "") + line.charAt(at);
    } else if (letter === quote) {
      quote = undefined;
    } else if (quote === undefined && (letter === "'" || letter === '"')) {
      quote = letter;
      word ??= "";
    } else if (quote === undefined && /\s/.test(letter)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? "") + letter;
    }
  }
  return { words: [...words, word ?? ""], isQuoted: quote !== undefined };
}
