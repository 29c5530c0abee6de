import { existsSync } from "node:fs";
import { copyFile, cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";

/** What an example is made from, by absolute paths. */
export interface ExampleParts {
  /** Its folder in the extension. */
  readonly example: string;
  /** The package `evergraph` that the extension carries. */
  readonly tarball: string;
  /** Where it is to be put. */
  readonly parent: string;
}

const name = "evergraph-example";

/** Writes the example into a folder of its own, which has nothing of anybody else's. Gives that folder. It names the package, and has it beside. */
export async function writeExample({ example, tarball, parent }: ExampleParts): Promise<string> {
  const folder = freeFolder(parent);
  await cp(example, folder, { recursive: true, errorOnExist: true, force: false });
  const kept = `vendor/${basename(tarball)}`;
  await mkdir(join(folder, "vendor"), { recursive: true });
  await copyFile(tarball, join(folder, kept));
  const manifest = join(folder, "package.json");
  await writeFile(manifest, withPackage(await readFile(manifest, "utf8"), `file:./${kept}`));
  return folder;
}

function freeFolder(parent: string): string {
  for (let number = 1; ; number++) {
    const folder = join(parent, number === 1 ? name : `${name}-${number}`);
    if (!existsSync(folder)) return folder;
  }
}

/** The manifest with the package from a file: it is in no registry. */
function withPackage(text: string, from: string): string {
  const manifest = JSON.parse(text) as { readonly dependencies?: Readonly<Record<string, string>> };
  const dependencies = { ...manifest.dependencies, evergraph: from };
  return `${JSON.stringify({ ...manifest, dependencies }, undefined, 2)}\n`;
}
