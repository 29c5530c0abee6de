import type { ts as TypeScript } from "@ts-morph/common";
import { ts } from "./compiler.ts";

const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u;
const reserved: ReadonlySet<string> = new Set(
  (
    "arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for " +
    "function if implements import in instanceof interface let new null package private protected public return static super switch this " +
    "throw true try typeof var void while with yield"
  ).split(" "),
);

/** Whether a text may name a variable. */
export function isVariableName(text: string): boolean {
  return identifier.test(text) && !reserved.has(text);
}

/** A text as the name of a property. */
export function propertyName(text: string): string {
  return identifier.test(text) ? text : JSON.stringify(text);
}

/** A key as an element of a destructuring pattern: by itself where it may be a variable, else with a name to use. */
export function writtenInPattern(key: string): string {
  return isVariableName(key) ? key : `${propertyName(key)}: ${camelCase(key)}`;
}

function camelCase(key: string): string {
  const words = key.split(/[^\p{ID_Continue}]+|_+/u).filter((word) => word !== "");
  const capital = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
  const joined = words.map((word, index) => (index === 0 ? word : capital(word))).join("");
  return isVariableName(joined) ? joined : `asset${capital(joined)}`;
}

/** A variable's name for a key, that nothing in the file has: `rawOrders` for `raw/orders`. */
export function variableFor(key: string, tree: TypeScript.SourceFile): string {
  const start = camelCase(key);
  const taken = identifiersIn(tree);
  let name = start;
  for (let number = 2; taken.has(name); number++) name = `${start}${number}`;
  return name;
}

/** A text in the quotes of a literal. */
export function quotedLike(literal: TypeScript.StringLiteralLike, text: string, tree: TypeScript.SourceFile): string {
  const quote = tree.text.charAt(literal.getStart(tree));
  const escaped = text.replaceAll(/[\\\n\r]/g, (letter) => JSON.stringify(letter).slice(1, -1));
  return quote + escaped.replaceAll(quote, `\\${quote}`).replaceAll("${", quote === "`" ? "\\${" : "${") + quote;
}

function identifiersIn(tree: TypeScript.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  ts.forEachChild(tree, function visit(node): void {
    if (ts.isIdentifier(node)) names.add(node.text);
    ts.forEachChild(node, visit);
  });
  return names;
}
