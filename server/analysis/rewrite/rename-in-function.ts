import type { ts as TypeScript } from "@ts-morph/common";
import { ts } from "./compiler.ts";
import { nameOf } from "./definition-calls.ts";
import { aroundValue, type ParsedSource, replaceNode, type SourceEdit } from "./parsed-source.ts";
import { memberName, spellMember, spellProperty } from "./spell-property.ts";
import { quotedLike } from "./spelled-names.ts";

/** Edits, or the first place that is not plain enough to be certain of it. */
export type Rewritten = { readonly edits: readonly SourceEdit[] } | { readonly unclear: TypeScript.Node };

type Function = TypeScript.ArrowFunction | TypeScript.FunctionExpression | TypeScript.FunctionDeclaration;

/** The function that an argument is, or names when nothing else in its file uses it; undefined: it stands elsewhere. */
export function functionIn(source: ParsedSource, argument: TypeScript.Node | undefined): Function | undefined {
  if (argument === undefined) return undefined;
  const value = insideValue(argument);
  if (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) return value;
  if (!ts.isIdentifier(value)) return undefined;
  const [first, second, ...others] = identifiers(source.tree, value.text);
  if (others.length > 0) return undefined;
  for (const { parent } of [first, second].flatMap((each) => each ?? [])) {
    if (ts.isFunctionDeclaration(parent)) return parent;
    if (ts.isVariableDeclaration(parent) && parent.initializer !== undefined && parent.initializer !== value) {
      return functionIn(source, parent.initializer);
    }
  }
  return undefined;
}

/** Renames a property of what a function returns, and what it asks of `selected`. Nested functions return for themselves. */
export function renameInResult(source: ParsedSource, compute: Function, from: string, to: string): Rewritten {
  const edits: SourceEdit[] = [];
  const followed = new Set<string>();
  let unclear: TypeScript.Node | undefined;
  const notPlain = (node: TypeScript.Node): void => {
    unclear ??= node;
  };

  if (compute.asteriskToken !== undefined) return { unclear: compute };
  if (compute.type !== undefined) readType(compute.type);
  const { body } = compute;
  if (body !== undefined && !ts.isBlock(body)) readValue(body);
  else if (body !== undefined) for (const value of returned(body)) readValue(value);
  readSelected();
  return unclear === undefined ? { edits } : { unclear };

  function readType(type: TypeScript.TypeNode): void {
    if (ts.isTypeReferenceNode(type) && type.typeArguments?.length === 1 && type.typeName.getText() === "Promise") {
      for (const argument of type.typeArguments) readType(argument);
    } else if (!ts.isTypeLiteralNode(type)) notPlain(type);
    else for (const member of type.members) if (isNamed(member)) add(spellProperty(source, member, to));
  }

  function readValue(expression: TypeScript.Expression): void {
    const value = insideValue(expression);
    if (ts.isObjectLiteralExpression(value)) readObject(value);
    else if (ts.isConditionalExpression(value)) {
      readValue(value.whenTrue);
      readValue(value.whenFalse);
    } else if (ts.isBinaryExpression(value)) {
      const { kind } = value.operatorToken;
      if (kind === ts.SyntaxKind.AmpersandAmpersandToken) readValue(value.right);
      else if (kind === ts.SyntaxKind.BarBarToken || kind === ts.SyntaxKind.QuestionQuestionToken) {
        readValue(value.left);
        readValue(value.right);
      } else notPlain(value);
    } else if (ts.isIdentifier(value)) {
      if (value.text !== "undefined") readVariable(value);
    } else if (!isNothing(value)) notPlain(value);
  }

  function readObject(object: TypeScript.ObjectLiteralExpression): void {
    const own = object.properties.filter((property) => isNamed(property));
    for (const property of own) add(spellProperty(source, property, to));
    for (const property of object.properties) {
      if (ts.isSpreadAssignment(property)) {
        // What is named beside it is all that it can be.
        if (own.length === 0) readValue(property.expression);
      } else if (nameOf(property.name) === undefined) notPlain(property);
    }
  }

  /** An object that is filled before it is returned. */
  function readVariable(use: TypeScript.Identifier): void {
    if (followed.has(use.text)) return;
    followed.add(use.text);
    let isDeclared = false;
    for (const node of identifiers(compute, use.text)) {
      const { parent } = node;
      if (ts.isVariableDeclaration(parent) && parent.name === node) {
        const { initializer } = parent;
        if (parent.type !== undefined || initializer === undefined || isDeclared) notPlain(parent);
        else readValue(initializer);
        isDeclared = true;
      } else if (isObjectOf(parent, node)) {
        const name = memberName(parent);
        if (name === undefined) notPlain(parent);
        else if (name === from) add(spellMember(source, parent, to));
      } else if (!isReturned(node)) notPlain(node);
    }
    if (!isDeclared) notPlain(use);
  }

  /** `selected.has("name")`; how else a name is compared with what is selected cannot be told. */
  function readSelected(): void {
    let isUsedOtherwise = false;
    const texts = new Set<TypeScript.Node>();
    const visit = (node: TypeScript.Node): void => {
      if (ts.isStringLiteralLike(node) && node.text === from && !isName(node)) texts.add(node);
      if (ts.isIdentifier(node) && node.text === "selected" && !isTaken(node)) {
        const asked = askedOf(node);
        if (asked === undefined) isUsedOtherwise = true;
        else if (asked.text === from) add(replaceNode(source, asked, quotedLike(asked, to, source.tree)));
      }
      ts.forEachChild(node, visit);
    };
    visit(compute);
    for (const text of texts) if (isUsedOtherwise && !edits.some((made) => isAt(text, made))) notPlain(text);
  }

  function isAt(node: TypeScript.Node, { start }: SourceEdit): boolean {
    const { line, character } = source.tree.getLineAndCharacterOfPosition(node.getStart(source.tree));
    return line === start.line && character === start.character;
  }

  function isNamed({ name }: { readonly name?: TypeScript.PropertyName | undefined }): boolean {
    return name !== undefined && nameOf(name) === from;
  }

  function add(made: SourceEdit | undefined): void {
    if (made !== undefined) edits.push(made);
  }
}

