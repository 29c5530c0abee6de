// Where the harness finds its own parts.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const harnessFolder = dirname(fileURLToPath(import.meta.url));
/** `test/vscode`: its node_modules hold code-server and playwright-core. */
export const suiteFolder = dirname(harnessFolder);
/** The repository. */
export const rootFolder = dirname(dirname(suiteFolder));
/** Two runs at a time need folders of their own. */
const ownFolder = process.env.EVERGRAPH_VSCODE_FOLDER ?? suiteFolder;
export const artifactsFolder = join(ownFolder, "artifacts");
export const cacheFolder = join(ownFolder, ".cache");
export const codeServerFolder = join(suiteFolder, "node_modules", "code-server");
export const codeServerEntry = join(codeServerFolder, "out", "node", "entry.js");
export const vsceEntry = join(rootFolder, "node_modules", "@vscode", "vsce", "vsce");

/** Requires a package of the suite's own node_modules. */
export const requireFromSuite = createRequire(join(suiteFolder, "package.json"));
