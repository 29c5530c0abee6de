// The examples under each supported TypeScript, in folders outside of the repository, with the packed package: the registry that codegen
// writes compiles, and what it says is held: a column that is none is an error. Needs a build, and the registry of npm.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { mustRun, root, toolEnvironment } from "./toolchain.mjs";

const versions = ["5.9", "6", "7"];
/** What a wrong reader of each example is, and the code of the error that it must be told. */
const mistakes = {
  weather:
    'import { asset } from "evergraph";\nasset("wrong", ({ airports }) => airports.map((row) => row.nothing));\n',
  features:
    'import { asset } from "evergraph";\nasset("wrong", ({ user_features }) => user_features.map((row) => row.nothing));\n',
};
const leftOut = new Set(["node_modules", ".evergraph", "evergraph-env.d.ts"]);

const folder = mkdtempSync(path.join(tmpdir(), "evergraph-types-"));
let failures = 0;
try {
  mustRun("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", folder], {
    cwd: path.join(root, "runtime"),
    shell: process.platform === "win32",
  });
  const { version } = JSON.parse(readFileSync(path.join(root, "runtime", "package.json"), "utf8"));
  for (const typescript of versions) {
    for (const [example, mistake] of Object.entries(mistakes)) {
      const found = compile(example, mistake, typescript, path.join(folder, `evergraph-${version}.tgz`));
      if (found.problem !== undefined) failures += 1;
      console.log(
        `| TypeScript ${found.version} | examples/${example} | ${found.problem ?? "compiles, and refuses the mistake"} |`,
      );
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(failures === 0 ? 0 : 1);

function compile(example, mistake, typescript, tarball) {
  const source = path.join(root, "examples", example);
  const project = path.join(folder, `${example}-${typescript}`);
  cpSync(source, project, {
    recursive: true,
    filter: (file) => !leftOut.has(path.relative(source, file).split(path.sep)[0]),
  });
  const manifestFile = path.join(project, "package.json");
  const manifest = JSON.parse(readFileSync(manifestFile, "utf8"));
  manifest.dependencies.evergraph = `file:${tarball}`;
  manifest.devDependencies.typescript = typescript;
  writeFileSync(manifestFile, JSON.stringify(manifest));
  const installed = call(project, "npm", ["install", "--no-audit", "--no-fund", "--loglevel=error"]);
  if (installed.status !== 0) return { version: typescript, problem: `npm install failed: ${installed.text}` };
  const packages = path.join(project, "node_modules");
  const { version } = JSON.parse(readFileSync(path.join(packages, "typescript", "package.json"), "utf8"));
  const written = call(project, "node", [path.join(packages, "evergraph", "dist", "cli.mjs"), "codegen"]);
  if (written.status !== 0) return { version, problem: `codegen failed: ${written.text}` };
  const check = () => call(project, "npx", ["--no-install", "tsc", "--noEmit", "-p", "tsconfig.json"]);
  const right = check();
  if (right.status !== 0) return { version, problem: `does not compile: ${right.text}` };
  writeFileSync(path.join(project, "assets", "wrong.ts"), mistake);
  const wrong = check();
  // TS2339: the property does not exist on the row's type.
  const isRefused = wrong.status !== 0 && /wrong\.ts.*TS2339/.test(wrong.text);
  return isRefused ? { version } : { version, problem: `accepts the mistake: ${wrong.text}` };
}

function call(cwd, command, parameters) {
  const ended = spawnSync(command, parameters, {
    cwd,
    env: toolEnvironment,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  return { status: ended.status ?? 1, text: `${ended.stdout ?? ""}${ended.stderr ?? ""}`.trim().slice(-2_000) };
}
