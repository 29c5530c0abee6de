import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const folder = path.dirname(fileURLToPath(import.meta.url));
const manifest = JSON.parse(readFileSync(path.join(folder, "..", "package.json"), "utf8")) as {
  readonly scripts: Readonly<Record<string, string>>;
};

test("every npm command that runs a script goes through the file that installs and pins Node", () => {
  const direct = Object.entries(manifest.scripts).filter(
    ([, command]) => /\bnode\b/.test(command) && !command.startsWith("node scripts/with-toolchain.mjs "),
  );
  assert.deepEqual(direct, []);
});

test("what runs before the installation imports only old parts of Node", () => {
  // Each name is in Node 20; a newer one would end the command on a new machine before its first line.
  const known = new Set([
    "spawnSync",
    "createHash",
    "existsSync",
    "lstatSync",
    "mkdirSync",
    "readFileSync",
    "writeFileSync",
    "path",
    "fileURLToPath",
    "installPackages",
    "run",
  ]);
  for (const file of ["with-toolchain.mjs", "toolchain.mjs"]) {
    const imports = [...readFileSync(path.join(folder, file), "utf8").matchAll(/^import (.+) from "(.+)";$/gm)];
    assert.ok(imports.length > 0, file);
    for (const [, names = "", source = ""] of imports) {
      assert.match(source, /^node:|^\.\/toolchain\.mjs$/, `${file} imports ${source}`);
      for (const name of names.replace(/[{}]/g, "").split(",")) assert.ok(known.has(name.trim()), `${file}: ${name}`);
    }
  }
});
