import type { ts as TypeScript } from "@ts-morph/common";
import { ts } from "./compiler.ts";
import { type ParsedSource, replaceNode, type SourceEdit, upwards } from "./parsed-source.ts";
import { isVariableName } from "./spelled-names.ts";

/**
 * Gives a destructured name of a function another one, in its body too. Undefined: that is not certainly the same program, since one of the
 * two names is declared again or the new one is used already.
 */
export function renameLocal(
  source: ParsedSource,
  declared: TypeScript.Identifier,
  to: string,
): readonly SourceEdit[] | undefined {
  if (!isVariableName(to)) return undefined;
  const compute = upwards(declared, ts.isFunctionLike);
  if (compute === undefined) return undefined;
  const uses: TypeScript.Identifier[] = [];
  let isSafe = true;
  let isNewNameUsed = false;
  ts.forEachChild(compute, function visit(node): void {
    if (ts.isIdentifier(node) && node !== declared && !isMemberName(node)) {
      const { text } = node;
      if ((text === declared.text || text === to) && (isDeclaration(node) || isTypeName(node))) isSafe = false;
      if (text === declared.text) uses.push(node);
      if (text === to) isNewNameUsed = true;
    }
    ts.forEachChild(node, visit);
  });
  // A body that uses only the new name already means it.
  if (!isSafe || (isNewNameUsed && uses.length > 0)) return undefined;
  return [
    replaceNode(source, declared, to),
    ...uses.map((use) =>
      replaceNode(source, use, ts.isShorthandPropertyAssignment(use.parent) ? `${use.text}: ${to}` : to),
    ),
  ];
}

/** `.name`, `{ name: … }`: not a variable. */
function isMemberName(node: TypeScript.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isQualifiedName(parent)) return parent.right === node;
  if (ts.isBindingElement(parent)) return parent.propertyName === node;
  return (
    (ts.isPropertyAssignment(parent) ||
      ts.isMethodDeclaration(parent) ||
      ts.isPropertySignature(parent) ||
      ts.isPropertyDeclaration(parent) ||
      ts.isMethodSignature(parent) ||
      ts.isGetAccessor(parent) ||
      ts.isSetAccessor(parent) ||
      ts.isJsxAttribute(parent) ||
      ts.isEnumMember(parent)) &&
    parent.name === node
  );
}

function isDeclaration(node: TypeScript.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isVariableDeclaration(parent) ||
      ts.isParameter(parent) ||
      ts.isBindingElement(parent) ||
      ts.isFunctionLike(parent) ||
      ts.isClassLike(parent)) &&
    parent.name === node
  );
}

function isTypeName(node: TypeScript.Identifier): boolean {
  return ts.isTypeReferenceNode(node.parent) || ts.isTypeParameterDeclaration(node.parent);
}
