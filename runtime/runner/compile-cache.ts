import { existsSync, readdirSync, rmSync } from "node:fs";
import { enableCompileCache } from "node:module";
import path from "node:path";

/** Each bundle leaves one, and Node never removes any. */
const mostFiles = 500;

/**
 * Lets V8 keep what it compiled, so that the runner and the packages that the user's code imports load in half the time. Not before
 * something is there that a run or a load needs: with it comes the file that keeps the folder above out of git.
 */
export function useCompileCache(folder: string): void {
  if (!existsSync(path.join(path.dirname(folder), ".gitignore"))) return;
  if (countFiles(folder) > mostFiles) rmSync(folder, { recursive: true, force: true });
  enableCompileCache(folder);
}

function countFiles(folder: string): number {
  try {
    return readdirSync(folder, { recursive: true }).length;
  } catch {
    // There is none yet.
    return 0;
  }
}
