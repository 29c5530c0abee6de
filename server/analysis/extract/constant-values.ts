import type { ts as TypeScript } from "ts-morph";
import { bare, literalText, propertyText } from "./declared-names.ts";
import type { CalleeFact } from "./file-facts.ts";
import { ts } from "./syntax.ts";
import type { ParametersFact, TextSpan } from "./text-span.ts";
import type { PropertyFact, ValueFact } from "./value-fact.ts";

/** What reading a value needs of the file around it. */
export interface ValueContext {
  span(node: TypeScript.Node): TextSpan;
  textOf(node: TypeScript.Node): string;
  /** Told of every top-level name that a value refers to. */
  reference(name: string): void;
  /** The index of a call of something imported; undefined: it is none. */
  call(node: TypeScript.CallExpression, callee: CalleeFact, where: ValuePlace): number | undefined;
}

export interface ValuePlace {
  /** Whether a name is declared inside of the functions around the place. */
  readonly isLocal: (name: string) => boolean;
  /** The value is a part of what is declared, not all of it. */
  readonly nested: boolean;
  /** Where its comment ends. */
  readonly commentAt: number | undefined;
  readonly inFunction: boolean;
}

/** Beyond so many nodes a value is data, not an option. */
const largestValue = 4000;

/** Reads a value from its text. */
export function readValue(context: ValueContext, expression: TypeScript.Expression, place: ValuePlace): ValueFact {
  let left = largestValue;
  return read(expression, place);

  function read(node: TypeScript.Expression, at: ValuePlace): ValueFact {
    const inner = bare(node);
    const span = context.span(inner);
    left -= 1;
    if (left < 0) return { kind: "unknown", text: "", span };
    if (ts.isStringLiteralLike(inner)) return { kind: "literal", value: inner.text, span };
    if (ts.isNumericLiteral(inner)) return { kind: "literal", value: Number(inner.text), span };
    const nested: ValuePlace = { ...at, nested: true, commentAt: undefined };
    switch (inner.kind) {
      case ts.SyntaxKind.TrueKeyword:
        return { kind: "literal", value: true, span };
      case ts.SyntaxKind.FalseKeyword:
        return { kind: "literal", value: false, span };
      case ts.SyntaxKind.NullKeyword:
        return { kind: "literal", value: null, span };
      default:
        break;
    }
    if (ts.isPrefixUnaryExpression(inner) && inner.operator === ts.SyntaxKind.MinusToken) {
      const value = read(inner.operand, nested);
      if (value.kind === "literal" && typeof value.value === "number") return { ...value, value: -value.value, span };
    }
    if (ts.isTemplateExpression(inner)) {
      const parts: ValueFact[] = [{ kind: "literal", value: inner.head.text, span }];
      for (const part of inner.templateSpans) {
        parts.push(read(part.expression, nested), { kind: "literal", value: part.literal.text, span });
      }
      return { kind: "template", parts, span, text: context.textOf(inner) };
    }
    if (ts.isBinaryExpression(inner)) {
      const operator = inner.operatorToken.kind;
      if (operator === ts.SyntaxKind.PlusToken) {
        const parts = [read(inner.left, nested), read(inner.right, nested)];
        return { kind: "template", parts, span, text: context.textOf(inner) };
      }
      if (
        operator === ts.SyntaxKind.QuestionQuestionToken ||
        operator === ts.SyntaxKind.BarBarToken ||
        operator === ts.SyntaxKind.AmpersandAmpersandToken
      ) {
        return { kind: "choice", values: [read(inner.left, nested), read(inner.right, nested)], span };
      }
    }
    if (ts.isConditionalExpression(inner)) {
      return { kind: "choice", values: [read(inner.whenTrue, nested), read(inner.whenFalse, nested)], span };
    }
    if (ts.isArrayLiteralExpression(inner)) {
      const items = inner.elements.map((element): ValueFact => {
        const where = { ...nested, commentAt: element.pos };
        return ts.isSpreadElement(element)
          ? { kind: "spread", of: read(element.expression, where), span: context.span(element) }
          : read(element, where);
      });
      return { kind: "list", items, span };
    }
    if (ts.isObjectLiteralExpression(inner)) {
      return {
        kind: "object",
        properties: inner.properties.flatMap((property) => readProperty(property, nested)),
        span,
      };
    }
    if (ts.isIdentifier(inner)) {
      if (inner.text === "undefined") return { kind: "literal", value: undefined, span };
      if (at.isLocal(inner.text)) return { kind: "unknown", text: inner.text, span };
      context.reference(inner.text);
      return { kind: "reference", name: inner.text, path: [], span };
    }
    if (ts.isPropertyAccessExpression(inner) || ts.isElementAccessExpression(inner)) {
      const name = ts.isPropertyAccessExpression(inner)
        ? inner.name.text
        : (literalText(inner.argumentExpression) ?? numberText(inner.argumentExpression));
      const of = read(inner.expression, nested);
      if (name === undefined) return { kind: "unknown", text: context.textOf(inner), span };
      if (of.kind === "reference") return { ...of, path: [...of.path, name], span };
      if (of.kind === "part") return { ...of, path: [...of.path, name], span };
      if (of.kind === "unknown") return { kind: "unknown", text: context.textOf(inner), span };
      return { kind: "part", of, path: [name], span };
    }
    if (ts.isCallExpression(inner)) return readCall(inner, at);
    if (ts.isFunctionExpression(inner) || ts.isArrowFunction(inner)) {
      return { kind: "function", parameters: readParameters(context, inner), span };
    }
    return { kind: "unknown", text: context.textOf(inner).slice(0, 200), span };
  }

  function readProperty(property: TypeScript.ObjectLiteralElementLike, at: ValuePlace): PropertyFact[] {
    const span = context.span(property.name ?? property);
    const where = { ...at, commentAt: property.pos };
    if (ts.isSpreadAssignment(property)) {
      const of = read(property.expression, where);
      return [{ name: undefined, span, value: { kind: "spread", of, span: context.span(property) } }];
    }
    if (ts.isShorthandPropertyAssignment(property)) {
      return [{ name: property.name.text, span, value: read(property.name, where) }];
    }
    if (ts.isPropertyAssignment(property)) {
      return [{ name: propertyText(property.name), span, value: read(property.initializer, where) }];
    }
    const parameters = ts.isMethodDeclaration(property) ? readParameters(context, property) : undefined;
    return [{ name: propertyText(property.name), span, value: { kind: "function", parameters, span } }];
  }

  function readCall(node: TypeScript.CallExpression, at: ValuePlace): ValueFact {
    const span = context.span(node);
    const callee = bare(node.expression);
    const owner = ts.isPropertyAccessExpression(callee) ? bare(callee.expression) : callee;
    if (ts.isIdentifier(owner) && !at.isLocal(owner.text)) {
      const member = ts.isPropertyAccessExpression(callee) ? callee.name.text : undefined;
      const call = context.call(node, { name: owner.text, member }, at);
      if (call !== undefined) return { kind: "call", call, span };
      const args = node.arguments.map((argument) => read(argument, { ...at, nested: true, commentAt: undefined }));
      const name = member === undefined ? owner.text : `${owner.text}.${member}`;
      return { kind: "global call", name, arguments: args, span };
    }
    for (const argument of node.arguments) read(argument, { ...at, nested: true, commentAt: undefined });
    if (ts.isPropertyAccessExpression(callee)) read(callee.expression, { ...at, nested: true });
    return { kind: "unknown", text: context.textOf(node).slice(0, 200), span };
  }
}

function numberText(node: TypeScript.Expression): string | undefined {
  return ts.isNumericLiteral(node) ? node.text : undefined;
}

/** The names that a function takes from its first parameter. */
export function readParameters(
  context: ValueContext,
  node: TypeScript.SignatureDeclaration,
): ParametersFact | undefined {
  const first = node.parameters.find(({ name }) => !(ts.isIdentifier(name) && name.text === "this"));
  if (first === undefined || !ts.isObjectBindingPattern(first.name)) return undefined;
  const names: { name: string; span: TextSpan }[] = [];
  const computed: { text: string; span: TextSpan }[] = [];
  let rest: ParametersFact["rest"];
  for (const element of first.name.elements) {
    if (element.dotDotDotToken !== undefined) {
      rest = { name: context.textOf(element.name), span: context.span(element) };
      continue;
    }
    const key = element.propertyName ?? element.name;
    const name = ts.isPropertyName(key) ? propertyText(key) : undefined;
    if (name === undefined) {
      const inner = ts.isComputedPropertyName(key) ? key.expression : key;
      computed.push({ text: context.textOf(inner), span: context.span(key) });
    } else names.push({ name, span: context.span(key) });
  }
  return { names, rest, computed };
}
