import type { ts as TypeScript } from "@ts-morph/common";
import type { Position } from "../../../protocol/graph/source-range.ts";
import { ts } from "./compiler.ts";
import { calledName, nameOf } from "./definition-calls.ts";
import { aroundValue, nodeFrom, offsetAt, type ParsedSource, positionAt, type SourceEdit } from "./parsed-source.ts";
import { functionIn, identifiers, type Rewritten, renameInResult, renameReported } from "./rename-in-function.ts";
import { replaceText } from "./rename-key.ts";
import { memberName, spellMember, spellProperty, spellTaken } from "./spell-property.ts";

/** Edits; or the place in the file that only running could explain. */
export type PartRenamed = { readonly edits: readonly SourceEdit[] } | { readonly unclear: Position };

/** Renames an output of a multi-asset at the place of its name: in `outputs`, in what the function returns, and where handles are taken. */
export function renameOutput(source: ParsedSource, position: Position, from: string, to: string): PartRenamed {
  const node = nodeFrom(source, offsetAt(source, position));
  const found = optionAround(source, node, "outputs");
  if (found === undefined || found.by !== "multiAsset") return { unclear: position };
  return joined(source, [
    property(source, found.entry, to),
    inFunction(source, found.call, (compute) => renameInResult(source, compute, from, to)),
    handles(source, found.call, from, to),
  ]);
}

/** Renames a check at the place of its name: a text, or the name of an option; then the function that reports it, too. */
export function renameCheck(source: ParsedSource, position: Position, from: string, to: string): PartRenamed {
  const node = nodeFrom(source, offsetAt(source, position));
  const option = optionAround(source, node, "checks");
  if (option !== undefined) {
    const { by, call, entry } = option;
    const isApart = by === "assetChecks";
    return joined(source, [
      property(source, entry, to),
      inFunction(source, call, (compute) =>
        isApart ? renameInResult(source, compute, from, to) : renameReported(source, compute, from, to),
      ),
      isApart ? handles(source, call, from, to) : { edits: [] },
    ]);
  }
  const written = ts.isStringLiteralLike(node) && node.text === from ? replaceText(source, position, to) : undefined;
  const listed = written && listAround(source, node);
  if (written === undefined || !isOfOurs(source, node)) return { unclear: position };
  return joined(source, [
    { edits: [written] },
    listed === undefined
      ? { edits: [] }
      : inFunction(source, listed, (compute) => renameReported(source, compute, from, to)),
  ]);
}

type Entry = TypeScript.PropertyAssignment | TypeScript.ShorthandPropertyAssignment | TypeScript.MethodDeclaration;

/** The entry of an option `name: { entry: … }` of a call of ours, from the entry's name. */
function optionAround(source: ParsedSource, node: TypeScript.Node, option: string) {
  const entry = node.parent;
  if (entry === undefined || !isEntry(entry) || entry.name !== node) return undefined;
  const holder = aroundValue(entry.parent).parent;
  if (!ts.isPropertyAssignment(holder) || nameOf(holder.name) !== option) return undefined;
  const call = callOf(holder);
  const by = call && calledName(source, call);
  return call === undefined || by === undefined ? undefined : { entry, call, by };
}

function isEntry(node: TypeScript.Node): node is Entry {
  return ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node) || ts.isMethodDeclaration(node);
}

/** The call of which `checks: ["name"]` is an option. */
function listAround(source: ParsedSource, node: TypeScript.Node): TypeScript.CallExpression | undefined {
  const list = node.parent;
  if (!ts.isArrayLiteralExpression(list)) return undefined;
  const holder = aroundValue(list).parent;
  if (!ts.isPropertyAssignment(holder) || nameOf(holder.name) !== "checks") return undefined;
  const call = callOf(holder);
  return call !== undefined && calledName(source, call) !== undefined ? call : undefined;
}

