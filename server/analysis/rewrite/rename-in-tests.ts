import type { ts as TypeScript } from "@ts-morph/common";
import { ts } from "./compiler.ts";
import { calledName, nameOf } from "./definition-calls.ts";
import { aroundValue, type ParsedSource, type SourceEdit } from "./parsed-source.ts";
import { spellProperty } from "./spell-property.ts";

/**
 * Renames a key where a test gives a value under it: in `given` of `materialize`, and in the first argument of a handle that is called.
 * `readers`: names under which assets are exported that destructure the key.
 */
export function renameInTests(
  source: ParsedSource,
  from: string,
  to: string,
  readers: ReadonlySet<string>,
): readonly SourceEdit[] {
  const edits: SourceEdit[] = [];
  const handles = handlesIn(source, readers);
  const visit = (node: TypeScript.Node): void => {
    if (ts.isObjectLiteralExpression(node) && (isGiven(source, node) || isGivenToHandle(node, handles))) {
      for (const property of node.properties) {
        if (property.name === undefined || nameOf(property.name) !== from) continue;
        const made = spellProperty(source, property, to);
        if (made !== undefined) edits.push(made);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source.tree);
  return edits;
}

function isGiven(source: ParsedSource, object: TypeScript.ObjectLiteralExpression): boolean {
  const option = aroundValue(object).parent;
  if (!ts.isPropertyAssignment(option) || nameOf(option.name) !== "given") return false;
  const call = aroundValue(option.parent).parent;
  return ts.isCallExpression(call) && calledName(source, call) === "materialize";
}

function isGivenToHandle(object: TypeScript.ObjectLiteralExpression, handles: ReadonlySet<string>): boolean {
  const at = aroundValue(object);
  const call = at.parent;
  if (!ts.isCallExpression(call) || call.arguments[0] !== at) return false;
  return ts.isIdentifier(call.expression) && handles.has(call.expression.text);
}

/** Local names of handles: as they are imported, else, where they are defined, their own. */
function handlesIn({ tree }: ParsedSource, readers: ReadonlySet<string>): ReadonlySet<string> {
  const names = new Set<string>();
  for (const statement of tree.statements) {
    if (ts.isVariableStatement(statement)) {
      for (const { name } of statement.declarationList.declarations)
        if (ts.isIdentifier(name) && readers.has(name.text)) names.add(name.text);
    }
    const bindings = ts.isImportDeclaration(statement) ? statement.importClause?.namedBindings : undefined;
    if (bindings === undefined || !ts.isNamedImports(bindings)) continue;
    for (const { name, propertyName } of bindings.elements)
      if (readers.has((propertyName ?? name).text)) names.add(name.text);
  }
  return names;
}
