import { existsSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { extractFile } from "../extract/extract-file.ts";

let loaded: typeof extractFile | undefined;

/**
 * Reads facts from a text. The compiler is loaded with the first one: a process whose files are all known never needs it, and it is by
 * far the largest thing that one can hold.
 */
export const extract: typeof extractFile = (file, text) => {
  loaded ??= load();
  return loaded(file, text);
};

function load(): typeof extractFile {
  const require = createRequire(import.meta.url);
  return require(extractorFile()).extractFile;
}

/** The file with the code that reads facts from texts. */
export function extractorFile(): string {
  return entryBeside("../extract/extract-file.ts", "extract-file.mjs");
}

/** Tells one build of that code from all others. */
export function extractorStamp(): string {
  const stat = statSync(extractorFile(), { throwIfNoEntry: false });
  return stat === undefined ? "" : `${stat.mtimeMs} ${stat.ctimeMs} ${stat.size} ${stat.ino}`;
}

/** A file that is loaded on its own: a bundle beside this one (or beside the folder of its chunks); while developing, a source. */
export function entryBeside(source: string, bundle: string): string {
  const names = import.meta.url.endsWith(".ts") ? [source] : [`./${bundle}`, `../${bundle}`];
  const files = names.map((name) => fileURLToPath(new URL(name, import.meta.url)));
  return files.find((file) => existsSync(file)) ?? files[0] ?? "";
}
