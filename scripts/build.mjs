// Bundles everything: the extension (client, server, webview) into dist/, the package `evergraph` into runtime/dist/.
import { copyFileSync, existsSync, mkdirSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { keepReachedTypes } from "./keep-reached-types.mjs";
import { mustRun, root } from "./toolchain.mjs";
import { buildWebview } from "./webview-bundle.mjs";

const started = performance.now();
const at = (...parts) => path.join(root, ...parts);
for (const folder of [at("dist"), at("runtime", "dist")]) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}

const shared = { bundle: true, logLevel: "warning", absWorkingDir: root, legalComments: "none" };
// CommonJS packages inside an ES module bundle call `require` for Node's own modules, and the compiler asks for its own file's name.
const requireBanner = {
  js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url); const __filename = import.meta.filename; const __dirname = import.meta.dirname;",
};
const node = { ...shared, platform: "node", target: "node22", format: "esm", banner: requireBanner };
// Whitespace only: shorter identifiers would spoil V8's compile cache for the TypeScript compiler inside.
const serverBundle = { ...node, minifyWhitespace: true };
// What the server loads by its file's name: threads of their own, and the compiler, which many a process never needs.
const serverParts = {
  "type-worker": "server/analysis/types/type-worker.ts",
  "source-worker": "server/analysis/files/source-worker.ts",
  "extract-file": "server/analysis/extract/extract-file.ts",
};

await Promise.all([
  build({
    ...shared,
    entryPoints: ["client/extension.ts"],
    outfile: "dist/client/extension.cjs",
    platform: "node",
    target: "node22",
    format: "cjs",
    external: ["vscode"],
    alias: { minimatch: "./client/absent-minimatch.ts" },
    minify: true,
  }),
  build({
    ...serverBundle,
    entryPoints: { main: "server/main.ts", ...serverParts },
    outdir: "dist/server",
    outExtension: { ".js": ".mjs" },
    splitting: true,
    chunkNames: "[name]-[hash]",
  }),
  build({
    ...serverBundle,
    entryPoints: {
      cli: "cli/main.ts",
      server: "server/main.ts",
      ...serverParts,
      runner: "runtime/runner/main.ts",
      "parent-watch": "runtime/runner/parent-watch.ts",
      index: "runtime/index.ts",
    },
    outdir: "runtime/dist",
    outExtension: { ".js": ".mjs" },
    external: ["esbuild"],
    // Its main file hides its parts from a bundler.
    alias: { "jsonc-parser": "jsonc-parser/lib/esm/main.js" },
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
  }),
  buildWebview(at("dist", "webview")),
]);

for (const folder of [at("dist", "server"), at("runtime", "dist"), at("runtime", "dist", "chunks")]) {
  mkdirSync(folder, { recursive: true });
  copyFileSync(at("node_modules", "sql.js", "dist", "sql-wasm.wasm"), path.join(folder, "sql-wasm.wasm"));
}
mustRun("tsc", ["-p", "runtime/tsconfig.types.json"]);
keepReachedTypes(at("runtime", "dist", "types"), "runtime/index.d.ts");

// npm links a package's commands when it installs, which on a new machine is before they are built.
if (!existsSync(at("node_modules", ".bin", "evergraph"))) {
  mustRun("npm", ["rebuild", "evergraph", "--ignore-scripts", "--loglevel=error"], {
    shell: process.platform === "win32",
  });
}

const kilobytes = (file) => `${Math.round(statSync(at(file)).size / 1024)} KB`;
console.log(
  `Built in ${((performance.now() - started) / 1000).toFixed(1)} s: extension ${kilobytes("dist/client/extension.cjs")}, server ${kilobytes("dist/server/main.mjs")}, panel ${kilobytes("dist/webview/lineage.js")}.`,
);
