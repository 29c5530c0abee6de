import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Position } from "../../protocol/graph/source-range.ts";

/** A project in a temporary folder, for tests. */
export interface ProjectFixture {
  readonly folder: string;
  /** Where `$0` stood, by file; the mark itself is not written. */
  readonly cursor: { readonly file: string; readonly position: Position } | undefined;
  /** Writes a file to disk. */
  write(file: string, text: string): void;
  remove(): void;
}

const packageFolder = fileURLToPath(new URL("../../runtime", import.meta.url));
const manifest = JSON.stringify({ type: "module", dependencies: { evergraph: "0.1.0" } });
const compilerOptions = JSON.stringify({
  compilerOptions: { module: "ESNext", moduleResolution: "bundler", target: "ES2024", strict: true, noEmit: true },
});

/** Makes a project of these files, in which the package is installed as a link to this repository's own. */
export function makeProject(files: Readonly<Record<string, string>>): ProjectFixture {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "evergraph-project-")));
  let cursor: ProjectFixture["cursor"];

  function write(file: string, text: string): void {
    const path = join(folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  mkdirSync(join(folder, "node_modules"));
  symlinkSync(packageFolder, join(folder, "node_modules", "evergraph"), "junction");
  for (const [file, marked] of Object.entries({
    "package.json": manifest,
    "tsconfig.json": compilerOptions,
    ...files,
  })) {
    const at = marked.indexOf("$0");
    if (at !== -1) cursor = { file, position: positionAt(marked, at) };
    write(file, marked.replace("$0", ""));
  }
  return {
    folder,
    cursor,
    write,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Where the first occurrence of a text begins. Throws when there is none. */
export function positionOf(text: string, part: string): Position {
  const at = text.indexOf(part);
  if (at === -1) throw new Error(`There is no ${part} in the text.`);
  return positionAt(text, at);
}

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}
