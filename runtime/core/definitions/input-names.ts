/** What a function's text says about the names that it destructures from its first parameter. */
export type InputNames =
  | { readonly kind: "names"; readonly names: readonly string[] }
  /** `{ ...rest }`: it would ask for everything. */
  | { readonly kind: "rest"; readonly name: string }
  /** `{ [expression]: value }`: only running can know it. */
  | { readonly kind: "computed"; readonly expression: string }
  /** A built-in or bound function, a class, an array pattern: there is no such text to read. */
  | { readonly kind: "unreadable" };

/**
 * The names destructured from a function's first parameter, read from its text as `Function.prototype.toString` gives it: of any function
 * form (arrow, method, async, generator), with comments, defaults, renames (`{ raw: raw2 }`) and nested patterns.
 */
export function inputNames(text: string): InputNames {
  const reader = new PatternReader(text);
  return reader.read();
}

const noNames: InputNames = { kind: "names", names: [] };

/** Reads just as much JavaScript as stands before and in a first parameter. */
class PatternReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): InputNames {
    const found = this.#findParameter();
    if (found !== undefined) return found;
    this.#skipSpace();
    const next = this.#peek();
    if (next === "{") return this.#readPattern();
    if (next === "[") return { kind: "unreadable" };
    return noNames;
  }

  /** Goes behind the `(` of the parameters, past `async`, `function`, `*`, and a method's name; undefined when it is there. */
  #findParameter(): InputNames | undefined {
    for (;;) {
      this.#skipSpace();
      const next = this.#peek();
      if (next === undefined) return { kind: "unreadable" };
      if (next === "(") {
        this.#at += 1;
        return isNative(this.#text) ? { kind: "unreadable" } : undefined;
      }
      // An arrow function with one parameter and no parentheses.
      if (this.#text.startsWith("=>", this.#at)) return noNames;
      if (next === "[") this.#skipBalanced();
      else if (isQuote(next)) this.#skipString(next);
      else if (this.#readWord() === "class") return { kind: "unreadable" };
    }
  }

  #readPattern(): InputNames {
    const names = new Set<string>();
    this.#at += 1;
    for (;;) {
      this.#skipSpace();
      const next = this.#peek();
      if (next === undefined) return { kind: "unreadable" };
      if (next === "}") return { kind: "names", names: [...names] };
      if (next === ",") {
        this.#at += 1;
        continue;
      }
      if (this.#text.startsWith("...", this.#at)) {
        this.#at += 3;
        this.#skipSpace();
        return { kind: "rest", name: this.#readWord() };
      }
      if (next === "[") {
        const expression = this.#skipBalanced().slice(1, -1).trim();
        const literal = literalText(expression);
        if (literal === undefined) return { kind: "computed", expression };
        names.add(literal);
      } else {
        names.add(
          isQuote(next) ? withoutEscapes(this.#skipString(next).slice(1, -1)) : withoutEscapes(this.#readWord()),
        );
      }
      this.#skipToComma();
    }
  }

  /** Past a rename and a default, to the `,` or `}` that ends the property. */
  #skipToComma(): void {
    let before = "";
    for (;;) {
      this.#skipSpace();
      const next = this.#peek();
      if (next === undefined || next === "," || next === "}") return;
      before = this.#skipToken(next, before);
    }
  }

  /** Skips a string, a bracketed group, a regular expression, a word or one sign; gives what it was, to tell a division from an expression. */
  #skipToken(next: string, before: string): string {
    if (isQuote(next)) return this.#skipString(next);
    if (next === "`") return this.#skipTemplate();
    if (next === "{" || next === "(" || next === "[") return this.#skipBalanced();
    if (next === "/" && startsExpression(before)) return this.#skipRegularExpression();
    return this.#readWord();
  }

  /** From an opening bracket to behind the one that closes it. */
  #skipBalanced(): string {
    const start = this.#at;
    let depth = 0;
    let before = "";
    for (;;) {
      this.#skipSpace();
      const next = this.#peek();
      if (next === undefined) break;
      if (next === "{" || next === "(" || next === "[") {
        depth += 1;
        this.#at += 1;
        before = next;
      } else if (next === "}" || next === ")" || next === "]") {
        depth -= 1;
        this.#at += 1;
        before = next;
        if (depth === 0) break;
      } else before = this.#skipToken(next, before);
    }
    return this.#text.slice(start, this.#at);
  }

  #skipString(quote: string): string {
    const start = this.#at;
    this.#at += 1;
    while (this.#at < this.#text.length && this.#text[this.#at] !== quote) {
      this.#at += this.#text[this.#at] === "\\" ? 2 : 1;
    }
    this.#at += 1;
    return this.#text.slice(start, this.#at);
  }

  #skipTemplate(): string {
    const start = this.#at;
    this.#at += 1;
    while (this.#at < this.#text.length && this.#text[this.#at] !== "`") {
      if (this.#text.startsWith("${", this.#at)) {
        this.#at += 1;
        this.#skipBalanced();
      } else this.#at += this.#text[this.#at] === "\\" ? 2 : 1;
    }
    this.#at += 1;
    return this.#text.slice(start, this.#at);
  }

  #skipRegularExpression(): string {
    const start = this.#at;
    let inClass = false;
    this.#at += 1;
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at];
      if (character === "/" && !inClass) break;
      if (character === "[") inClass = true;
      if (character === "]") inClass = false;
      this.#at += character === "\\" ? 2 : 1;
    }
    this.#at += 1;
    return this.#text.slice(start, this.#at);
  }

  /** A word, or one sign where there is none. */
  #readWord(): string {
    const word = /(?:[\p{ID_Continue}$#\u200c\u200d]|\\u\{?[0-9a-fA-F]+\}?)+/uy;
    word.lastIndex = this.#at;
    const found = word.exec(this.#text)?.[0] ?? String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0);
    this.#at += found.length;
    return found;
  }

  #skipSpace(): void {
    const space = /(?:\s|\/\/[^\n\r\u2028\u2029]*|\/\*[\s\S]*?\*\/)+/y;
    space.lastIndex = this.#at;
    this.#at += space.exec(this.#text)?.[0].length ?? 0;
  }

  #peek(): string | undefined {
    return this.#text[this.#at];
  }
}

function isNative(text: string): boolean {
  return /\{\s*\[native code\]\s*\}\s*$/.test(text);
}

function isQuote(character: string): boolean {
  return character === '"' || character === "'";
}

/** Whether a `/` after this begins a regular expression. */
function startsExpression(before: string): boolean {
  if (before === "") return true;
  if (/^(?:return|typeof|instanceof|in|of|new|delete|void|throw|case|do|else|await|yield)$/.test(before)) return true;
  return /^[^\p{ID_Continue}$)\]}"'`/]$/u.test(before);
}

/** The text of an expression that is one string or one number. */
function literalText(expression: string): string | undefined {
  if (/^\d+$/.test(expression)) return expression;
  if (!/^(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')$/.test(expression)) return undefined;
  return withoutEscapes(expression.slice(1, -1));
}

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", v: "\v", "0": "\0" };

function withoutEscapes(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(
    /\\(?:u\{(?<point>[0-9a-fA-F]+)\}|u(?<unit>[0-9a-fA-F]{4})|x(?<byte>[0-9a-fA-F]{2})|(?<other>[\s\S]))/g,
    (_, point, unit, byte, other: string | undefined) => {
      const code = point ?? unit ?? byte;
      if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16));
      return other === undefined ? "" : (escapes[other] ?? other);
    },
  );
}
