import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import type { AssetType } from "./asset-type.ts";
import { partitionedText } from "./known-registry.ts";
import type { LaneAsset } from "./lane-messages.ts";
import type { ResourceSlot } from "./resource-slots.ts";

/** At the project's root, ignored by git. */
export const registryFileName = "evergraph-env.d.ts";

/** What the registry says of one asset; kept while neither it nor its type changes. */
export interface RegistryLines {
  readonly key: AssetKey;
  readonly value: string;
  /** Absent: it cannot be called. */
  readonly reads?: string;
  /** Types of the package that `value` names. */
  readonly imports: readonly string[];
}

const header = [
  "// Written by Evergraph from the definitions of this project: the types behind the names that assets read.",
  "// Do not edit, do not commit: the editor and `evergraph codegen` write it anew.",
];
const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;
const packageImport = /\bimport\("evergraph"\)\.([\p{ID_Start}$_][\p{ID_Continue}$]*)/gu;

export function registryLines(asset: LaneAsset, type: AssetType): RegistryLines {
  const name = propertyName(asset.key);
  const value = `    ${name}: ${partitionedText(type.text, type.partitions)};`;
  return {
    key: asset.key,
    value: value.replace(packageImport, "$1"),
    imports: [...value.matchAll(packageImport)].map((match) => match[1] ?? ""),
    ...(asset.external ? {} : { reads: `    ${name}: ${readsOf(asset)};` }),
  };
}

/** The registry of a project: the same text for the same definitions, on any machine and after any order of edits. */
export function registryText(assets: readonly RegistryLines[], slots: readonly ResourceSlot[]): string {
  const sorted = assets.toSorted((a, b) => compareTexts(a.key, b.key));
  const resources = [...new Map(slots)]
    .sort(([a], [b]) => compareTexts(a, b))
    .map(([name, query]) => `    ${propertyName(name)}: ${query};`);
  const lines = [
    ...header,
    importLine(sorted),
    "",
    'declare module "evergraph" {',
    ...extension(
      "AssetRegistry",
      sorted.map((asset) => asset.value),
    ),
    ...extension(
      "AssetReads",
      sorted.flatMap((asset) => asset.reads ?? []),
    ),
    ...extension("ResourceRegistry", resources),
    "}",
    "",
  ];
  return lines.join("\n");
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
  return members.length === 0 ? [] : [`  interface ${name} {`, ...members, "  }"];
}

/** The names that an asset destructures: what its handle is called with, beside its `inputs`. */
function readsOf(asset: LaneAsset): string {
  const keys = asset.upstream
    .filter(({ loaded, input, key }) => loaded && (input ?? key) === key)
    .map(({ key }) => key);
  const names = [...new Set(keys)].sort(compareTexts).map((key) => JSON.stringify(key));
  return names.length === 0 ? "never" : names.join(" | ");
}

/** An import makes the file a module; without one it would declare the package instead of extending it. */
function importLine(assets: readonly RegistryLines[]): string {
  const names = [...new Set(assets.flatMap((asset) => asset.imports))].sort(compareTexts);
  return names.length === 0 ? "export {};" : `import type { ${names.join(", ")} } from "evergraph";`;
}

function propertyName(key: string): string {
  return identifier.test(key) ? key : JSON.stringify(key);
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
