import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { editorErrors } from "../../protocol/errors/editor-errors.ts";
import type { ErrorEntry, RecordedError } from "../../protocol/errors/error-entry.ts";
import { runErrors } from "../../protocol/errors/run-errors.ts";

/** Tells why no run of a project can be started now; undefined: one can. */
export type WhyCannotRun = () => RecordedError | undefined;

/** A package that was found is not looked for again; one that was not may be installed at any time. */
export function createWhyCannotRun(project: string, trusted: boolean): WhyCannotRun {
  let found = false;
  return () => {
    if (!trusted) return recorded(editorErrors.notTrusted, {});
    found ||= hasPackage(project);
    return found ? undefined : recorded(runErrors.packageMissing, { project });
  };
}

function hasPackage(project: string): boolean {
  for (let folder = project; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "node_modules", "evergraph", "package.json"))) return true;
    if (dirname(folder) === folder) return false;
  }
}

function recorded<Facts>(entry: ErrorEntry<Facts>, facts: Facts): RecordedError {
  return { code: entry.code, message: entry.message(facts), remedy: entry.remedy(facts) };
}
