import { wholeExport } from "../extract/common-names.ts";
import type { FileFacts } from "../extract/file-facts.ts";
import type { ModuleTarget } from "./resolve-module.ts";

/** What a name stands for, after imports and re-exports. */
export type NameTarget =
  /** Declared at the top level of a file. */
  | { readonly kind: "declared"; readonly file: string; readonly name: string }
  /** A whole module. */
  | { readonly kind: "module"; readonly file: string }
  /** Something of a package, or all of it (`*`). */
  | {
      readonly kind: "package";
      readonly target: ModuleTarget & { readonly kind: "package" | "builtin" };
      readonly name: string;
    }
  /** A file that is no code; member: only this property of it. */
  | { readonly kind: "data"; readonly file: string; readonly member: string | undefined }
  | { readonly kind: "missing"; readonly specifier: string };

/** What finding a name looked at, as `file name`: when one of these changes, the answer may be another. */
export type Consulted = (file: string, name: string) => void;

export interface ModuleSource {
  facts(file: string): FileFacts | undefined;
  resolve(from: string, specifier: string): ModuleTarget;
}

/** What a name means at the top level of a file. undefined: nothing there has it. */
export function findName(
  source: ModuleSource,
  file: string,
  name: string,
  consulted: Consulted,
): NameTarget | undefined {
  consulted(file, name);
  const facts = source.facts(file);
  if (facts === undefined) return undefined;
  const imported = facts.imports.get(name);
  if (imported === undefined) return { kind: "declared", file, name };
  return findExport(source, source.resolve(file, imported.specifier), imported.name, consulted, new Set());
}

/** What a module exports under a name (`*`: all of it). */
export function findExport(
  source: ModuleSource,
  module: ModuleTarget,
  name: string,
  consulted: Consulted,
  seen: Set<string> = new Set(),
): NameTarget | undefined {
  switch (module.kind) {
    case "missing":
      return { kind: "missing", specifier: module.specifier };
    case "package":
    case "builtin":
      return { kind: "package", target: module, name };
    case "data":
      return { kind: "data", file: module.file, member: name === "*" || name === "default" ? undefined : name };
    case "source": {
      if (name !== "*") return findSourceExport(source, module.file, name, consulted, seen);
      consulted(module.file, "*");
      // A module that is one thing (`module.exports = f`) stands for it.
      const exports = source.facts(module.file)?.exports;
      if (exports?.size !== 1 || !exports.has(wholeExport)) return { kind: "module", file: module.file };
      return findSourceExport(source, module.file, wholeExport, consulted, seen);
    }
    default:
      return module satisfies never;
  }
}

function findSourceExport(
  source: ModuleSource,
  file: string,
  name: string,
  consulted: Consulted,
  seen: Set<string>,
): NameTarget | undefined {
  const key = `${file}\n${name}`;
  if (seen.has(key)) return undefined;
  seen.add(key);
  consulted(file, name);
  const facts = source.facts(file);
  if (facts === undefined) return undefined;
  const own = facts.exports.get(name);
  if (own?.kind === "from") return findExport(source, source.resolve(file, own.specifier), own.name, consulted, seen);
  if (own?.kind === "local") {
    const imported = facts.imports.get(own.name);
    if (imported === undefined) return { kind: "declared", file, name: own.name };
    return findExport(source, source.resolve(file, imported.specifier), imported.name, consulted, seen);
  }
  if (name !== "default") {
    for (const specifier of facts.stars) {
      const module = source.resolve(file, specifier);
      if (module.kind === "package" || module.kind === "builtin") continue;
      const found = findExport(source, module, name, consulted, seen);
      if (found !== undefined && found.kind !== "missing") return found;
    }
    const [only, second] = facts.stars
      .map((specifier) => source.resolve(file, specifier))
      .filter(({ kind }) => kind === "package");
    if (only !== undefined && second === undefined) return findExport(source, only, name, consulted, seen);
  }
  const whole = facts.exports.get(wholeExport);
  return whole === undefined ? undefined : findSourceExport(source, file, wholeExport, consulted, seen);
}

/** All names that a source file exports, through `export *`, sorted. */
export function exportedNames(source: ModuleSource, file: string, consulted: Consulted): readonly string[] {
  const names = new Set<string>();
  const seen = new Set<string>();
  const visit = (at: string, isRoot: boolean): void => {
    if (seen.has(at)) return;
    seen.add(at);
    consulted(at, "*");
    const facts = source.facts(at);
    if (facts === undefined) return;
    for (const name of facts.exports.keys()) if (isRoot || name !== "default") names.add(name);
    for (const specifier of facts.stars) {
      const module = source.resolve(at, specifier);
      if (module.kind === "source") visit(module.file, false);
    }
  };
  visit(file, true);
  return [...names].sort();
}
