import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import type { AssetType } from "./asset-type.ts";
import { unknownType } from "./asset-type.ts";
import { partitionedText } from "./known-registry.ts";
import type { LaneAsset } from "./lane-messages.ts";
import type { ResourceSlot } from "./resource-slots.ts";

/** At the project's root, ignored by git. */
export const registryFileName = "evergraph-env.d.ts";

export interface RegistryContent {
  readonly assets: Iterable<LaneAsset>;
  readonly types: ReadonlyMap<AssetKey, AssetType>;
  readonly slots: readonly ResourceSlot[];
}

const header = [
  "// Written by Evergraph from the definitions of this project: the types behind the names that assets read.",
  "// Do not edit, do not commit: the editor and `evergraph codegen` write it anew.",
];
const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** The registry of a project: the same text for the same definitions, on any machine and in any order of edits. */
export function registryText({ assets, types, slots }: RegistryContent): string {
  const sorted = [...assets].sort((a, b) => compareTexts(a.key, b.key));
  const values = sorted.map((asset) => {
    const { text, partitions } = types.get(asset.key) ?? unknownType;
    return `${propertyName(asset.key)}: ${partitionedText(text, partitions)};`;
  });
  const reads = sorted
    .filter((asset) => !asset.external)
    .map((asset) => `${propertyName(asset.key)}: ${readsOf(asset)};`);
  const queries = [...new Map(slots)].sort(([a], [b]) => compareTexts(a, b));
  const resources = queries.map(([name, query]) => `${propertyName(name)}: ${query};`);
  const body = [
    ...extension("AssetRegistry", values),
    ...extension("AssetReads", reads),
    ...extension("ResourceRegistry", resources),
  ].join("\n");
  return `${[...header, ...imports(body), "", 'declare module "evergraph" {'].join("\n")}\n${withoutImports(body)}\n}\n`;
}

/** Writes it, unless these bytes are there already. A reader sees the old file or the new one, never half of it. */
export function writeRegistryFile(folder: string, text: string): { readonly written: boolean } {
  const file = path.join(folder, registryFileName);
  if (readRegistryFile(folder) === text) return { written: false };
  const temporary = path.join(folder, `.${registryFileName}.${process.pid}.tmp`);
  writeFileSync(temporary, text);
  try {
    renameSync(temporary, file);
  } catch {
    // On Windows a file that another program has open cannot be replaced, only written.
    writeFileSync(file, text);
    rmSync(temporary, { force: true });
  }
  return { written: true };
}

/** What is there; undefined: no such file. */
export function readRegistryFile(folder: string): string | undefined {
  try {
    return readFileSync(path.join(folder, registryFileName), "utf8");
  } catch {
    return undefined;
  }
}

function extension(name: string, members: readonly string[]): string[] {
  if (members.length === 0) return [];
  return [`  interface ${name} {`, ...members.map((member) => `    ${member}`), "  }"];
}

/** The names that an asset destructures: what its handle is called with, beside its `inputs`. */
function readsOf(asset: LaneAsset): string {
  const keys = asset.upstream
    .filter(({ loaded, input, key }) => loaded && (input ?? key) === key)
    .map(({ key }) => key);
  const names = [...new Set(keys)].sort(compareTexts).map((key) => JSON.stringify(key));
  return names.length === 0 ? "never" : names.join(" | ");
}

const packageImport = /\bimport\("evergraph"\)\.([\p{ID_Start}$_][\p{ID_Continue}$]*)/gu;

/** An import makes the file a module; without one it would declare the package instead of extending it. */
function imports(body: string): string[] {
  const names = new Set([...body.matchAll(packageImport)].map((match) => match[1] ?? ""));
  return names.size === 0
    ? ["export {};"]
    : [`import type { ${[...names].sort(compareTexts).join(", ")} } from "evergraph";`];
}

function withoutImports(body: string): string {
  return body.replace(packageImport, "$1");
}

function propertyName(key: string): string {
  return identifier.test(key) ? key : JSON.stringify(key);
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
