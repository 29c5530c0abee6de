import path from "node:path";
import { ts } from "@ts-morph/common";

/** How the project's own compiler is set up, as far as types depend on it. */
export interface ProjectOptions {
  readonly compilerOptions: ts.CompilerOptions;
  /** Absolute paths of the declaration files that every program needs. */
  readonly ambientFiles: readonly string[];
  /** Absolute paths of what was read to know this. */
  readonly configFiles: readonly string[];
}

const withoutConfig: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  strict: true,
  allowImportingTsExtensions: true,
  resolveJsonModule: true,
};

/** What the lane decides itself: it emits nothing, checks no library, and reads JavaScript too. */
const ours: ts.CompilerOptions = {
  noEmit: true,
  composite: false,
  incremental: false,
  declaration: false,
  skipLibCheck: true,
  allowJs: true,
  maxNodeModuleJsDepth: 0,
};

/** Reads the nearest tsconfig.json at or above a folder; what is wrong in it is the user's own compiler's to say. */
export function readProjectOptions(folder: string, registryFile: string): ProjectOptions {
  const found = ts.findConfigFile(folder, ts.sys.fileExists, "tsconfig.json");
  if (found === undefined) return { compilerOptions: { ...withoutConfig, ...ours }, ambientFiles: [], configFiles: [] };
  const parsed = parse(found);
  const referred = parsed.fileNames.length > 0 ? parsed : (firstWithFiles(parsed) ?? parsed);
  return {
    compilerOptions: { ...referred.options, ...ours },
    ambientFiles: referred.fileNames.filter((file) => file !== registryFile && isAmbient(file)).sort(),
    configFiles: [found, ...(parsed.raw?.extends === undefined ? [] : extendedFiles(found, parsed.raw.extends))],
  };
}

function parse(file: string): ts.ParsedCommandLine {
  const { config } = ts.readConfigFile(file, ts.sys.readFile);
  return ts.parseJsonConfigFileContent(config ?? {}, ts.sys, path.posix.dirname(file), undefined, file);
}

/** A tsconfig that only refers to others (`"files": [], "references": […]`) says nothing itself. */
function firstWithFiles(parsed: ts.ParsedCommandLine): ts.ParsedCommandLine | undefined {
  for (const reference of parsed.projectReferences ?? []) {
    const file = ts.resolveProjectReferencePath(reference);
    if (!ts.sys.fileExists(file)) continue;
    const project = parse(file);
    if (project.fileNames.length > 0) return project;
  }
  return undefined;
}

function extendedFiles(file: string, extended: unknown): string[] {
  const names = Array.isArray(extended) ? extended : [extended];
  return names
    .filter((name): name is string => typeof name === "string" && name.startsWith("."))
    .map((name) => path.posix.join(path.posix.dirname(file), name.endsWith(".json") ? name : `${name}.json`));
}

/** Declares something for all files: a declaration file, or a source that extends the global scope or a module. */
function isAmbient(file: string): boolean {
  if (file.includes("/node_modules/")) return false;
  if (/\.d\.[mc]?ts$/.test(file)) return true;
  const text = ts.sys.readFile(file) ?? "";
  return /\bdeclare\s+(global\b|module\s*["'])/.test(text);
}
