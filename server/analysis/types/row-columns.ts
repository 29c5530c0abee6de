import { ts } from "@ts-morph/common";
import type { TypePrinter } from "./print-type.ts";
import { isHidden } from "./print-type.ts";
import { orderMembers, orderProperties } from "./printed-order.ts";
import type { ValueType } from "./value-type.ts";

type Column = NonNullable<ValueType["columns"]>[number];

const limits = { depth: 4, characters: 300 };
const rowContainers = new Set(["Array", "ReadonlyArray", "Stream", "AsyncIterable", "Iterable", "Set", "ReadonlySet"]);
/** More are not shown. */
const mostColumns = 1_000;

/** Properties of a row of the value, or of the one object that it is; undefined when it has neither. */
export function rowColumns(
  value: ts.Type,
  checker: ts.TypeChecker,
  printer: TypePrinter,
): readonly Column[] | undefined {
  const rows = alternatives(rowType(value, checker), checker);
  if (rows.length === 0) return undefined;
  const columns = new Map<string, { types: string[]; optional: boolean }>();
  for (const [index, row] of rows.entries()) {
    const properties = orderProperties(row, checker.getPropertiesOfType(row)).filter(isData);
    for (const property of properties) {
      const optional = (property.flags & ts.SymbolFlags.Optional) !== 0;
      const type = checker.getTypeOfSymbol(property);
      const present = optional ? withoutUndefined(printer.print(type, limits).text) : printer.print(type, limits).text;
      const known = columns.get(property.name);
      if (known === undefined) columns.set(property.name, { types: [present], optional: optional || index > 0 });
      else known.types.push(present);
      if (known !== undefined && optional) known.optional = true;
    }
    for (const [name, column] of columns)
      if (!properties.some((property) => property.name === name)) column.optional = true;
  }
  if (columns.size === 0) return undefined;
  return [...columns].slice(0, mostColumns).map(([name, { types, optional }]) => ({
    name,
    type: orderMembers(types.map((text) => ({ text })))
      .map(({ text }) => text)
      .join(" | "),
    optional,
  }));
}

function rowType(value: ts.Type, checker: ts.TypeChecker): ts.Type {
  const name = (value.symbol as ts.Symbol | undefined)?.name;
  if (name === undefined || !rowContainers.has(name) || !isReference(value)) return value;
  return checker.getTypeArguments(value)[0] ?? value;
}

function isReference(type: ts.Type): type is ts.TypeReference {
  if (!(type.flags & ts.TypeFlags.Object)) return false;
  return ((type as ts.ObjectType).objectFlags & ts.ObjectFlags.Reference) !== 0;
}

/** The objects that a row can be. Values of the platform (a date, a map) are no rows. */
function alternatives(row: ts.Type, checker: ts.TypeChecker): readonly ts.Type[] {
  const members = row.isUnion() ? row.types : [row];
  return members.filter((member) => isRecord(member, checker));
}

function isRecord(type: ts.Type, checker: ts.TypeChecker): boolean {
  if (type.isIntersection()) return type.types.every((part) => (part.flags & ts.TypeFlags.Object) !== 0);
  if (!(type.flags & ts.TypeFlags.Object)) return false;
  if (checker.isArrayLikeType(type) || type.getCallSignatures().length > 0) return false;
  const symbol = type.symbol as ts.Symbol | undefined;
  if (symbol === undefined || !(symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Interface))) return true;
  const file = symbol.declarations?.[0]?.getSourceFile();
  return file === undefined || !file.isDeclarationFile || ts.isExternalModule(file);
}

/** What a row holds, not what it can do. */
function isData(property: ts.Symbol): boolean {
  return !(property.flags & ts.SymbolFlags.Method) && !property.name.startsWith("__@") && !isHidden(property);
}

function withoutUndefined(text: string): string {
  return text.replace(/ \| undefined$/, "");
}
