import { existsSync } from "node:fs";
import path from "node:path";
import { storesFolder } from "../runtime/storage/store-folder.ts";

/**
 * The option that says where what was read of a project's text is kept for the next command. None for a project that has stored nothing
 * yet: commands that only read do not begin to write to it.
 */
export function cacheOption(project: string): { readonly cacheFolder?: string } {
  const folder = path.join(project, storesFolder);
  return existsSync(folder) ? { cacheFolder: path.join(folder, "analysis-cache") } : {};
}
