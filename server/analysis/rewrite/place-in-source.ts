import type { ts as TypeScript } from "@ts-morph/common";
import type { Position } from "../../../protocol/graph/source-range.ts";
import { ts } from "./compiler.ts";
import { makerOf, nameOf, namesInputs, roleOf } from "./definition-calls.ts";
import { nodeAround, offsetAt, type ParsedSource, positionAt } from "./parsed-source.ts";

/** Where a cursor is, when an asset may be named there. `start` to `end` is what a name would take the place of. */
export type CursorPlace = { readonly start: Position; readonly end: Position } & (
  | {
      /** A name that the function destructures. */
      readonly kind: "input name";
      readonly written: string;
      /** In quotes, so that any key may stand there. */
      readonly quoted: boolean;
      /** Keys that are named beside it. */
      readonly taken: readonly string[];
      /** Of the asset itself, where it is a plain text. */
      readonly own: string | undefined;
    }
  | {
      readonly kind: "reference";
      readonly written: string;
      readonly quoted: boolean;
      readonly taken: readonly string[];
      readonly own: string | undefined;
    }
  | {
      readonly kind: "selection";
      /** The whole selection, from `start` to `end`, and the cursor's offset in it. */
      readonly text: string;
      readonly offset: number;
      /** Around it in the source. */
      readonly quote: string;
    }
);

/** What may be completed at a position; undefined: nothing of ours. */
export function placeInSource(source: ParsedSource, position: Position): CursorPlace | undefined {
  const offset = offsetAt(source, position);
  const node = nodeAround(source, offset);
  if (ts.isStringLiteralLike(node)) return inText(source, node, offset);
  return inPattern(source, node, offset) ?? inBrokenPattern(source, node, offset) ?? inList(source, node, offset);
}

function inText(source: ParsedSource, literal: TypeScript.StringLiteralLike, offset: number): CursorPlace | undefined {
  const start = literal.getStart(source.tree) + 1;
  const closed = literal.end > start && source.text[literal.end - 1] === source.text[start - 1];
  const end = closed ? literal.end - 1 : literal.end;
  if (offset < start || offset > end) return undefined;
  const place = { start: positionAt(source, start), end: positionAt(source, end) };
  const written = source.text.slice(start, offset);
  const { parent } = literal;
  if (ts.isBindingElement(parent) && parent.propertyName === literal) {
    const call = namesInputs(source, parent.parent as TypeScript.ObjectBindingPattern);
    return call && { ...place, kind: "input name", written, quoted: true, ...around(call, namesIn(parent)) };
  }
  const role = roleOf(source, literal);
  if (role === undefined) return undefined;
  if (role === "reference") {
    return { ...place, kind: "reference", written, quoted: true, ...around(callOf(literal), textsBeside(literal)) };
  }
  const text = source.text.slice(start, end);
  // With an escape in it, places in the text and in the source differ.
  if (text.includes("\\")) return undefined;
  return { ...place, kind: "selection", text, offset: offset - start, quote: source.text.charAt(start - 1) };
}

function inPattern(source: ParsedSource, node: TypeScript.Node, offset: number): CursorPlace | undefined {
  if (ts.isObjectBindingPattern(node)) {
    const call = namesInputs(source, node);
    return call && named(source, call, offset, offset, offset, node.elements.flatMap(boundName));
  }
  const element = node.parent;
  if (!ts.isIdentifier(node) || element === undefined || !ts.isBindingElement(element)) return undefined;
  if (!ts.isObjectBindingPattern(element.parent) || element.dotDotDotToken !== undefined) return undefined;
  if ((element.propertyName ?? element.name) !== node) return undefined;
  const call = namesInputs(source, element.parent);
  return call && named(source, call, node.getStart(source.tree), node.end, offset, namesIn(element));
}

/** `asset("a", ({ ra }))`: without the arrow the pattern is read as an object. */
function inBrokenPattern(source: ParsedSource, node: TypeScript.Node, offset: number): CursorPlace | undefined {
  const shorthand = ts.isIdentifier(node) && ts.isShorthandPropertyAssignment(node.parent) ? node.parent : undefined;
  const object = shorthand?.parent ?? node;
  if (!ts.isObjectLiteralExpression(object) || !ts.isParenthesizedExpression(object.parent)) return undefined;
  if (!object.properties.every((each) => ts.isShorthandPropertyAssignment(each))) return undefined;
  const call = makerOf(source, object);
  if (call === undefined) return undefined;
  const others = object.properties
    .filter((each) => each !== shorthand)
    .flatMap(({ name }) => (name === undefined ? [] : (nameOf(name) ?? [])));
  return shorthand === undefined
    ? named(source, call, offset, offset, offset, others)
    : named(source, call, node.getStart(source.tree), node.end, offset, others);
}

/** In a list of references, outside of quotes. */
function inList(source: ParsedSource, node: TypeScript.Node, offset: number): CursorPlace | undefined {
  const list = ts.isIdentifier(node) ? node.parent : node;
  if (list === undefined || !ts.isArrayLiteralExpression(list)) return undefined;
  if (offset <= list.getStart(source.tree) || roleOf(source, list) !== "reference") return undefined;
  const start = ts.isIdentifier(node) ? node.getStart(source.tree) : offset;
  return {
    kind: "reference",
    start: positionAt(source, start),
    end: positionAt(source, ts.isIdentifier(node) ? node.end : offset),
    written: source.text.slice(start, offset),
    quoted: false,
    ...around(callOf(list), textsIn(list)),
  };
}

function named(
  source: ParsedSource,
  call: TypeScript.CallExpression,
  start: number,
  end: number,
  offset: number,
  taken: readonly string[],
): CursorPlace {
  return {
    kind: "input name",
    start: positionAt(source, start),
    end: positionAt(source, end),
    written: source.text.slice(start, offset),
    quoted: false,
    ...around(call, taken),
  };
}

function around(call: TypeScript.CallExpression | undefined, taken: readonly string[]) {
  const first = call?.arguments[0];
  return { taken, own: first !== undefined && ts.isStringLiteralLike(first) ? first.text : undefined };
}

function boundName(element: TypeScript.BindingElement): readonly string[] {
  const name = element.propertyName ?? element.name;
  const text = ts.isPropertyName(name) ? nameOf(name) : undefined;
  return text === undefined ? [] : [text];
}

function namesIn(element: TypeScript.BindingElement): readonly string[] {
  if (!ts.isObjectBindingPattern(element.parent)) return [];
  return element.parent.elements.filter((each) => each !== element).flatMap(boundName);
}

function textsBeside(literal: TypeScript.Node): readonly string[] {
  const { parent } = literal;
  return ts.isArrayLiteralExpression(parent) ? textsIn(parent, literal) : [];
}

function textsIn(list: TypeScript.ArrayLiteralExpression, without?: TypeScript.Node): readonly string[] {
  return list.elements.flatMap((item) => (item !== without && ts.isStringLiteralLike(item) ? [item.text] : []));
}

/** The definition around a place: the outermost call whose argument it is in. */
function callOf(node: TypeScript.Node): TypeScript.CallExpression | undefined {
  let found: TypeScript.CallExpression | undefined;
  for (let at = node.parent; at !== undefined && !ts.isBlock(at); at = at.parent)
    if (ts.isCallExpression(at)) found = at;
  return found;
}
