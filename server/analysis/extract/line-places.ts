import type { ts as TypeScript } from "ts-morph";

/** Lines of a text by offset. Most questions are about the line of the one before, or the next. */
export class LinePlaces {
  readonly #starts: readonly number[];
  #line = 0;

  constructor(source: TypeScript.SourceFile) {
    const { text } = source;
    this.#starts = /[\r\u2028\u2029]/.test(text) ? source.getLineStarts() : lineStarts(text);
  }

  lineOf(offset: number): number {
    const starts = this.#starts;
    let line = this.#line;
    const from = starts[line] ?? 0;
    if (offset < from || offset >= (starts[line + 8] ?? Number.POSITIVE_INFINITY)) line = this.#search(offset);
    else while ((starts[line + 1] ?? Number.POSITIVE_INFINITY) <= offset) line += 1;
    this.#line = line;
    return line;
  }

  startOf(line: number): number {
    return this.#starts[line] ?? 0;
  }

  #search(offset: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low;
  }
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