/** Whether a text is the first argument of a call of ours, its option `name`, or in its list of checks. */
function isOfOurs(source: ParsedSource, node: TypeScript.Node): boolean {
  const at = aroundValue(node);
  const { parent } = at;
  if (ts.isCallExpression(parent)) return parent.arguments[0] === at && calledName(source, parent) !== undefined;
  if (ts.isPropertyAssignment(parent) && nameOf(parent.name) === "name") {
    const call = callOf(parent);
    return call !== undefined && calledName(source, call) !== undefined;
  }
  return listAround(source, node) !== undefined;
}

function callOf(option: TypeScript.PropertyAssignment): TypeScript.CallExpression | undefined {
  const { parent } = aroundValue(option.parent);
  return parent !== undefined && ts.isCallExpression(parent) ? parent : undefined;
}

function property(source: ParsedSource, entry: Entry, to: string): Rewritten {
  const made = spellProperty(source, entry, to);
  return made === undefined ? { unclear: entry } : { edits: [made] };
}

function inFunction(
  source: ParsedSource,
  call: TypeScript.CallExpression,
  rewrite: (compute: NonNullable<ReturnType<typeof functionIn>>) => Rewritten,
): Rewritten {
  const last = call.arguments.at(-1);
  const compute = functionIn(source, last);
  return compute === undefined ? { unclear: last ?? call } : rewrite(compute);
}

/** Where the handles of a call are taken by their names. Their variables stay as they are, so nothing that imports them has to change. */
function handles(source: ParsedSource, call: TypeScript.CallExpression, from: string, to: string): Rewritten {
  const at = aroundValue(call);
  const { parent } = at;
  if (ts.isExpressionStatement(parent)) return { edits: [] };
  if (isAccessOf(parent, at)) return member(source, parent, from, to);
  if (!ts.isVariableDeclaration(parent)) return { unclear: parent };
  const { name } = parent;
  if (ts.isObjectBindingPattern(name)) return taken(source, name, from, to);
  if (!ts.isIdentifier(name) || isExported(parent)) return { unclear: parent };
  return all(
    identifiers(source.tree, name.text)
      .filter((use) => use !== name)
      .map((use) => {
        const around = use.parent;
        if (isAccessOf(around, use)) return member(source, around, from, to);
        const isTaken = ts.isVariableDeclaration(around) && around.initializer === use;
        if (isTaken && ts.isObjectBindingPattern(around.name)) return taken(source, around.name, from, to);
        return { unclear: use };
      }),
  );
}

function isExported({ parent: { parent } }: TypeScript.VariableDeclaration): boolean {
  return (
    ts.isVariableStatement(parent) &&
    parent.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true
  );
}

function isAccessOf(
  node: TypeScript.Node,
  object: TypeScript.Node,
): node is TypeScript.PropertyAccessExpression | TypeScript.ElementAccessExpression {
  return (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) && node.expression === object;
}

function member(
  source: ParsedSource,
  access: TypeScript.PropertyAccessExpression | TypeScript.ElementAccessExpression,
  from: string,
  to: string,
): Rewritten {
  const name = memberName(access);
  if (name === undefined) return { unclear: access };
  return { edits: name === from ? [spellMember(source, access, to)] : [] };
}

function taken(source: ParsedSource, pattern: TypeScript.ObjectBindingPattern, from: string, to: string): Rewritten {
  const nameTaken = ({ propertyName, name }: TypeScript.BindingElement): string | undefined => {
    const written = propertyName ?? name;
    return ts.isIdentifier(written) || ts.isStringLiteralLike(written) ? written.text : undefined;
  };
  const element = pattern.elements.find((each) => each.dotDotDotToken === undefined && nameTaken(each) === from);
  if (element !== undefined) return { edits: [spellTaken(source, element, to)] };
  const rest = pattern.elements.find((each) => each.dotDotDotToken !== undefined);
  return rest === undefined ? { edits: [] } : { unclear: rest };
}

function all(parts: readonly Rewritten[]): Rewritten {
  const edits: SourceEdit[] = [];
  for (const part of parts) {
    if ("unclear" in part) return part;
    edits.push(...part.edits);
  }
  return { edits };
}

function joined(source: ParsedSource, parts: readonly Rewritten[]): PartRenamed {
  const whole = all(parts);
  return "edits" in whole ? whole : { unclear: positionAt(source, whole.unclear.getStart(source.tree)) };
}
