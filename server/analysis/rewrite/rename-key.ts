import type { ts as TypeScript } from "@ts-morph/common";
import type { Position } from "../../../protocol/graph/source-range.ts";
import { ts } from "./compiler.ts";
import { roleOf } from "./definition-calls.ts";
import {
  aroundValue,
  edit,
  nodeFrom,
  offsetAt,
  type ParsedSource,
  replaceNode,
  type SourceEdit,
} from "./parsed-source.ts";
import { renameLocal } from "./rename-local.ts";
import { propertyName, quotedLike } from "./spelled-names.ts";

/**
 * Spells a key anew where a definition names it: its own literal, a destructured name, or a reference. Empty: a handle stands there, which
 * stays as it is. Undefined: what stands there is no plain key.
 */
export function renameKeyAt(
  source: ParsedSource,
  position: Position,
  from: string,
  to: string,
): readonly SourceEdit[] | undefined {
  const node = nodeFrom(source, offsetAt(source, position));
  if (ts.isSourceFile(node)) return undefined;
  const { parent } = node;
  if (ts.isBindingElement(parent) && (parent.propertyName ?? parent.name) === node) {
    return renameBinding(source, parent, to);
  }
  if (ts.isPropertyAssignment(parent) && parent.name === node)
    return renameConstants(source, parent.initializer, from, to);
  if (ts.isStringLiteralLike(node)) return node.text === from ? [renameLiteral(source, node, to)] : undefined;
  if (!ts.isIdentifier(node)) return undefined;
  const constant = constantIn(source.tree, node.text);
  if (constant?.text === from) return [renameLiteral(source, constant, to)];
  return isKeyOrFunction(node) ? undefined : [];
}

/** Texts of a file that name assets outside of what a graph keeps places of: in checks, jobs and sensors. */
export function textsNaming(
  source: ParsedSource,
  renamed: (role: "reference" | "selection", text: string) => string,
): readonly SourceEdit[] {
  const edits: SourceEdit[] = [];
  ts.forEachChild(source.tree, function visit(node): void {
    if (ts.isStringLiteralLike(node)) {
      const role = roleOf(source, node);
      const text = role === undefined ? node.text : renamed(role, node.text);
      if (text !== node.text) edits.push(renameLiteral(source, node, text));
      return;
    }
    ts.forEachChild(node, visit);
  });
  return edits;
}

/** Other text in the quotes of a literal; undefined: there is no literal at the place. */
export function replaceText(source: ParsedSource, position: Position, text: string): SourceEdit | undefined {
  const node = nodeFrom(source, offsetAt(source, position));
  return ts.isStringLiteralLike(node) ? renameLiteral(source, node, text) : undefined;
}

function renameLiteral(source: ParsedSource, literal: TypeScript.StringLiteralLike, text: string): SourceEdit {
  return replaceNode(source, literal, quotedLike(literal, text, source.tree));
}

function renameBinding(source: ParsedSource, element: TypeScript.BindingElement, to: string): readonly SourceEdit[] {
  const { name, propertyName: written } = element;
  if (written !== undefined) {
    // `{ old: new }` would say the name twice.
    if (ts.isIdentifier(name) && name.text === to) return [edit(source, written.getStart(source.tree), name.end, to)];
    return [replaceNode(source, written, propertyName(to))];
  }
  if (!ts.isIdentifier(name)) return [];
  return renameLocal(source, name, to) ?? [replaceNode(source, name, `${propertyName(to)}: ${name.text}`)];
}

/** The place of an option is given when the key itself stands elsewhere: in constants that the option names. */
function renameConstants(
  source: ParsedSource,
  option: TypeScript.Node,
  from: string,
  to: string,
): readonly SourceEdit[] | undefined {
  const found = new Set<TypeScript.StringLiteralLike>();
  const visit = (node: TypeScript.Node): void => {
    const constant = ts.isIdentifier(node) ? constantIn(source.tree, node.text) : undefined;
    if (constant?.text === from) found.add(constant);
    ts.forEachChild(node, visit);
  };
  visit(option);
  return found.size === 0 ? undefined : [...found].map((constant) => renameLiteral(source, constant, to));
}

/** Whether an identifier stands for a key as a whole, or for the function of an asset: nothing that a handle may. */
function isKeyOrFunction(node: TypeScript.Identifier): boolean {
  const at = aroundValue(node);
  const call = at.parent;
  if (!ts.isCallExpression(call)) return false;
  // The place of the whole definition is given when nothing in it names the key.
  if (call.expression === at) return true;
  const place = call.arguments.indexOf(at as TypeScript.Expression);
  return (place === 0 && call.arguments.length > 1) || (place > 0 && place === call.arguments.length - 1);
}

/** The literal of a `const name = "text"` at the top of a file. */
function constantIn(tree: TypeScript.SourceFile, name: string): TypeScript.StringLiteralLike | undefined {
  for (const statement of tree.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const declaration of statement.declarationList.declarations) {
      if (!ts.isIdentifier(declaration.name) || declaration.name.text !== name) continue;
      let value = declaration.initializer;
      while (value !== undefined && (ts.isAsExpression(value) || ts.isSatisfiesExpression(value)))
        value = value.expression;
      return value !== undefined && ts.isStringLiteralLike(value) ? value : undefined;
    }
  }
  return undefined;
}
