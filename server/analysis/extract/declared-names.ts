import type { ts as TypeScript } from "ts-morph";
import type { Scope } from "./scope.ts";
import { ts } from "./syntax.ts";

/** Calls back for every name that a declaration's left side binds. */
export function eachBoundName(name: TypeScript.BindingName, each: (name: string) => void): void {
  if (ts.isIdentifier(name)) {
    each(name.text);
    return;
  }
  for (const element of name.elements) {
    if (ts.isBindingElement(element)) eachBoundName(element.name, each);
  }
}

/** Declares what the statements of a block declare for the whole of it. */
export function declareStatements(statements: readonly TypeScript.Statement[], scope: Scope): void {
  const declare = (name: string): void => scope.declare(name, undefined, false);
  for (const statement of statements) {
    if (ts.isVariableStatement(statement)) {
      for (const declaration of statement.declarationList.declarations) eachBoundName(declaration.name, declare);
    } else if (
      (ts.isFunctionDeclaration(statement) ||
        ts.isClassDeclaration(statement) ||
        ts.isEnumDeclaration(statement) ||
        ts.isModuleDeclaration(statement)) &&
      statement.name !== undefined
    ) {
      declare(statement.name.text);
    }
  }
}

/** Declares the `var`s below a function's body, which are the whole function's. */
export function declareVariables(body: TypeScript.Node, scope: Scope): void {
  ts.forEachChild(body, function visit(node): void {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return;
    if (ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.BlockScoped) === 0) {
      for (const declaration of node.declarations)
        eachBoundName(declaration.name, (name) => scope.declare(name, undefined, false));
    }
    ts.forEachChild(node, visit);
  });
}

/** An expression without parentheses, assertions and `!`. */
export function bare(node: TypeScript.Expression): TypeScript.Expression {
  let inner = node;
  for (;;) {
    switch (inner.kind) {
      case ts.SyntaxKind.ParenthesizedExpression:
      case ts.SyntaxKind.AsExpression:
      case ts.SyntaxKind.SatisfiesExpression:
      case ts.SyntaxKind.NonNullExpression:
      case ts.SyntaxKind.TypeAssertionExpression:
        inner = (inner as TypeScript.AsExpression).expression;
        break;
      default:
        return inner;
    }
  }
}

/** The text of a string literal, or of a template without substitutions. */
export function literalText(node: TypeScript.Node | undefined): string | undefined {
  return node !== undefined && ts.isStringLiteralLike(node) ? node.text : undefined;
}

/** The name of a property where it is written down: `a`, `"a"`, `["a"]`, `1`. */
export function propertyText(name: TypeScript.PropertyName): string | undefined {
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name)) return name.text;
  if (ts.isComputedPropertyName(name)) {
    const inner = bare(name.expression);
    return ts.isStringLiteralLike(inner) || ts.isNumericLiteral(inner) ? inner.text : undefined;
  }
  return undefined;
}
