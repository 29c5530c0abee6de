import { getCompileCacheDir } from "node:module";
import path from "node:path";

/** For a thread of ours: it does not see by itself what V8 keeps compiled for this process, and the compiler takes long to compile. */
export function threadEnvironment(): NodeJS.ProcessEnv {
  const folder = getCompileCacheDir();
  // The folder of this version of Node, in the one that was named.
  return folder === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: path.dirname(folder) };
}
