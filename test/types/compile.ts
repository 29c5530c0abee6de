import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keepReachedTypes } from "../../scripts/keep-reached-types.mjs";

const repository = join(import.meta.dirname, "../..");
const require = createRequire(import.meta.url);

/** A project as users have it: it finds the package by its name, and reads the declarations that are published. */
export interface TypeProject {
  readonly folder: string;
  /** Writes these files, compiles them and gives what the compiler says, a line of text each. */
  compile(files: Readonly<Record<string, string>>, options?: Readonly<Record<string, unknown>>): Promise<Compiled>;
  remove(): Promise<void>;
}

export interface Compiled {
  readonly code: number | null;
  readonly output: string;
}

export async function createTypeProject(): Promise<TypeProject> {
  const folder = await mkdtemp(join(tmpdir(), "evergraph-types-"));
  const installed = join(folder, "node_modules/evergraph");
  await mkdir(installed, { recursive: true });
  await cp(join(repository, "runtime/package.json"), join(installed, "package.json"));
  await cp(join(repository, "node_modules/zod"), join(folder, "node_modules/zod"), { recursive: true });
  await symlink(join(repository, "node_modules/@types"), join(folder, "node_modules/@types"));
  const types = join(installed, "dist/types");
  const emitted = await runCompiler(repository, ["-p", "runtime/tsconfig.types.json", "--outDir", types]);
  if (emitted.code !== 0) throw new Error(`The declarations could not be emitted:\n${emitted.output}`);
  keepReachedTypes(types, "runtime/index.d.ts");
  return {
    folder,
    async compile(files, options = {}) {
      for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
      const project = { compilerOptions: { ...compilerOptions, ...options }, files: Object.keys(files) };
      await writeFile(join(folder, "tsconfig.json"), JSON.stringify(project));
      return runCompiler(folder, ["-p", "."]);
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

const compilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noEmit: true,
  // The published declarations are checked too.
  skipLibCheck: false,
  target: "esnext",
  module: "esnext",
  moduleResolution: "bundler",
  lib: ["esnext", "dom"],
  types: [],
};

function runCompiler(folder: string, parameters: readonly string[]): Promise<Compiled> {
  return new Promise((resolve, reject) => {
    const compiler = require.resolve("typescript/bin/tsc");
    const child = spawn(process.execPath, [compiler, ...parameters, "--pretty", "false"], { cwd: folder });
    let output = "";
    child.stdout.on("data", (data) => {
      output += data;
    });
    child.stderr.on("data", (data) => {
      output += data;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output }));
  });
}
