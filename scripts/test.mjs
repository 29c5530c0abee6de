// npm test: installs what is missing, builds, runs every test, ends with "N passed, N failed".
// npm test -- unit | vscode | check: only that part.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { root, run, step, toolEnvironment } from "./toolchain.mjs";

const parts = process.argv.slice(2);
const wanted = (part) => parts.length === 0 || parts.includes(part);
const temporary = mkdtempSync(path.join(os.tmpdir(), "evergraph-test-"));
const counts = path.join(temporary, "counts");
let passed = 0;
let failed = 0;

/** Runs a command that passes or fails as a whole. */
function single(name, command, parameters) {
  step(name);
  const began = performance.now();
  const good = run(command, parameters) === 0;
  console.log(`${good ? "✔" : "✖"} ${name} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
  if (good) passed++;
  else failed++;
  return good;
}

/** Runs a command that writes `passed failed` to the file of counts. */
function counted(name, command, parameters) {
  step(name);
  const began = performance.now();
  rmSync(counts, { force: true });
  const status = run(command, parameters, { env: { ...toolEnvironment, EVERGRAPH_TEST_COUNTS: counts } });
  let lines = [];
  try {
    lines = readFileSync(counts, "utf8").trim().split("\n");
  } catch {
    console.error(`${name}: no result was written.`);
  }
  let failures = 0;
  for (const line of lines) {
    const [good = 0, bad = 0] = line.split(" ").map(Number);
    passed += good;
    failures += bad;
  }
  if (failures === 0 && (status !== 0 || lines.length === 0)) failures = 1;
  failed += failures;
  console.log(`${name}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
}

/** The test files below a folder, as paths from the root of the repository. */
function testFilesBelow(folder) {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory())
      return entry.name.startsWith(".") || ["node_modules", "dist"].includes(entry.name) ? [] : testFilesBelow(name);
    return entry.name.endsWith(".test.ts") ? [name] : [];
  });
}

try {
  const built = single("Build", "node", ["scripts/build.mjs"]);
  if (wanted("check")) {
    single("Types", "npm", ["run", "--silent", "check"]);
    for (const name of readdirSync(path.join(root, "examples"))) {
      const project = `examples/${name}`;
      const registry = single(`Registry of ${project}`, "node", [
        "runtime/dist/cli.mjs",
        "codegen",
        "--project",
        project,
      ]);
      if (registry) single(`Types of ${project}`, "tsc", ["--noEmit", "-p", project]);
    }
    single("Format and lint", "biome", ["check", "."]);
  }
  // Tests in Node draw the panel's pages in the same browser.
  const installed =
    (wanted("unit") || wanted("vscode")) &&
    single("Install VS Code and a browser for the tests", "node", ["test/vscode/install.mjs"]);
  if (wanted("unit")) {
    const files = ["protocol", "runtime", "server", "client", "cli", "webview", "test", "examples", "bench", "scripts"]
      .flatMap(testFilesBelow)
      .sort();
    counted("Tests in Node", "node", [
      "--test",
      "--test-concurrency=2",
      "--test-reporter=./scripts/test-reporter.mjs",
      "--test-reporter-destination=stdout",
      ...files,
    ]);
  }
  if (wanted("vscode") && built && installed) counted("Tests in VS Code", "node", ["test/vscode/run.mjs"]);
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
