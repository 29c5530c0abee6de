/** Edits, each with whether the code version of the asset `a` has to change by it. Data of a test. */
export interface VersionCase {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  /** Path to new text; null deletes. */
  readonly edit: Readonly<Record<string, string | null>>;
  /** maybe: another version, or the same marked partial. */
  readonly expect: "same" | "changed" | "maybe";
}

export const head = 'import { asset } from "evergraph";\n';

/** One file: the asset's function is the last line; what changes is above it, or it. */
export function inOne(name: string, expect: VersionCase["expect"], before: string, after: string): VersionCase {
  return { name, expect, files: { "a.ts": head + before }, edit: { "a.ts": head + after } };
}

/** The asset calls `f` of `./h`; only that file changes. */
export function helper(name: string, expect: VersionCase["expect"], before: string, after: string): VersionCase {
  const a = `${head}import { f } from "./h";\nexport const a = asset("a", () => f(1));\n`;
  return { name, expect, files: { "a.ts": a, "h.ts": before }, edit: { "h.ts": after } };
}

/** The asset's own function is replaced. */
export function body(name: string, expect: VersionCase["expect"], before: string, after: string): VersionCase {
  return inOne(name, expect, `export const a = asset("a", ${before});\n`, `export const a = asset("a", ${after});\n`);
}

export function several(
  name: string,
  expect: VersionCase["expect"],
  files: Readonly<Record<string, string>>,
  edit: Readonly<Record<string, string | null>>,
): VersionCase {
  return { name, expect, files, edit };
}

export const lock = (packages: Readonly<Record<string, object>>): string =>
  JSON.stringify({ lockfileVersion: 3, packages });
export const usesPackage = `${head}import { parse } from "csv";\nexport const a = asset("a", () => parse("x"));\n`;
export const installed = { "node_modules/csv/package.json": '{"name":"csv","version":"1.0.0"}' };
