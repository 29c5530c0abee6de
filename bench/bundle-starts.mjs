// node bundle-starts.mjs <folder>: the programs whose starts are measured, bundled as the server is. Nobody who uses it strips types.
import { copyFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../", import.meta.url));
const folder = process.argv[2] ?? "";
const banner =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url); const __filename = import.meta.filename; const __dirname = import.meta.dirname;";

await build({
  absWorkingDir: root,
  entryPoints: {
    "analysis-start": "bench/analysis-start.ts",
    "server-memory": "bench/server-memory.ts",
    "type-worker": "server/analysis/types/type-worker.ts",
    "source-worker": "server/analysis/files/source-worker.ts",
    "extract-file": "server/analysis/extract/extract-file.ts",
  },
  outdir: folder,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  target: "node22",
  format: "esm",
  banner: { js: banner },
  minifyWhitespace: true,
  splitting: true,
  chunkNames: "[name]-[hash]",
  legalComments: "none",
  logLevel: "warning",
});
copyFileSync(path.join(root, "node_modules/sql.js/dist/sql-wasm.wasm"), path.join(folder, "sql-wasm.wasm"));
