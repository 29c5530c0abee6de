// Where the harness finds its own parts.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const harnessFolder = dirname(fileURLToPath(import.meta.url));
/** `test/vscode`: its node_modules hold code-server and playwright-core. */
export const suiteFolder = dirname(harnessFolder);
/** The repository. */
export const rootFolder = dirname(dirname(suiteFolder));
export const artifactsFolder = join(suiteFolder, "artifacts");
export const cacheFolder = join(suiteFolder, ".cache");
export const codeServerFolder = join(suiteFolder, "node_modules", "code-server");
export const codeServerEntry = join(codeServerFolder, "out", "node", "entry.js");
export const vsceEntry = join(rootFolder, "node_modules", "@vscode", "vsce", "vsce");

/** Requires a package of the suite's own node_modules. */
export const requireFromSuite = createRequire(join(suiteFolder, "package.json"));
