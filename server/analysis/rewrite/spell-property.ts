import type { ts as TypeScript } from "@ts-morph/common";
import { ts } from "./compiler.ts";
import { edit, type ParsedSource, replaceNode, type SourceEdit } from "./parsed-source.ts";
import { propertyName, quotedLike } from "./spelled-names.ts";

/** Gives a property of an object another name; a shorthand keeps the variable that it takes. */
export function spellProperty(
  source: ParsedSource,
  property: TypeScript.ObjectLiteralElementLike | TypeScript.TypeElement,
  to: string,
): SourceEdit | undefined {
  const { name } = property;
  if (name === undefined) return undefined;
  if (ts.isStringLiteralLike(name)) return replaceNode(source, name, quotedLike(name, to, source.tree));
  if (!ts.isIdentifier(name)) return undefined;
  if (ts.isShorthandPropertyAssignment(property)) return replaceNode(source, name, `${propertyName(to)}: ${name.text}`);
  return replaceNode(source, name, propertyName(to));
}

/** Gives what a destructuring takes another name; its variable stays as it is. */
export function spellTaken(source: ParsedSource, element: TypeScript.BindingElement, to: string): SourceEdit {
  const { name, propertyName: taken } = element;
  if (taken === undefined) return replaceNode(source, name, `${propertyName(to)}: ${name.getText(source.tree)}`);
  // `{ a: a }` would say the name twice.
  if (ts.isIdentifier(name) && name.text === to) return edit(source, taken.getStart(source.tree), name.end, to);
  const isQuoted = ts.isStringLiteralLike(taken);
  return replaceNode(source, taken, isQuoted ? quotedLike(taken, to, source.tree) : propertyName(to));
}

/** `value.name` or `value["name"]`, with another name. */
export function spellMember(
  source: ParsedSource,
  access: TypeScript.PropertyAccessExpression | TypeScript.ElementAccessExpression,
  to: string,
): SourceEdit {
  const isPlain = propertyName(to) === to;
  if (ts.isPropertyAccessExpression(access)) {
    if (isPlain) return replaceNode(source, access.name, to);
    const dot = access.questionDotToken === undefined ? "" : "?.";
    return edit(source, access.expression.end, access.end, `${dot}[${propertyName(to)}]`);
  }
  const argument = access.argumentExpression;
  return replaceNode(
    source,
    argument,
    ts.isStringLiteralLike(argument) ? quotedLike(argument, to, source.tree) : JSON.stringify(to),
  );
}

/** The name that a member access says; undefined: only running can tell. */
export function memberName(node: TypeScript.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  if (!ts.isElementAccessExpression(node)) return undefined;
  return ts.isStringLiteralLike(node.argumentExpression) ? node.argumentExpression.text : undefined;
}
