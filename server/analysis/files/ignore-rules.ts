import { globSource } from "./glob-pattern.ts";

/** One line of a `.gitignore`. */
export interface IgnoreRule {
  readonly pattern: RegExp;
  readonly keeps: boolean;
  readonly foldersOnly: boolean;
}

/** The rules of a `.gitignore` in this folder (relative, "" for the root). A line that cannot be read is passed over. */
export function parseIgnoreRules(text: string, folder: string): readonly IgnoreRule[] {
  const rules: IgnoreRule[] = [];
  for (const raw of text.split(/\r?\n/)) {
    let line = raw.replace(/(?<!\\)\s+$/, "");
    if (line === "" || line.startsWith("#")) continue;
    const keeps = line.startsWith("!");
    if (keeps) line = line.slice(1);
    const foldersOnly = line.endsWith("/");
    if (foldersOnly) line = line.slice(0, -1);
    const anchored = line.includes("/");
    if (line.startsWith("/")) line = line.slice(1);
    const prefix = folder === "" ? "" : `${folder}/`;
    const source = `${globSource(escapeGlob(prefix))}${anchored ? "" : "(?:[^/]+/)*"}${globSource(line)}`;
    try {
      rules.push({ pattern: new RegExp(`^${source}$`, "u"), keeps, foldersOnly });
    } catch {
      // A pattern that is no pattern ignores nothing.
    }
  }
  return rules;
}

/** The last rule that fits decides. */
export function isIgnored(rules: readonly IgnoreRule[], path: string, isFolder: boolean): boolean {
  for (let index = rules.length - 1; index >= 0; index -= 1) {
    const rule = rules[index];
    if (rule === undefined || (rule.foldersOnly && !isFolder)) continue;
    if (rule.pattern.test(path)) return !rule.keeps;
  }
  return false;
}

function escapeGlob(text: string): string {
  return text.replace(/[*?[\]{}\\]/g, "\\$&");
}
