// What every suite starts from: the packed extension in a server, and the weather example as a user has it, with the packed package.

import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cacheFolder, rootFolder, suiteFolder } from "../harness/paths.mjs";
import { runToEnd } from "../harness/run.mjs";
import { startServer } from "../harness/server.mjs";
import { installExtensions, packageFolder } from "../harness/vsix.mjs";

/** The VSIX and the tarball as `npm run pack` made them. */
export function packed() {
  const find = (pattern) => readdirSync(rootFolder).find((name) => pattern.test(name));
  const extension = find(/^evergraph-vscode-.*\.vsix$/);
  const tarball = find(/^evergraph-\d.*\.tgz$/);
  if (extension === undefined || tarball === undefined) throw new Error("Run `npm run pack` first.");
  return { extension: join(rootFolder, extension), tarball: join(rootFolder, tarball) };
}

/** Runs a suite with a server that has the packed extension and the bridge, and cleans up after it however it ends. */
export async function withServer(options, run) {
  const bridge = await packageFolder(join(suiteFolder, "bridge"));
  const extensions = await installExtensions([packed().extension, bridge]);
  const server = await startServer({ extensions, ...options });
  const workspaces = mkdtempSync(join(tmpdir(), "evergraph-vscode-"));
  try {
    await run(server, (name) => join(workspaces, name));
  } finally {
    await server.stop();
    rmSync(workspaces, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** A copy of the example in a folder of its own, with the packed package installed by npm. */
export async function weatherProject(folder) {
  const template = await weatherTemplate();
  cpSync(template, folder, { recursive: true, verbatimSymlinks: true });
  return folder;
}

/** Installed once for the same tarball and the same example, then copied. */
async function weatherTemplate() {
  const example = join(rootFolder, "examples", "weather");
  const { tarball } = packed();
  const manifest = JSON.parse(readFileSync(join(example, "package.json"), "utf8"));
  const hash = createHash("sha256").update(readFileSync(tarball)).update(JSON.stringify(manifest));
  const template = join(cacheFolder, `weather-${hash.digest("hex").slice(0, 12)}`);
  if (!existsSync(join(template, ".complete"))) {
    mkdirSync(cacheFolder, { recursive: true });
    for (const old of readdirSync(cacheFolder))
      if (old.startsWith("weather-")) rmSync(join(cacheFolder, old), { recursive: true, force: true });
    mkdirSync(template, { recursive: true });
    manifest.dependencies.evergraph = `file:${tarball}`;
    writeFileSync(join(template, "package.json"), JSON.stringify(manifest, null, 2));
    await runToEnd("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline"], { cwd: template });
    writeFileSync(join(template, ".complete"), "");
  }
  for (const name of ["assets", "helpers", "test", "tsconfig.json"]) {
    rmSync(join(template, name), { recursive: true, force: true });
    cpSync(join(example, name), join(template, name), { recursive: true });
  }
  return template;
}
