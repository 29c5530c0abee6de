import path from "node:path/posix";
import type { SourceTexts } from "../files/source-texts.ts";
import { parseLooseJson } from "./loose-json.ts";

/** What of a `tsconfig.json` decides which modules an import means, and what the code is. */
export interface TypeScriptConfig {
  /** The config's file, relative. */
  readonly file: string;
  readonly baseUrl: string | undefined;
  /** Targets are relative to the project. */
  readonly paths: readonly { readonly pattern: string; readonly targets: readonly string[] }[];
  readonly outDir: string | undefined;
  /** How JSX is compiled. */
  readonly jsx: string;
  readonly jsxImportSource: string;
}

interface CompilerOptions {
  readonly baseUrl?: string;
  readonly paths?: Record<string, readonly string[]>;
  readonly outDir?: string;
  readonly jsx?: string;
  readonly jsxFactory?: string;
  readonly jsxImportSource?: string;
}

/** Reads a config with what it extends, and, where it only points to others, those. */
export function readTypeScriptConfig(texts: SourceTexts, file: string): TypeScriptConfig | undefined {
  const found = read(texts, file, new Set());
  if (found === undefined) return undefined;
  if (found.paths.length > 0 || found.baseUrl !== undefined) return found;
  const references = objectOf(parseLooseJson(texts.text(file) ?? ""))?.references;
  for (const reference of Array.isArray(references) ? references : []) {
    const target = objectOf(reference)?.path;
    if (typeof target !== "string") continue;
    const at = path.join(path.dirname(file), target);
    const referred = read(texts, at.endsWith(".json") ? at : path.join(at, "tsconfig.json"), new Set());
    if (referred !== undefined && referred.paths.length > 0) return { ...referred, file };
  }
  return found;
}

function read(texts: SourceTexts, file: string, seen: Set<string>): TypeScriptConfig | undefined {
  if (seen.has(file)) return undefined;
  seen.add(file);
  const text = texts.text(file);
  const config = text === undefined ? undefined : objectOf(parseLooseJson(text));
  if (config === undefined) return undefined;
  const folder = path.dirname(file);
  let base: Omit<TypeScriptConfig, "file"> = {
    baseUrl: undefined,
    paths: [],
    outDir: undefined,
    jsx: "",
    jsxImportSource: "",
  };
  const extended = config.extends;
  for (const specifier of typeof extended === "string" ? [extended] : Array.isArray(extended) ? extended : []) {
    if (typeof specifier !== "string") continue;
    for (const candidate of extendedFiles(folder, specifier)) {
      const found = read(texts, candidate, seen);
      if (found === undefined) continue;
      base = found;
      break;
    }
  }
  const options = (objectOf(config.compilerOptions) ?? {}) as CompilerOptions;
  const inProject = (target: string): string => path.join(folder, target);
  const baseUrl = typeof options.baseUrl === "string" ? inProject(options.baseUrl) : base.baseUrl;
  const root = baseUrl ?? folder;
  const paths = objectOf(options.paths);
  return {
    file,
    baseUrl,
    paths:
      paths === undefined
        ? base.paths
        : Object.entries(paths).map(([pattern, targets]) => ({
            pattern,
            targets: (Array.isArray(targets) ? targets : [])
              .filter((target) => typeof target === "string")
              .map((target) => path.join(root, target)),
          })),
    outDir: typeof options.outDir === "string" ? inProject(options.outDir) : base.outDir,
    jsx:
      options.jsx === undefined && options.jsxFactory === undefined
        ? base.jsx
        : `${options.jsx ?? ""} ${options.jsxFactory ?? ""}`,
    jsxImportSource: options.jsxImportSource ?? base.jsxImportSource,
  };
}

function extendedFiles(folder: string, specifier: string): readonly string[] {
  if (specifier.startsWith(".")) {
    const target = path.join(folder, specifier);
    return target.endsWith(".json") ? [target] : [`${target}.json`, path.join(target, "tsconfig.json")];
  }
  const candidates: string[] = [];
  for (let at = folder; ; at = path.dirname(at)) {
    const target = path.join(at, "node_modules", specifier);
    candidates.push(target, `${target}.json`, path.join(target, "tsconfig.json"));
    if (at === "." || at === "/" || at === "") return candidates;
  }
}

export function objectOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
