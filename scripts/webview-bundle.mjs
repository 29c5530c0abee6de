// Bundles the panel: the page, its worker, and the style sheets of all its folders in one.
import { globSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { root } from "./toolchain.mjs";

const page = {
  bundle: true,
  logLevel: "warning",
  absWorkingDir: root,
  legalComments: "none",
  platform: "browser",
  target: "es2022",
  format: "iife",
  minify: true,
};

/** Writes `lineage.js`, `lineage-worker.js` and `lineage.css` into a folder. */
export async function buildWebview(outdir) {
  await Promise.all([
    build({
      ...page,
      entryPoints: { lineage: "webview/lineage/page.ts", "lineage-worker": "webview/lineage/worker.ts" },
      outdir,
    }),
    build({
      bundle: true,
      logLevel: "warning",
      absWorkingDir: root,
      minify: true,
      stdin: { contents: styleSheets(), loader: "css", resolveDir: path.join(root, "webview") },
      outfile: path.join(outdir, "lineage.css"),
    }),
  ]);
}

/** The page's own sheet comes first: it names the colours. The rules for narrow panels come last: they change the others. */
function styleSheets() {
  const first = "lineage/page.css";
  const last = "views/narrow.css";
  const sheets = globSync("**/*.css", { cwd: path.join(root, "webview") })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file !== first && file !== last)
    .sort();
  return [first, ...sheets, last].map((file) => `@import "./${file}";`).join("\n");
}
