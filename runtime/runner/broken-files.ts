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

/** What stands in a bundle for a file that cannot be built. CommonJS, so that nobody's import of a name is an error of its own. */
export function throwingModule(file: BrokenFile): string {
  return `module.exports = {}; throw globalThis[Symbol.for(${JSON.stringify(name)})](${JSON.stringify(file)});\n`;
}

/** Before a bundle is imported. */
export function knowBrokenFiles(): void {
  Object.assign(globalThis, {
    [Symbol.for(name)]: ({ why, range }: BrokenFile) => userError(runErrors.bundleFailed, { why }, range),
  });
}
