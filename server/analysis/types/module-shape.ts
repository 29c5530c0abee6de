import { createHash } from "node:crypto";
import { ts } from "@ts-morph/common";

/**
 * What others can see of a module: the types of what it exports, and its own type declarations. Equal shapes: nobody who imports it gets
 * another type. The insides of functions do not count.
 */
export function moduleShape(source: ts.SourceFile, checker: ts.TypeChecker): string {
  const hash = createHash("sha1");
  const module = checker.getSymbolAtLocation(source);
  const exported = module === undefined ? [] : checker.getExportsOfModule(module);
  for (const symbol of exported.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    const isValue = (target.flags & ts.SymbolFlags.Value) !== 0;
    const type = isValue ? checker.getTypeOfSymbolAtLocation(target, source) : undefined;
    hash.update(`${symbol.name}: ${type === undefined ? "type" : printed(type, source, checker)}\n`);
  }
  for (const statement of source.statements)
    if (declaresTypes(statement)) hash.update(`${statement.getText(source)}\n`);
  return hash.digest("base64");
}

function printed(type: ts.Type, source: ts.SourceFile, checker: ts.TypeChecker): string {
  return checker.typeToString(
    type,
    source,
    ts.TypeFormatFlags.NoTruncation |
      ts.TypeFormatFlags.UseFullyQualifiedType |
      ts.TypeFormatFlags.WriteArrayAsGenericType,
  );
}

/** Its text can mean another type, although no exported value is printed otherwise. */
function declaresTypes(statement: ts.Statement): boolean {
  return (
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isEnumDeclaration(statement) ||
    ts.isModuleDeclaration(statement) ||
    ts.isImportDeclaration(statement) ||
    ts.isExportDeclaration(statement)
  );
}
