import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The built command, as users have it; `npm test` builds first. */
export const builtCommand = fileURLToPath(new URL("../runtime/dist/cli.mjs", import.meta.url));
const packageFolder = fileURLToPath(new URL("../runtime", import.meta.url));

export interface Ended {
  readonly status: number | null;
  readonly output: string;
  readonly errors: string;
}

export interface CommandFixture {
  readonly folder: string;
  run(...parameters: readonly string[]): Ended;
  runWith(environment: NodeJS.ProcessEnv, ...parameters: readonly string[]): Ended;
  put(file: string, text: string): void;
  read(file: string): string;
  remove(): void;
}

export const manifest = '{ "type": "module", "dependencies": { "evergraph": "*" } }';
export const tsconfig = '{ "compilerOptions": { "strict": true, "module": "ESNext", "moduleResolution": "bundler" } }';

/** A folder with these files, in which the built package is installed. */
export function createCommandFixture(files: Readonly<Record<string, string>>): CommandFixture {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), "evergraph-cli-")));
  const put = (file: string, text: string) => {
    const place = path.join(folder, file);
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, text);
  };
  mkdirSync(path.join(folder, "node_modules"));
  symlinkSync(packageFolder, path.join(folder, "node_modules", "evergraph"), "junction");
  for (const [file, text] of Object.entries(files)) put(file, text);
  const runWith = (environment: NodeJS.ProcessEnv, ...parameters: readonly string[]): Ended => {
    const ended = spawnSync(process.execPath, [builtCommand, ...parameters], {
      cwd: folder,
      encoding: "utf8",
      env: { ...plainEnvironment(), ...environment },
    });
    return { status: ended.status, output: ended.stdout, errors: ended.stderr };
  };
  return {
    folder,
    put,
    runWith,
    run: (...parameters) => runWith({}, ...parameters),
    read: (file) => readFileSync(path.join(folder, file), "utf8"),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** That of this process, without what says of the output how it should look. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const { FORCE_COLOR: _, CI: __, ...environment } = process.env;
  return { ...environment, NO_COLOR: "1" };
}
