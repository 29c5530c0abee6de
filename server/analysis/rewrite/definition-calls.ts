import type { ts as TypeScript } from "@ts-morph/common";
import { ts } from "./compiler.ts";
import { aroundValue, type ParsedSource } from "./parsed-source.ts";

/** Functions whose first parameter names assets by their keys. */
const makers: ReadonlySet<string> = new Set(["asset", "multiAsset"]);
const wrappers: ReadonlySet<string> = new Set(["from", "optional"]);
/** Ready-made checks: their first argument is the asset. */
const readyMade: ReadonlySet<string> = new Set([
  "notNull",
  "unique",
  "acceptedValues",
  "rowCount",
  "rowCountChange",
  "schemaUnchanged",
  "matchesSchema",
  "metadataBounds",
  "anomaly",
]);
/** Options that name assets. */
const namingOptions: ReadonlySet<string> = new Set(["deps", "asset", "assets", "blocking", "except"]);

/** What a text is in a definition: the key of another asset, or a selection of several. */
export type TextRole = "reference" | "selection";

/** The function of the package that a call calls, by its exported name. */
export function calledName({ imported }: ParsedSource, call: TypeScript.CallExpression): string | undefined {
  const { expression } = call;
  if (ts.isIdentifier(expression)) return imported.get(expression.text);
  if (!ts.isPropertyAccessExpression(expression) || !ts.isIdentifier(expression.expression)) return undefined;
  return imported.get(expression.expression.text) === "*" ? expression.name.text : undefined;
}

/** What a place in a list or an option is for; undefined: nothing of ours. */
export function roleOf(source: ParsedSource, node: TypeScript.Node): TextRole | undefined {
  let at = aroundValue(node);
  for (;;) {
    const { parent } = at;
    if (parent === undefined) return undefined;
    if (ts.isCallExpression(parent)) {
      if (parent.arguments[0] === at && isLoadOfInput(source, parent)) return "reference";
      const name = calledName(source, parent);
      if (name === undefined || parent.arguments[0] !== at) return undefined;
      if (readyMade.has(name)) return "reference";
      if (!wrappers.has(name)) return undefined;
      at = aroundValue(parent);
      if (!ts.isCallExpression(at) || isOnItsOwn(at)) return "reference";
      continue;
    }
    if (ts.isArrayLiteralExpression(parent)) {
      at = aroundValue(parent);
      continue;
    }
    return ts.isPropertyAssignment(parent) && parent.initializer === at ? roleOfOption(source, parent) : undefined;
  }
}

/** `loadInput("key")` in the function of a definition. */
function isLoadOfInput(source: ParsedSource, call: TypeScript.CallExpression): boolean {
  const { expression } = call;
  const name = ts.isPropertyAccessExpression(expression) ? expression.name : expression;
  if (!ts.isIdentifier(name) || name.text !== "loadInput") return false;
  for (let at: TypeScript.Node = call.parent; at !== undefined; at = at.parent)
    if (ts.isCallExpression(at) && calledName(source, at) !== undefined) return true;
  return false;
}

/** `from("key")` kept in a variable: it names an asset wherever it is used. */
function isOnItsOwn(node: TypeScript.Node): boolean {
  return ts.isVariableDeclaration(node.parent) || ts.isPropertyAssignment(node.parent);
}

function roleOfOption(source: ParsedSource, property: TypeScript.PropertyAssignment): TextRole | undefined {
  const option = nameOf(property.name);
  if (option === undefined) return undefined;
  const holder = aroundValue(property.parent).parent;
  if (holder === undefined) return undefined;
  if (ts.isPropertyAssignment(holder) && nameOf(holder.name) === "inputs" && isOptionOfCall(source, holder)) {
    return "reference";
  }
  if (option === "selection") return isInCall(source, property) ? "selection" : undefined;
  return namingOptions.has(option) && isInCall(source, property) ? "reference" : undefined;
}

function isOptionOfCall(source: ParsedSource, property: TypeScript.PropertyAssignment): boolean {
  const call = aroundValue(property.parent).parent;
  return call !== undefined && ts.isCallExpression(call) && calledName(source, call) !== undefined;
}

/** Whether an option, or the option that holds it, is one of a call of ours: `checks: { fresh: { asset: "a" } }`. */
function isInCall(source: ParsedSource, property: TypeScript.PropertyAssignment): boolean {
  let at: TypeScript.Node = property;
  while (ts.isPropertyAssignment(at)) {
    const holder: TypeScript.Node | undefined = aroundValue(at.parent).parent;
    if (holder === undefined) return false;
    if (ts.isCallExpression(holder)) return calledName(source, holder) !== undefined;
    at = holder;
  }
  return false;
}

/** The function whose parameter names inputs, when this pattern is that parameter and its names are keys. */
export function namesInputs(
  source: ParsedSource,
  pattern: TypeScript.ObjectBindingPattern,
): TypeScript.CallExpression | undefined {
  const parameter = pattern.parent;
  if (!ts.isParameter(parameter)) return undefined;
  const compute = parameter.parent;
  if (!(ts.isArrowFunction(compute) || ts.isFunctionExpression(compute)) || compute.parameters[0] !== parameter) {
    return undefined;
  }
  return makerOf(source, compute);
}

/** The call that makes an asset of this argument, unless `inputs` name what arrives. */
export function makerOf(source: ParsedSource, argument: TypeScript.Node): TypeScript.CallExpression | undefined {
  const at = aroundValue(argument);
  const call = at.parent;
  if (call === undefined || !ts.isCallExpression(call) || call.arguments.indexOf(at as TypeScript.Expression) < 1) {
    return undefined;
  }
  const name = calledName(source, call);
  return name !== undefined && makers.has(name) && !hasInputs(call) ? call : undefined;
}

function hasInputs(call: TypeScript.CallExpression): boolean {
  return call.arguments.some(
    (argument) =>
      ts.isObjectLiteralExpression(argument) &&
      argument.properties.some(({ name }) => name !== undefined && nameOf(name) === "inputs"),
  );
}

export function nameOf(name: TypeScript.PropertyName): string | undefined {
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? name.text : undefined;
}
