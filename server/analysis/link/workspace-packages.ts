import path from "node:path/posix";
import { globPattern } from "../files/glob-pattern.ts";
import type { SourceTexts } from "../files/source-texts.ts";
import { parseLooseJson } from "./loose-json.ts";
import { objectOf } from "./typescript-config.ts";

export interface PackageManifest {
  /** Folder, relative; "." for the root. */
  readonly folder: string;
  readonly name: string | undefined;
  readonly version: string | undefined;
  readonly json: Readonly<Record<string, unknown>>;
}

export function readManifest(texts: SourceTexts, folder: string): PackageManifest | undefined {
  const text = texts.text(path.join(folder, "package.json"));
  const json = text === undefined ? undefined : objectOf(parseLooseJson(text));
  if (json === undefined) return undefined;
  const { name, version } = json;
  return {
    folder,
    name: typeof name === "string" ? name : undefined,
    version: typeof version === "string" ? version : undefined,
    json,
  };
}

/** The packages of the workspace by name: those that `workspaces` (or pnpm's file) list, linked or not. */
export function findWorkspacePackages(
  texts: SourceTexts,
  packageFolders: readonly string[],
): ReadonlyMap<string, PackageManifest> {
  const found = new Map<string, PackageManifest>();
  const root = readManifest(texts, ".");
  const globs = [...listed(root?.json.workspaces), ...pnpmGlobs(texts.text("pnpm-workspace.yaml"))];
  if (root?.name !== undefined) found.set(root.name, root);
  if (globs.length === 0) return found;
  const wanted = globs.filter((glob) => !glob.startsWith("!")).map(toPattern);
  const unwanted = globs.filter((glob) => glob.startsWith("!")).map((glob) => toPattern(glob.slice(1)));
  for (const folder of packageFolders) {
    if (!wanted.some((pattern) => pattern.test(folder)) || unwanted.some((pattern) => pattern.test(folder))) continue;
    const manifest = readManifest(texts, folder);
    if (manifest?.name !== undefined && !found.has(manifest.name)) found.set(manifest.name, manifest);
  }
  return found;
}

function toPattern(glob: string): RegExp {
  return globPattern(glob.replace(/^\.\//, "").replace(/\/+$/, ""));
}

function listed(value: unknown): readonly string[] {
  const list = Array.isArray(value) ? value : objectOf(value)?.packages;
  return Array.isArray(list) ? list.filter((item) => typeof item === "string") : [];
}

/** The list under `packages:`; its items are plain or quoted texts. */
function pnpmGlobs(text: string | undefined): readonly string[] {
  if (text === undefined) return [];
  const globs: string[] = [];
  let inside = false;
  for (const line of text.split(/\r?\n/)) {
    if (/^packages\s*:/.test(line)) inside = true;
    else if (/^\S/.test(line) && !line.startsWith("-") && !line.startsWith("#")) inside = false;
    const item = inside ? /^\s*-\s*["']?([^"'#]+?)["']?\s*(?:#.*)?$/.exec(line) : null;
    if (item?.[1] !== undefined) globs.push(item[1]);
  }
  return globs;
}
