import type { Attribute, AttributeValue, Selection, SelectionProblem, Span } from "./selection.ts";
import { attributes, unsupportedAttributes } from "./selection.ts";
import type { Token } from "./selection-tokens.ts";
import { selectionTokens } from "./selection-tokens.ts";

export type ParsedSelection =
  | { readonly selection: Selection; readonly problem?: undefined }
  | { readonly selection?: undefined; readonly problem: SelectionProblem };

/**
 * Reads a selection: bare keys and `key: group: owner: kind: tag: status: is: partitions: job: schedule: sensor:` terms, `+` with an
 * optional number of steps before and after a term, `sinks(…)`, `roots(…)`, parentheses, then `not`, `and`, `or`, binding in this order.
 * Never throws.
 */
export function parseSelection(text: string): ParsedSelection {
  const read = selectionTokens(text);
  if ("problem" in read) return read;
  try {
    const selection = new SelectionParser(read.tokens, text.length).parse();
    return { selection };
  } catch (error) {
    if (error instanceof ProblemSignal) return { problem: error.problem };
    throw error;
  }
}

/** Leaves the recursion; never leaves this file. */
class ProblemSignal extends Error {
  readonly problem: SelectionProblem;
  constructor(problem: SelectionProblem) {
    super(problem.kind);
    this.problem = problem;
  }
}

const reserved: ReadonlySet<string> = new Set("and or not AND OR NOT sinks roots key group owner kind tag".split(" "));

// Deeper nesting than anyone writes would exhaust the stack.
const deepest = 200;

