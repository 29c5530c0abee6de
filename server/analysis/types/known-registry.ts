import type { AssetKey } from "../../../protocol/graph/asset-key.ts";

/** What the checker is told about an asset that some function reads. */
export type RegistryEntry =
  | { readonly kind: "value"; readonly text: string; readonly partitions?: string }
  /** Checked in the same program: its own definition says what it is. */
  | { readonly kind: "reference"; readonly specifier: string; readonly exportedAs: string };

/**
 * The registry of one program: only what its functions read. An entry more than there is, so that the compiler never takes it for a
 * project without a registry.
 */
export function knownRegistry(entries: ReadonlyMap<AssetKey, RegistryEntry>): string {
  const lines = [...entries].map(([key, entry]) => `    ${JSON.stringify(key)}: ${entryText(entry)};`);
  return [
    "export {};",
    'declare module "evergraph" {',
    "  interface AssetRegistry {",
    '    "~": never;',
    ...lines,
    "  }",
    "}",
    "",
  ].join("\n");
}

function entryText(entry: RegistryEntry): string {
  if (entry.kind === "reference") {
    const asset = `(typeof import("${entry.specifier}").${entry.exportedAs})["~asset"]`;
    return `import("evergraph").Partitioned<${asset}["value"], ${asset}["partitions"]>`;
  }
  return partitionedText(entry.text, entry.partitions);
}

/** The entry of a value: of one partition, when there are partitions. */
export function partitionedText(text: string, partitions: string | undefined): string {
  return partitions === undefined ? text : `import("evergraph").Partitioned<${text}, ${partitions}>`;
}
