import type { ts as TypeScript } from "@ts-morph/common";
import type { Position } from "../../../protocol/graph/source-range.ts";
import { packageName } from "../extract/common-names.ts";
import { ts } from "./compiler.ts";
import { nameOf } from "./definition-calls.ts";
import { edit, nodeFrom, offsetAt, type ParsedSource, positionAt, type SourceEdit, upwards } from "./parsed-source.ts";
import { propertyName, variableFor } from "./spelled-names.ts";

/** Exports the definition at a place; undefined: it is not at the top of its file. */
export function exportDefinition(
  source: ParsedSource,
  position: Position,
  key: string,
): readonly SourceEdit[] | undefined {
  const statement = topStatement(source, position);
  if (statement === undefined) return undefined;
  const start = statement.getStart(source.tree);
  if (ts.isVariableStatement(statement)) return [edit(source, start, start, "export ")];
  if (!ts.isExpressionStatement(statement) || !ts.isCallExpression(statement.expression)) return undefined;
  return [edit(source, start, start, `export const ${variableFor(key, source.tree)} = `)];
}

/** A new asset before the definition at a place, and the import that it needs. */
export function createAsset(source: ParsedSource, position: Position, key: string): readonly SourceEdit[] | undefined {
  const statement = topStatement(source, position);
  if (statement === undefined) return undefined;
  const start = statement.getStart(source.tree, true);
  const { name, edits } = imported(source, "asset");
  const line = `export const ${variableFor(key, source.tree)} = ${name}(${JSON.stringify(key)}, () => []);\n\n`;
  return [...edits, edit(source, start, start, line)];
}

/** Binds a resource in the environment at a place of a config; undefined: what is written there is no plain object. */
export function bindResource(
  source: ParsedSource,
  position: Position,
  resource: string,
  environment: string,
): readonly SourceEdit[] | undefined {
  const property = upwards(nodeFrom(source, offsetAt(source, position)), ts.isPropertyAssignment);
  if (property === undefined || nameOf(property.name) !== environment) return undefined;
  const own = property.initializer;
  if (!ts.isObjectLiteralExpression(own)) return undefined;
  const { name, edits } = imported(source, "provide");
  const why = JSON.stringify(`The resource ${resource} is not bound yet.`);
  const binding = `${propertyName(resource)}: ${name}(() => {\n  throw new Error(${why});\n})`;
  const resources = own.properties.find((each) => each.name !== undefined && nameOf(each.name) === "resources");
  if (resources === undefined) return [...edits, addProperty(source, own, `resources: { ${binding} }`)];
  if (!ts.isPropertyAssignment(resources) || !ts.isObjectLiteralExpression(resources.initializer)) return undefined;
  return [...edits, addProperty(source, resources.initializer, binding)];
}

function addProperty(source: ParsedSource, object: TypeScript.ObjectLiteralExpression, written: string): SourceEdit {
  const last = object.properties.at(-1);
  const indent = indentOf(source, (last ?? object).getStart(source.tree));
  const text = written.replaceAll("\n", `\n${indent}`);
  if (last === undefined) return edit(source, object.getStart(source.tree), object.end, `{ ${text} }`);
  const hasComma = object.properties.hasTrailingComma === true;
  const at = hasComma ? object.properties.end : last.end;
  const isOnItsLine = positionAt(source, last.getStart(source.tree)).line !== positionAt(source, object.end).line;
  const gap = isOnItsLine ? `\n${indent}` : " ";
  return edit(source, at, at, hasComma ? `${gap}${text},` : `,${gap}${text}`);
}

function indentOf({ text }: ParsedSource, offset: number): string {
  const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
  return /^\s*/.exec(line)?.[0] ?? "";
}

/** The name under which a file has a function of the package, importing it if need be. */
function imported(
  source: ParsedSource,
  wanted: string,
): { readonly name: string; readonly edits: readonly SourceEdit[] } {
  let whole: string | undefined;
  for (const [local, name] of source.imported) {
    if (name === wanted) return { name: local, edits: [] };
    if (name === "*") whole = local;
  }
  if (whole !== undefined) return { name: `${whole}.${wanted}`, edits: [] };
  const list = importList(source.tree);
  const lastName = list?.elements.at(-1);
  if (lastName !== undefined) return { name: wanted, edits: [edit(source, lastName.end, lastName.end, `, ${wanted}`)] };
  const start = source.tree.statements[0]?.getStart(source.tree, true) ?? 0;
  return { name: wanted, edits: [edit(source, start, start, `import { ${wanted} } from "${packageName}";\n`)] };
}

function importList(tree: TypeScript.SourceFile): TypeScript.NamedImports | undefined {
  for (const statement of tree.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const clause = statement.importClause;
    if (statement.moduleSpecifier.text !== packageName || clause === undefined || clause.isTypeOnly) continue;
    if (clause.namedBindings !== undefined && ts.isNamedImports(clause.namedBindings)) return clause.namedBindings;
  }
  return undefined;
}

function topStatement(source: ParsedSource, position: Position): TypeScript.Statement | undefined {
  const offset = offsetAt(source, position);
  return source.tree.statements.find((each) => each.getStart(source.tree) <= offset && offset < each.end);
}
