import { ts } from "@ts-morph/common";
import type { TypeNames } from "./type-names.ts";

/** Where a resource slot is: its name, and the type query that gives it to the registry. */
export type ResourceSlot = readonly [name: string, typeQuery: string];

/** The slots that a definition's options name: `resources: { database }`, each `resource<…>("name")` of an exported constant. */
export function resourceSlots(call: ts.CallExpression, checker: ts.TypeChecker, names: TypeNames): ResourceSlot[] {
  const options = call.arguments.find((argument) => ts.isObjectLiteralExpression(argument));
  const resources = options?.properties.find(
    (property) => ts.isPropertyAssignment(property) && property.name.getText() === "resources",
  );
  if (resources === undefined || !ts.isPropertyAssignment(resources)) return [];
  if (!ts.isObjectLiteralExpression(resources.initializer)) return [];
  return resources.initializer.properties.flatMap((property) => {
    const symbol = slotSymbol(property, checker);
    const name = symbol === undefined ? undefined : slotName(symbol);
    const exported = symbol === undefined ? undefined : names.nameOf(symbol);
    if (name === undefined || exported === undefined || exported.owner !== "project") return [];
    return [[name, `typeof ${exported.text}`] as const];
  });
}

function slotSymbol(property: ts.ObjectLiteralElementLike, checker: ts.TypeChecker): ts.Symbol | undefined {
  const symbol = ts.isShorthandPropertyAssignment(property)
    ? checker.getShorthandAssignmentValueSymbol(property)
    : ts.isPropertyAssignment(property)
      ? checker.getSymbolAtLocation(property.initializer)
      : undefined;
  if (symbol === undefined) return undefined;
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

function slotName(symbol: ts.Symbol): string | undefined {
  const declaration = symbol.valueDeclaration;
  if (declaration === undefined || !ts.isVariableDeclaration(declaration)) return undefined;
  const made = declaration.initializer;
  const first = made !== undefined && ts.isCallExpression(made) ? made.arguments[0] : undefined;
  return first !== undefined && ts.isStringLiteralLike(first) ? first.text : undefined;
}
