import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { type ParseError, parse, printParseErrorCode } from "jsonc-parser";
import { registryFileName } from "../server/analysis/types/registry-file.ts";

/** Whether the compiler of a project reads `evergraph-env.d.ts`. */
export type RegistryInclusion =
  | { readonly state: "included" }
  /** There is no tsconfig.json. */
  | { readonly state: "missing" }
  | { readonly state: "unreadable"; readonly why: string }
  /** `list`: which list of the project's own tsconfig leaves it out; absent: one of a file that it extends. */
  | { readonly state: "left out"; readonly list?: "include" | "files" };

interface Config {
  readonly files?: readonly string[];
  readonly include?: readonly string[];
  readonly extends?: string | readonly string[];
}

/** Longer chains of `extends` are rings. */
const longestChain = 20;

/** Reads the project's tsconfig.json and those that it extends, as the compiler does. */
export function registryInclusion(folder: string): RegistryInclusion {
  const file = path.join(folder, "tsconfig.json");
  const read = readConfig(file);
  if (read === undefined) return { state: "missing" };
  if (typeof read === "string") return { state: "unreadable", why: read };
  const lists = listsOf(file, read, longestChain);
  if (lists === undefined) return { state: "included" };
  const registry = toSlashes(path.relative(path.dirname(lists.file), path.join(folder, registryFileName)));
  const { files, include } = lists.config;
  if (files?.some((name) => path.posix.normalize(name) === registry)) return { state: "included" };
  if (include?.some((pattern) => includePattern(pattern).test(registry))) return { state: "included" };
  if (lists.file !== file) return { state: "left out" };
  return { state: "left out", list: include === undefined ? "files" : "include" };
}

/** What a pattern of `include` matches: a name without extension and wildcard is a folder, `**` any folders. */
export function includePattern(pattern: string): RegExp {
  const segments = path.posix
    .normalize(pattern.replace(/^\$\{configDir\}\//, ""))
    .replace(/\/$/, "")
    .split("/");
  const last = segments.at(-1) ?? "";
  if (last === "." || last === "..") segments.splice(last === "." ? -1 : segments.length, 1, "**", "*");
  else if (!/[*?.]/.test(last)) segments.push("**", "*");
  else if (last === "**") segments.push("*");
  const source = segments.map((segment, at) => {
    if (segment === "**") return "(?:[^/]+/)*";
    const name = segment
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", "[^/]*")
      .replaceAll("?", "[^/]");
    return at === segments.length - 1 ? name : `${name}/`;
  });
  return new RegExp(`^${source.join("")}$`, "u");
}

/** The first config of the chain that lists files; undefined: none does, so everything below the project is read. */
function listsOf(file: string, config: Config, left: number): { file: string; config: Config } | undefined {
  if (config.files !== undefined || config.include !== undefined) return { file, config };
  if (left === 0) return undefined;
  const bases = typeof config.extends === "string" ? [config.extends] : (config.extends ?? []);
  // The last one wins.
  for (const base of bases.toReversed()) {
    const baseFile = resolveBase(file, base);
    const read = baseFile === undefined ? undefined : readConfig(baseFile);
    if (baseFile === undefined || read === undefined || typeof read === "string") continue;
    const lists = listsOf(baseFile, read, left - 1);
    if (lists !== undefined) return lists;
  }
  return undefined;
}

function resolveBase(from: string, name: string): string | undefined {
  if (/^\.{0,2}\//.test(name) || path.isAbsolute(name)) {
    const file = path.resolve(path.dirname(from), name);
    return file.endsWith(".json") ? file : `${file}.json`;
  }
  const { resolve } = createRequire(from);
  for (const candidate of [name, `${name}.json`, `${name}/tsconfig.json`]) {
    try {
      return resolve(candidate);
    } catch {
      // Another spelling may be the right one.
    }
  }
  return undefined;
}

/** The config, or why it cannot be read; undefined: there is none. */
function readConfig(file: string): Config | string | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    return error instanceof Error ? error.message : String(error);
  }
  const errors: ParseError[] = [];
  const content: unknown = parse(text.replace(/^\ufeff/, ""), errors, { allowTrailingComma: true });
  const [first] = errors;
  if (first !== undefined) {
    const line = text.slice(0, first.offset).split("\n").length;
    return `${printParseErrorCode(first.error)} in line ${line}`;
  }
  if (typeof content !== "object" || content === null) return "it is no object";
  const extended: unknown = Reflect.get(content, "extends");
  return {
    ...listIn(content, "files"),
    ...listIn(content, "include"),
    ...(typeof extended === "string" ? { extends: extended } : listIn(content, "extends")),
  };
}

function listIn(content: object, name: string): object {
  const list: unknown = Reflect.get(content, name);
  return Array.isArray(list) ? { [name]: list.filter((item) => typeof item === "string") } : {};
}

function toSlashes(file: string): string {
  return file.replaceAll("\\", "/");
}
