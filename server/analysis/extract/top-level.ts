import type { ts as TypeScript } from "ts-morph";
import { wholeExport } from "./common-names.ts";
import { bare, eachBoundName, literalText, propertyText } from "./declared-names.ts";
import type { ExportFact, ImportFact, LoadFact } from "./file-facts.ts";
import { hasExport, isDeclared } from "./modifiers.ts";
import { ts } from "./syntax.ts";

/** What a first look over the statements of a file finds: names, imports and exports. */
export interface TopLevel {
  readonly imports: Map<string, ImportFact>;
  /** names: the module is loaded only if one of these is used as a value. */
  readonly loads: (LoadFact & { readonly names?: readonly string[] })[];
  readonly exports: Map<string, ExportFact>;
  readonly stars: string[];
  readonly topNames: Set<string>;
  readonly requireNames: Set<string>;
  readonly constants: Map<string, string>;
  /** Names that are other names of something imported. */
  readonly aliases: Set<string>;
}

export function readTopLevel(source: TypeScript.SourceFile): TopLevel {
  const top: TopLevel = {
    imports: new Map(),
    loads: [],
    exports: new Map(),
    stars: [],
    topNames: new Set(),
    requireNames: new Set(),
    constants: new Map(),
    aliases: new Set(),
  };
  for (const statement of source.statements) readStatement(top, statement);
  return top;
}

function readStatement(top: TopLevel, statement: TypeScript.Statement): void {
  if (ts.isImportDeclaration(statement)) readImport(top, statement);
  else if (ts.isImportEqualsDeclaration(statement)) readImportEquals(top, statement);
  else if (ts.isExportDeclaration(statement)) readExport(top, statement);
  else if (ts.isExportAssignment(statement)) {
    const expression = bare(statement.expression);
    const name = ts.isIdentifier(expression) ? expression.text : undefined;
    const exported = statement.isExportEquals === true ? wholeExport : "default";
    if (name === undefined) top.topNames.add(exported);
    top.exports.set(exported, { kind: "local", name: name ?? exported });
  } else if (ts.isVariableStatement(statement)) {
    if (!isDeclared(statement)) readVariables(top, statement);
  } else if (
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isEnumDeclaration(statement) ||
    ts.isModuleDeclaration(statement)
  ) {
    if (isDeclared(statement)) return;
    const isDefault =
      ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword) === true;
    const name = statement.name?.text ?? "default";
    if (!(ts.isModuleDeclaration(statement) && statement.body === undefined)) top.topNames.add(name);
    if (isDefault) top.exports.set("default", { kind: "local", name });
    else if (hasExport(statement)) top.exports.set(name, { kind: "local", name });
  } else if (ts.isExpressionStatement(statement)) readCommonExport(top, statement.expression);
}

function load(top: TopLevel, specifier: string, isBare: boolean): void {
  top.loads.push({ specifier, bare: isBare, eager: true });
}

function readImport(top: TopLevel, node: TypeScript.ImportDeclaration): void {
  const specifier = literalText(node.moduleSpecifier);
  const clause = node.importClause;
  if (specifier === undefined || clause?.isTypeOnly === true) return;
  if (clause === undefined) {
    load(top, specifier, true);
    return;
  }
  const names: string[] = [];
  const bind = (local: string, name: string): void => {
    names.push(local);
    top.imports.set(local, { specifier, name, required: false });
  };
  if (clause.name !== undefined) bind(clause.name.text, "default");
  const bindings = clause.namedBindings;
  if (bindings !== undefined && ts.isNamespaceImport(bindings)) bind(bindings.name.text, "*");
  else if (bindings !== undefined) {
    for (const { isTypeOnly, name, propertyName } of bindings.elements) {
      if (!isTypeOnly) bind(name.text, (propertyName ?? name).text);
    }
  }
  if (names.length > 0) top.loads.push({ specifier, bare: false, eager: true, names });
}

function readImportEquals(top: TopLevel, node: TypeScript.ImportEqualsDeclaration): void {
  if (node.isTypeOnly) return;
  const name = node.name.text;
  if (ts.isExternalModuleReference(node.moduleReference)) {
    const specifier = literalText(node.moduleReference.expression);
    if (specifier === undefined) return;
    top.imports.set(name, { specifier, name: "*", required: true });
    load(top, specifier, false);
  } else {
    top.topNames.add(name);
    top.aliases.add(name);
  }
  if (hasExport(node)) top.exports.set(name, { kind: "local", name });
}

function readExport(top: TopLevel, node: TypeScript.ExportDeclaration): void {
  if (node.isTypeOnly) return;
  const specifier = literalText(node.moduleSpecifier);
  const clause = node.exportClause;
  if (clause === undefined) {
    if (specifier === undefined) return;
    top.stars.push(specifier);
    load(top, specifier, false);
    return;
  }
  if (ts.isNamespaceExport(clause)) {
    if (specifier === undefined) return;
    top.exports.set(clause.name.text, { kind: "from", specifier, name: "*" });
    load(top, specifier, false);
    return;
  }
  for (const { isTypeOnly, name, propertyName } of clause.elements) {
    if (isTypeOnly) continue;
    const own = (propertyName ?? name).text;
    top.exports.set(
      name.text,
      specifier === undefined ? { kind: "local", name: own } : { kind: "from", specifier, name: own },
    );
  }
  if (specifier !== undefined && !clause.elements.every(({ isTypeOnly }) => isTypeOnly)) load(top, specifier, false);
}

