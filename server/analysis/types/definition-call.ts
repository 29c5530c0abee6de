import { ts } from "@ts-morph/common";
import type { Position } from "../../../protocol/graph/source-range.ts";

/** The call that makes an asset, at exactly these positions; undefined when the text is another than the range is of. */
export function definitionCall(source: ts.SourceFile, start: Position, end: Position): ts.CallExpression | undefined {
  const [from, to] = [offsetOf(source, start), offsetOf(source, end)];
  if (from === undefined || to === undefined) return undefined;
  let node: ts.Node | undefined = source;
  while (node !== undefined) {
    if (ts.isCallExpression(node) && node.end === to && node.getStart(source) === from) return node;
    node = ts.forEachChild(node, (child) => (child.pos <= from && child.end >= to ? child : undefined));
  }
  return undefined;
}

/** undefined: the text has no such position. */
export function offsetOf(source: ts.SourceFile, { line, character }: Position): number | undefined {
  const start = source.getLineStarts()[line];
  if (start === undefined || start + character > source.text.length) return undefined;
  return start + character;
}
