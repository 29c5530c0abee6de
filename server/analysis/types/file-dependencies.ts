import path from "node:path";
import type { MadeProgram } from "./program-maker.ts";

/** Which files with assets depend on which sources of the project; all paths are absolute. */
export interface FileDependencies {
  set(file: string, behind: ReadonlySet<string>, missing: readonly string[]): void;
  forget(file: string): void;
  /** What a file depends on. */
  of(file: string): ReadonlySet<string>;
  dependantsOf(source: string): ReadonlySet<string>;
  /** Whether the file is or has such a dependency. */
  knows(file: string): boolean;
  /** Files that import something that is not there. */
  incomplete(): readonly string[];
  /** Where it could come to be. */
  missing(): readonly string[];
}

const none: ReadonlySet<string> = new Set();
const sourceExtensions = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".d.ts"];

export function createFileDependencies(): FileDependencies {
  const dependants = new Map<string, Set<string>>();
  const dependencies = new Map<string, ReadonlySet<string>>();
  const missingBy = new Map<string, readonly string[]>();

  function forget(file: string): void {
    for (const source of dependencies.get(file) ?? none) {
      const known = dependants.get(source);
      known?.delete(file);
      if (known?.size === 0) dependants.delete(source);
    }
    dependencies.delete(file);
    missingBy.delete(file);
  }

  return {
    forget,
    set: (file, behind, missing) => {
      forget(file);
      dependencies.set(file, behind);
      if (missing.length > 0) missingBy.set(file, missing);
      for (const source of behind) {
        const known = dependants.get(source);
        if (known === undefined) dependants.set(source, new Set([file]));
        else known.add(file);
      }
    },
    of: (file) => dependencies.get(file) ?? none,
    dependantsOf: (source) => dependants.get(source) ?? none,
    knows: (file) => dependants.has(file) || dependencies.has(file),
    incomplete: () => [...missingBy.keys()],
    missing: () => [...missingBy.values()].flat(),
  };
}

/** Sources of the project that a file's types depend on: what it imports, and so on, through what each shows to others. */
export function sourcesBehind(
  file: string,
  made: MadeProgram,
  shown: (file: string) => string | undefined,
): Set<string> {
  const found = new Set<string>();
  const open = [file];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const source = made.program.getSourceFile(next);
    if (source === undefined) continue;
    const text = next === file ? undefined : shown(next);
    for (const { specifier, file: imported } of made.importsOf(source)) {
      if (imported === undefined || imported.includes("/node_modules/") || found.has(imported) || imported === file)
        continue;
      if (text !== undefined && !text.includes(specifier)) continue;
      found.add(imported);
      open.push(imported);
    }
  }
  return found;
}

/** Files that would be what a file imports in vain; of a package, its name. */
export function missingImports(file: string, made: MadeProgram): readonly string[] {
  const source = made.program.getSourceFile(file);
  if (source === undefined) return [];
  return made
    .importsOf(source)
    .filter((found) => found.file === undefined)
    .flatMap(({ specifier }) => possibleFiles(file, specifier));
}

/** Where an import could lead. What is no relative path can be an alias: only another look tells. */
function possibleFiles(importer: string, specifier: string): string[] {
  if (!specifier.startsWith(".")) return [specifier];
  const plain = path.posix.join(path.posix.dirname(importer), specifier).replace(/\.[mc]?[jt]sx?$/, "");
  return ["", "/index"].flatMap((inner) => sourceExtensions.map((extension) => `${plain}${inner}${extension}`));
}
