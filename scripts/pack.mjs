// npm run pack: the package `evergraph` as a tarball, and the extension, which carries that tarball, as a VSIX.
// npm run pack -- --no-build: packs what was built last.
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { mustRun, root, step } from "./toolchain.mjs";

const at = (...parts) => path.join(root, ...parts);
const version = (...parts) => JSON.parse(readFileSync(at(...parts), "utf8")).version;
const tarball = `evergraph-${version("runtime", "package.json")}.tgz`;
const extension = `evergraph-vscode-${version("package.json")}.vsix`;

if (!process.argv.includes("--no-build")) {
  step("Building");
  mustRun("node", ["scripts/build.mjs"]);
}
step(`Packing ${tarball}`);
mustRun("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", root], {
  cwd: at("runtime"),
  shell: process.platform === "win32",
});
rmSync(at("dist", "package"), { recursive: true, force: true });
mkdirSync(at("dist", "package"), { recursive: true });
copyFileSync(at(tarball), at("dist", "package", tarball));

// The example travels with it, as it is in the repository: without what was installed and made there.
const example = at("examples", "weather");
const leftOut = new Set(["node_modules", ".evergraph", "evergraph-env.d.ts"]);
rmSync(at("dist", "example"), { recursive: true, force: true });
cpSync(example, at("dist", "example"), {
  recursive: true,
  filter: (file) => !leftOut.has(path.relative(example, file).split(path.sep)[0]),
});

step(`Packing ${extension}`);
// Without rewriting: the links of the README are for the repository, which has no address yet.
mustRun("node", [
  at("node_modules", "@vscode", "vsce", "vsce"),
  "package",
  "--no-dependencies",
  "--allow-missing-repository",
  "--no-rewrite-relative-links",
  "--out",
  extension,
]);
const kilobytes = (file) => `${Math.round(statSync(at(file)).size / 1024)} KB`;
console.log(`\n${tarball} (${kilobytes(tarball)}), ${extension} (${kilobytes(extension)})`);