class SelectionParser {
  readonly #tokens: readonly Token[];
  readonly #end: number;
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], end: number) {
    this.#tokens = tokens;
    this.#end = end;
  }

  parse(): Selection {
    if (this.#tokens.length === 0) this.#fail("it is empty");
    const selection = this.#or();
    const rest = this.#peek();
    if (rest !== undefined) this.#fail(`${quoted(rest)} does not belong here`, rest);
    return selection;
  }

  #or(): Selection {
    let left = this.#and();
    while (this.#takeKeyword("or")) left = joinedBy("or", left, this.#and());
    return left;
  }

  #and(): Selection {
    let left = this.#not();
    while (this.#takeKeyword("and")) left = joinedBy("and", left, this.#not());
    return left;
  }

  #not(): Selection {
    const start = this.#peek()?.start ?? this.#end;
    if (!this.#takeKeyword("not")) return this.#traversal();
    this.#enter();
    const of = this.#not();
    this.#depth -= 1;
    return { kind: "not", of, start, end: of.end };
  }

  #traversal(): Selection {
    const start = this.#peek()?.start ?? this.#end;
    const up = this.#upward();
    const star = this.#peek();
    if (star?.kind === "word" && star.text === "*" && up === undefined) {
      this.#at += 1;
      const plus = this.#peek();
      if (plus?.kind === "+") this.#fail("* is everything already: put it in parentheses to write + after it", plus);
      return { kind: "all", start: star.start, end: star.end };
    }
    const of = this.#term();
    const down = this.#downward();
    if (up === undefined && down === undefined) return of;
    const end = this.#tokens[this.#at - 1]?.end ?? of.end;
    return {
      kind: "neighbours",
      of,
      start,
      end,
      ...(up === undefined ? {} : { up }),
      ...(down === undefined ? {} : { down }),
    };
  }

  /** `+` or `2+` before a term. */
  #upward(): number | undefined {
    const [first, second, third] = this.#tokens.slice(this.#at, this.#at + 3);
    if (first?.kind === "+") {
      this.#at += 1;
      return Infinity;
    }
    // `2024+` with nothing after it is a key and what is below it.
    const isNumber =
      first?.kind === "word" && /^\d+$/.test(first.text) && second?.kind === "+" && second.start === first.end;
    if (!isNumber || !startsTerm(third)) return undefined;
    this.#at += 2;
    return Number(first.text);
  }

  /** `+` or `+2` after a term. */
  #downward(): number | undefined {
    const plus = this.#peek();
    if (plus?.kind !== "+") return undefined;
    this.#at += 1;
    const next = this.#peek();
    if (next?.kind !== "word" || next.start !== plus.end) return Infinity;
    if (!/^\d+$/.test(next.text)) this.#fail(`a number or nothing may follow +, not ${quoted(next)}`, next);
    this.#at += 1;
    return Number(next.text);
  }

  #term(): Selection {
    const token = this.#peek();
    if (token === undefined) return this.#fail("something is missing at its end");
    switch (token.kind) {
      case "(":
        return this.#group();
      case "word":
        return this.#word(token);
      case "text":
        this.#at += 1;
        return { kind: "word", text: token.text, start: token.start, end: token.end };
      default:
        return this.#fail(`a key or an attribute was expected, not ${quoted(token)}`, token);
    }
  }

  #word(token: Token): Selection {
    const next = this.#tokens[this.#at + 1];
    if (next?.kind === ":") return this.#attribute(token);
    if ((token.text === "sinks" || token.text === "roots") && next?.kind === "(") {
      this.#at += 1;
      const of = this.#group();
      return { kind: token.text, of, start: token.start, end: this.#tokens[this.#at - 1]?.end ?? of.end };
    }
    if (/^(and|or|not)$/i.test(token.text)) {
      this.#fail(`a key or an attribute was expected, not ${quoted(token)}`, token);
    }
    if (token.text === "*") this.#fail("* is everything already: put it in parentheses to write + before it", token);
    this.#at += 1;
    return { kind: "word", text: token.text, start: token.start, end: token.end };
  }

  #group(): Selection {
    this.#at += 1;
    this.#enter();
    const of = this.#or();
    this.#depth -= 1;
    const close = this.#peek();
    if (close?.kind !== ")") this.#fail("a ) is missing", close);
    this.#at += 1;
    return of;
  }

  #attribute(name: Token): Selection {
    const { text, start } = name;
    this.#at += 2;
    if ((unsupportedAttributes as readonly string[]).includes(text)) {
      throw new ProblemSignal({ kind: "unsupported", attribute: text, start, end: name.end });
    }
    const attribute = attributes.find((known) => known === text);
    if (attribute === undefined) return this.#fail(`there is no attribute ${text}:`, name);
    const value = this.#value(attribute);
    const tagValue = attribute === "tag" && this.#takeEquals() ? this.#value(attribute) : undefined;
    const end = this.#tokens[this.#at - 1]?.end ?? name.end;
    return { kind: "attribute", attribute, value, start, end, ...(tagValue === undefined ? {} : { tagValue }) };
  }

  #value(attribute: Attribute): AttributeValue {
    const token = this.#peek();
    if (token === undefined) return this.#fail(`a value is missing after ${attribute}:`);
    this.#at += 1;
    if (token.kind === "text") return { text: token.text };
    if (token.kind === "word") return this.#plainValue(attribute, token);
    if (token.kind === "<null>" && attribute !== "key" && attribute !== "is" && attribute !== "status") return "none";
    return this.#fail(`a value is missing after ${attribute}:`, token);
  }

  /** Without quotes: what cannot be taken for something else in the language, as in Dagster. */
  #plainValue(attribute: Attribute, token: Token): AttributeValue {
    const { text } = token;
    if (text === "*" && attribute === "key") this.#fail("key:* is written *", token);
    const isPlain = !/^[\d.-]/.test(text) && !reserved.has(text) && (attribute === "key" || !text.includes("*"));
    return isPlain ? { text } : this.#fail(`${attribute}: wants quotes around ${text}`, token);
  }

  #takeEquals(): boolean {
    if (this.#peek()?.kind !== "=") return false;
    this.#at += 1;
    return true;
  }

  #takeKeyword(keyword: string): boolean {
    const token = this.#peek();
    const isKeyword = token?.kind === "word" && (token.text === keyword || token.text === keyword.toUpperCase());
    if (!isKeyword || this.#tokens[this.#at + 1]?.kind === ":") return false;
    this.#at += 1;
    return true;
  }

  #enter(): void {
    this.#depth += 1;
    if (this.#depth > deepest) this.#fail("it is nested too deeply", this.#peek());
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#at];
  }

  #fail(why: string, at: Span | undefined = undefined): never {
    const { start, end } = at ?? { start: this.#end, end: this.#end };
    throw new ProblemSignal({ kind: "syntax", why, start, end });
  }
}

function joinedBy(kind: "and" | "or", left: Selection, right: Selection): Selection {
  return { kind, left, right, start: left.start, end: right.end };
}

function startsTerm(token: Token | undefined): boolean {
  if (token === undefined) return false;
  if (token.kind === "word") return !/^(and|or)$/i.test(token.text);
  return token.kind === "text" || token.kind === "(";
}

function quoted(token: Token): string {
  return token.kind === "text" ? `"${token.text}"` : token.text;
}
