import path from "node:path";
import { ts } from "@ts-morph/common";
import { importSpecifier } from "./import-specifier.ts";

/** How a type can be named from the registry file, which lies at the project's root and imports nothing but types. */
export interface TypeName {
  readonly text: string;
  /** Whose type it is. `project`: of the user's own sources. */
  readonly owner: "global" | "evergraph" | "package" | "project";
}

export interface TypeNames {
  /** undefined: it is local to a function, or not exported. */
  nameOf(symbol: ts.Symbol): TypeName | undefined;
  /** Whether the type's declaration is the user's own. */
  isOfProject(symbol: ts.Symbol): boolean;
}

export interface TypeNamesOptions {
  readonly program: ts.Program;
  /** Absolute path of the project, with forward slashes. */
  readonly folder: string;
  /** The registry file of this program: names are looked up as it would import them. */
  readonly registry: ts.SourceFile;
  /** The file that a package's specifier means to the registry file. */
  readonly resolvePackage: (specifier: string) => string | undefined;
  /** What the files of this program import from packages: `pkg/sub`. */
  readonly packageSpecifiers: ReadonlySet<string>;
}

interface DeclaredPlace {
  readonly file: ts.SourceFile;
  /** Namespaces around it, outermost first. */
  readonly namespaces: readonly string[];
  readonly scope: "global" | "module" | { readonly ambientModule: string };
}

export function createTypeNames(options: TypeNamesOptions): TypeNames {
  const { program, folder, registry } = options;
  const checker = program.getTypeChecker();
  const exportsByModule = new Map<ts.Symbol, ReadonlyMap<ts.Symbol, string>>();
  const packageModule = evergraphModule(registry, checker);
  const evergraphExports = packageModule === undefined ? new Map<ts.Symbol, string>() : exportsOf(packageModule);
  const packageName = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*\/node_modules\/)/;

  /** Each symbol that a module exports, with the name to import it by. */
  function exportsOf(module: ts.Symbol): ReadonlyMap<ts.Symbol, string> {
    const known = exportsByModule.get(module);
    if (known !== undefined) return known;
    const names = new Map<ts.Symbol, string>();
    const all = checker.getExportsOfModule(module).toSorted((a, b) => compareNames(a.name, b.name));
    for (const symbol of all) {
      const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      if (!names.has(target) || symbol.name === target.name) names.set(target, symbol.name);
    }
    exportsByModule.set(module, names);
    return names;
  }

  function exportedName(file: ts.SourceFile | undefined, symbol: ts.Symbol, namespaces: readonly string[]) {
    const module = file === undefined ? undefined : checker.getSymbolAtLocation(file);
    if (module === undefined) return undefined;
    const names = exportsOf(module);
    const [outermost, ...inner] = namespaces;
    if (outermost === undefined) return names.get(symbol);
    if (![...names.values()].includes(outermost)) return undefined;
    return [outermost, ...inner, symbol.name].join(".");
  }

  function nameOf(symbol: ts.Symbol): TypeName | undefined {
    const place = placeOf(symbol);
    if (place === undefined) return undefined;
    const exportedByEvergraph = evergraphExports.get(symbol);
    if (exportedByEvergraph !== undefined)
      return { text: `import("evergraph").${exportedByEvergraph}`, owner: "evergraph" };
    const qualified = [...place.namespaces, symbol.name].join(".");
    if (place.scope === "global") return { text: qualified, owner: "global" };
    if (place.scope !== "module")
      return { text: `import(${JSON.stringify(place.scope.ambientModule)}).${qualified}`, owner: "package" };
    const inPackage = packageName.exec(place.file.fileName)?.[1];
    if (inPackage === undefined) {
      const name = exportedName(place.file, symbol, place.namespaces);
      if (name === undefined) return undefined;
      return { text: `import("${importSpecifier(folder, place.file.fileName)}").${name}`, owner: "project" };
    }
    return nameFromPackage(specifiedName(inPackage), symbol, place.namespaces);
  }

  function nameFromPackage(name: string, symbol: ts.Symbol, namespaces: readonly string[]): TypeName | undefined {
    const inner = [...options.packageSpecifiers].filter((specifier) => specifier.startsWith(`${name}/`)).sort();
    for (const specifier of [name, ...inner]) {
      const file = options.resolvePackage(specifier);
      const exported = exportedName(file === undefined ? undefined : program.getSourceFile(file), symbol, namespaces);
      if (exported !== undefined) return { text: `import("${specifier}").${exported}`, owner: "package" };
    }
    return undefined;
  }

  return {
    nameOf,
    isOfProject: (symbol) => {
      const file = symbol.declarations?.[0]?.getSourceFile();
      if (file === undefined || file.isDeclarationFile) return false;
      return !file.fileName.includes("/node_modules/") && !evergraphExports.has(symbol);
    },
  };
}

/** The module that the registry's `declare module "evergraph"` extends. */
function evergraphModule(registry: ts.SourceFile, checker: ts.TypeChecker): ts.Symbol | undefined {
  for (const statement of registry.statements)
    if (ts.isModuleDeclaration(statement)) return checker.getSymbolAtLocation(statement.name);
  return undefined;
}

function placeOf(symbol: ts.Symbol): DeclaredPlace | undefined {
  const declaration = symbol.declarations?.[0];
  if (declaration === undefined) return undefined;
  const namespaces: string[] = [];
  for (let node: ts.Node = declaration.parent; ; node = node.parent) {
    if (ts.isSourceFile(node))
      return { file: node, namespaces, scope: ts.isExternalModule(node) ? "module" : "global" };
    if (ts.isModuleBlock(node) || ts.isVariableDeclarationList(node) || ts.isVariableStatement(node)) continue;
    if (!ts.isModuleDeclaration(node)) return undefined;
    const file = node.getSourceFile();
    if (ts.isStringLiteral(node.name)) return { file, namespaces, scope: { ambientModule: node.name.text } };
    if (node.flags & ts.NodeFlags.GlobalAugmentation) return { file, namespaces, scope: "global" };
    namespaces.unshift(node.name.text);
  }
}

/** What is imported to get the types of `@types/scope__name`. */
function specifiedName(packageFolder: string): string {
  if (!packageFolder.startsWith("@types/")) return packageFolder;
  const name = path.posix.basename(packageFolder);
  const [scope, inner] = name.split("__");
  return inner === undefined ? name : `@${scope}/${inner}`;
}

function compareNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
