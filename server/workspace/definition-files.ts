import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DefinitionFiles } from "../../protocol/messages/server-messages.ts";
import type { Analysis } from "../analysis/analysis.ts";
import { configFileOf } from "./find-projects.ts";

/** The files that have to be run to know all definitions, and the texts that they would be run with. */
export function definitionFilesOf(analysis: Analysis): DefinitionFiles {
  const files = analysis.definitionFiles();
  const configFile = configFileOf(analysis.folder);
  const sums = analysis.closure([], files);
  const basis = { ...Object.fromEntries(sums), ...configSums(analysis, configFile) };
  const unsaved = new Set(analysis.unsaved());
  return {
    files,
    basis,
    unsaved: Object.keys(basis).filter((file) => unsaved.has(file)),
    ...(configFile === undefined ? {} : { configFile }),
  };
}

/** The config is loaded by a run too, with all that it imports: these must be the texts of now. Of one that cannot be read there is nothing. */
export function configSums(analysis: Analysis, configFile: string | undefined): Readonly<Record<string, string>> {
  if (configFile === undefined) return {};
  try {
    const sum = createHash("sha256")
      .update(readFileSync(join(analysis.folder, configFile)))
      .digest("hex");
    return { ...Object.fromEntries(analysis.closure([], [configFile])), [configFile]: sum };
  } catch {
    return {};
  }
}
