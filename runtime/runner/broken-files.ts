import { userError } from "../../protocol/errors/error-entry.ts";
import { runErrors } from "../../protocol/errors/run-errors.ts";
import type { SourceRange } from "../../protocol/graph/source-range.ts";

/** Why a file cannot be built, and where. */
export interface BrokenFile {
  readonly why: string;
  readonly range?: SourceRange;
}

/** Under this symbol bundles find the function that makes the error of a broken file. */
const name = "evergraph.brokenFile";

/** Prefix of the names of the modules that throw. */
export const brokenPrefix = "evergraph-broken:";

/**
 * What stands in a bundle for a file that cannot be built: all that the module of its own gives that throws. In a package of ES modules the
 * file itself cannot be CommonJS.
 */
export function standInText(file: string): string {
  if (/\.c[jt]s$/.test(file)) return `module.exports = require(${JSON.stringify(brokenPrefix + file)});\n`;
  return `export * from ${JSON.stringify(brokenPrefix + file)};\nexport default undefined;\n`;
}

/** The module that throws. CommonJS, so that nobody's import of a name is an error of its own. */
export function throwingModule(file: BrokenFile): string {
  return `module.exports = {}; throw globalThis[Symbol.for(${JSON.stringify(name)})](${JSON.stringify(file)});\n`;
}

/** Before a bundle is imported. */
export function knowBrokenFiles(): void {
  Object.assign(globalThis, {
    [Symbol.for(name)]: ({ why, range }: BrokenFile) => userError(runErrors.bundleFailed, { why }, range),
  });
}
