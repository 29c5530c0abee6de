import { type Dirent, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type IgnoreRule, isIgnored, parseIgnoreRules } from "./ignore-rules.ts";

const sourceFile = /\.(?:[mc]?ts|tsx|[mc]?js|jsx)$/;
const declarationFile = /\.d\.(?:[mc]?ts|[^./]+\.ts)$/;

/** Folders that hold no source of the user, whatever git says. */
const passedOver: ReadonlySet<string> = new Set(["node_modules", "bower_components", "coverage"]);

/** Whether a file holds code that is analysed. */
export function isSource(file: string): boolean {
  return sourceFile.test(file) && !declarationFile.test(file);
}

/** Whether a path lies where no source of the user is looked for. */
export function isPassedOver(file: string): boolean {
  return file.split("/").some((part, index, parts) => {
    return passedOver.has(part) || (index < parts.length - 1 && part.startsWith("."));
  });
}

/** Whether a folder holds the project in it: `..`, `../..`. One beside it, as `../shared`, does not. */
export function isAbove(folder: string): boolean {
  return folder.split("/").every((part) => part === "..");
}

export interface ListedSources {
  /** Sorted, relative with forward slashes. */
  readonly files: readonly string[];
  /** What git ignores. */
  readonly rules: readonly IgnoreRule[];
  /** Folders with a `package.json`. */
  readonly packageFolders: readonly string[];
}

/** All source files of a project that git does not ignore. */
export function listSources(folder: string): ListedSources {
  const files: string[] = [];
  const packageFolders: string[] = [];
  const rules: IgnoreRule[] = [];
  visit("", []);
  files.sort();
  return { files, rules, packageFolders };

  function visit(relative: string, inherited: readonly IgnoreRule[]): void {
    let entries: Dirent[];
    try {
      entries = readdirSync(path.join(folder, relative), { withFileTypes: true });
    } catch {
      return;
    }
    let active = inherited;
    if (entries.some(({ name }) => name === ".gitignore")) {
      const own = readRules(folder, relative);
      rules.push(...own);
      active = [...inherited, ...own];
    }
    for (const entry of entries) {
      const { name } = entry;
      const file = relative === "" ? name : `${relative}/${name}`;
      if (entry.isDirectory()) {
        if (passedOver.has(name) || name.startsWith(".") || isIgnored(active, file, true)) continue;
        visit(file, active);
      } else if (name === "package.json") packageFolders.push(relative === "" ? "." : relative);
      else if (isSource(name) && entry.isFile() && !isIgnored(active, file, false)) files.push(file);
    }
  }
}

function readRules(folder: string, relative: string): readonly IgnoreRule[] {
  try {
    return parseIgnoreRules(readFileSync(path.join(folder, relative, ".gitignore"), "utf8"), relative);
  } catch {
    return [];
  }
}
