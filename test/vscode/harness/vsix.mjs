// Installs VSIX files into a folder of extensions that is reused while their content is the same.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { cacheFolder, codeServerEntry, vsceEntry } from "./paths.mjs";
import { runToEnd } from "./run.mjs";

/**
 * Installs VSIX files, in one run of code-server.
 * @returns the folder of extensions to start servers with; every server may share it.
 */
export async function installExtensions(packages) {
  const hash = createHash("sha256");
  for (const file of packages) hash.update(readFileSync(file));
  const extensions = join(cacheFolder, `extensions-${hash.digest("hex").slice(0, 12)}`);
  if (existsSync(join(extensions, ".complete"))) return extensions;
  for (const old of existsSync(cacheFolder) ? readdirSync(cacheFolder) : [])
    if (old.startsWith("extensions-")) rmSync(join(cacheFolder, old), { recursive: true, force: true });
  mkdirSync(extensions, { recursive: true });
  await runToEnd(
    process.execPath,
    [
      codeServerEntry,
      "--config",
      join(cacheFolder, "config.yaml"),
      "--user-data-dir",
      join(cacheFolder, "data"),
      "--extensions-dir",
      extensions,
      ...packages.flatMap((file) => ["--install-extension", file]),
    ],
    { env: { ...process.env, XDG_DATA_HOME: join(cacheFolder, "data") } },
  );
  writeFileSync(join(extensions, ".complete"), "");
  return extensions;
}

/** Packages a folder as it is. @returns the path of the VSIX, whose name carries the hash of what went in. */
export async function packageFolder(folder) {
  const file = join(cacheFolder, `${basename(folder)}-${hashOf(folder)}.vsix`);
  if (existsSync(file)) return file;
  mkdirSync(cacheFolder, { recursive: true });
  await runToEnd(
    process.execPath,
    [vsceEntry, "package", "--no-dependencies", "--allow-missing-repository", "--skip-license", "--out", file],
    { cwd: folder },
  );
  return file;
}

function hashOf(folder) {
  const hash = createHash("sha256");
  for (const name of readdirSync(folder, { recursive: true }).sort()) {
    const path = join(folder, name);
    if (!statSync(path).isFile()) continue;
    hash.update(`${name}\n`).update(readFileSync(path));
  }
  return hash.digest("hex").slice(0, 12);
}