function readVariables(top: TopLevel, statement: TypeScript.VariableStatement): void {
  const exported = hasExport(statement);
  for (const { name, initializer } of statement.declarationList.declarations) {
    const required = initializer === undefined ? undefined : requiredSpecifier(top, initializer);
    if (required !== undefined && bindRequired(top, name, required)) {
      load(top, required, false);
      if (exported) eachBoundName(name, (text) => top.exports.set(text, { kind: "local", name: text }));
      continue;
    }
    eachBoundName(name, (text) => {
      top.topNames.add(text);
      if (exported) top.exports.set(text, { kind: "local", name: text });
    });
    if (!ts.isIdentifier(name) || initializer === undefined) continue;
    const inner = bare(initializer);
    const text = literalText(inner);
    if (text !== undefined && (statement.declarationList.flags & ts.NodeFlags.Const) !== 0) {
      top.constants.set(name.text, text);
    }
    if (ts.isIdentifier(inner) || ts.isPropertyAccessExpression(inner)) top.aliases.add(name.text);
    if (ts.isCallExpression(inner)) {
      const callee = bare(inner.expression);
      const made = ts.isIdentifier(callee)
        ? callee.text
        : ts.isPropertyAccessExpression(callee)
          ? callee.name.text
          : "";
      if (made === "createRequire") top.requireNames.add(name.text);
    }
  }
}

/** The module that `require("…")`, or `await import("…")`, loads. */
function requiredSpecifier(top: TopLevel, initializer: TypeScript.Expression): string | undefined {
  const inner = bare(initializer);
  const awaited = ts.isAwaitExpression(inner);
  const call = awaited ? bare(inner.expression) : inner;
  if (!ts.isCallExpression(call)) return undefined;
  const callee = bare(call.expression);
  const loads = awaited
    ? callee.kind === ts.SyntaxKind.ImportKeyword
    : ts.isIdentifier(callee) && (callee.text === "require" || top.requireNames.has(callee.text));
  return loads ? literalText(call.arguments[0]) : undefined;
}

function bindRequired(top: TopLevel, name: TypeScript.BindingName, specifier: string): boolean {
  if (ts.isIdentifier(name)) {
    top.imports.set(name.text, { specifier, name: "*", required: true });
    return true;
  }
  if (!ts.isObjectBindingPattern(name)) return false;
  const bound: [local: string, member: string][] = [];
  for (const element of name.elements) {
    const member = element.propertyName === undefined ? undefined : propertyText(element.propertyName);
    if (element.dotDotDotToken !== undefined || element.initializer !== undefined || !ts.isIdentifier(element.name)) {
      return false;
    }
    if (element.propertyName !== undefined && member === undefined) return false;
    bound.push([element.name.text, member ?? element.name.text]);
  }
  for (const [local, member] of bound) top.imports.set(local, { specifier, name: member, required: true });
  return true;
}

/** The assignments of CommonJS: what is exported, under which name. */
export function commonExport(
  expression: TypeScript.Expression,
): { readonly name: string; readonly value: TypeScript.Expression } | undefined {
  if (!ts.isBinaryExpression(expression) || expression.operatorToken.kind !== ts.SyntaxKind.EqualsToken) {
    return undefined;
  }
  const left = bare(expression.left);
  if (!ts.isPropertyAccessExpression(left)) return undefined;
  const owner = bare(left.expression);
  const value = expression.right;
  if (ts.isIdentifier(owner) && owner.text === "module" && left.name.text === "exports") {
    return { name: wholeExport, value };
  }
  const isExports =
    (ts.isIdentifier(owner) && owner.text === "exports") ||
    (ts.isPropertyAccessExpression(owner) &&
      ts.isIdentifier(owner.expression) &&
      owner.expression.text === "module" &&
      owner.name.text === "exports");
  return isExports ? { name: left.name.text, value } : undefined;
}

function readCommonExport(top: TopLevel, expression: TypeScript.Expression): void {
  const common = commonExport(expression);
  if (common === undefined) return;
  const value = bare(common.value);
  const own = ts.isIdentifier(value) ? value.text : `exports.${common.name}`;
  top.exports.set(common.name, { kind: "local", name: own });
  if (!ts.isIdentifier(value)) top.topNames.add(own);
  if (common.name !== wholeExport || !ts.isObjectLiteralExpression(value)) return;
  for (const property of value.properties) {
    if (ts.isShorthandPropertyAssignment(property)) {
      top.exports.set(property.name.text, { kind: "local", name: property.name.text });
    } else if (ts.isPropertyAssignment(property)) {
      const name = propertyText(property.name);
      const inner = bare(property.initializer);
      if (name !== undefined && ts.isIdentifier(inner)) top.exports.set(name, { kind: "local", name: inner.text });
    }
  }
}