/** Renames a check where the function of an asset reports it: `context.check("name", …)`. */
export function renameReported(source: ParsedSource, compute: Function, from: string, to: string): Rewritten {
  const edits: SourceEdit[] = [];
  let unclear: TypeScript.Node | undefined;
  const visit = (node: TypeScript.Node): void => {
    if (ts.isCallExpression(node) && isReport(node.expression)) {
      const [name] = node.arguments;
      if (name !== undefined && !ts.isStringLiteralLike(name)) unclear ??= name;
      else if (name?.text === from) edits.push(replaceNode(source, name, quotedLike(name, to, source.tree)));
    }
    ts.forEachChild(node, visit);
  };
  visit(compute);
  return unclear === undefined ? { edits } : { unclear };
}

function isReport(callee: TypeScript.Expression): boolean {
  return ts.isIdentifier(callee) ? callee.text === "check" : memberName(callee) === "check";
}

/** `{ selected }`, without another name for it. */
function isTaken({ parent }: TypeScript.Identifier): boolean {
  return ts.isBindingElement(parent) && parent.propertyName === undefined;
}

/** The text of `selected.has("text")`, from its `selected`. */
function askedOf(selected: TypeScript.Identifier): TypeScript.StringLiteralLike | undefined {
  const { parent } = selected;
  const set = ts.isPropertyAccessExpression(parent) && parent.name === selected ? parent : selected;
  const access = set.parent;
  if (!ts.isPropertyAccessExpression(access) || access.expression !== set || access.name.text !== "has")
    return undefined;
  const call = access.parent;
  const [first] = ts.isCallExpression(call) && call.expression === access ? call.arguments : [];
  return first !== undefined && ts.isStringLiteralLike(first) ? first : undefined;
}

/** Whether a text is the name of a property, or a member that is asked for. */
function isName(node: TypeScript.StringLiteralLike): boolean {
  const { parent } = node;
  return ("name" in parent && parent.name === node) || ts.isElementAccessExpression(parent);
}

function isObjectOf(
  parent: TypeScript.Node,
  node: TypeScript.Node,
): parent is TypeScript.PropertyAccessExpression | TypeScript.ElementAccessExpression {
  return (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) && parent.expression === node;
}

function isReturned(node: TypeScript.Node): boolean {
  const { parent } = aroundValue(node);
  return ts.isReturnStatement(parent) || ts.isSpreadAssignment(parent);
}

function isNothing({ kind }: TypeScript.Node): boolean {
  return kind === ts.SyntaxKind.NullKeyword || kind === ts.SyntaxKind.FalseKeyword;
}

function insideValue(node: TypeScript.Node): TypeScript.Node {
  let at = node;
  while (
    ts.isParenthesizedExpression(at) ||
    ts.isAsExpression(at) ||
    ts.isSatisfiesExpression(at) ||
    ts.isNonNullExpression(at) ||
    ts.isAwaitExpression(at)
  ) {
    at = at.expression;
  }
  return at;
}

function returned(body: TypeScript.Block): readonly TypeScript.Expression[] {
  const values: TypeScript.Expression[] = [];
  const visit = (node: TypeScript.Node): void => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return;
    if (ts.isReturnStatement(node) && node.expression !== undefined) values.push(node.expression);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(body, visit);
  return values;
}

/** Where a name stands that may be a variable's. */
export function identifiers(root: TypeScript.Node, text: string): readonly TypeScript.Identifier[] {
  const found: TypeScript.Identifier[] = [];
  const visit = (node: TypeScript.Node): void => {
    if (ts.isIdentifier(node) && node.text === text && !isMember(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return found;
}

function isMember(node: TypeScript.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  return (ts.isPropertyAssignment(parent) || ts.isMethodDeclaration(parent)) && parent.name === node;
}
