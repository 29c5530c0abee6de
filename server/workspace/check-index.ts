import type { AssetId, AssetNode, Check } from "../../protocol/graph/asset-graph.ts";

/** Which checks stand in which file: often another than their asset's. */
export interface CheckIndex {
  /** In the order of the text. */
  checksIn(file: string): readonly { readonly asset: AssetId; readonly check: Check }[];
  /** These nodes came, went or are others. Returns the files that hold checks of them now, or held them. */
  update(nodes: readonly (AssetNode | null)[], changed: Iterable<AssetId>): ReadonlySet<string>;
}

export function createCheckIndex(): CheckIndex {
  const byFile = new Map<string, Map<AssetId, readonly Check[]>>();
  const filesOf = new Map<AssetId, ReadonlySet<string>>();

  return {
    checksIn(file) {
      const found = [...(byFile.get(file) ?? [])].flatMap(([asset, checks]) =>
        checks.map((check) => ({ asset, check })),
      );
      return found.sort(
        ({ check: { range: a } }, { check: { range: b } }) =>
          a.start.line - b.start.line || a.start.character - b.start.character,
      );
    },
    update(nodes, changed) {
      const touched = new Set<string>();
      for (const asset of changed) {
        for (const file of filesOf.get(asset) ?? []) {
          touched.add(file);
          byFile.get(file)?.delete(asset);
        }
        const checks = Map.groupBy(nodes[asset]?.checks ?? [], ({ range }) => range.file);
        if (checks.size === 0) filesOf.delete(asset);
        else filesOf.set(asset, new Set(checks.keys()));
        for (const [file, inFile] of checks) {
          touched.add(file);
          const known = byFile.get(file);
          if (known === undefined) byFile.set(file, new Map([[asset, inFile]]));
          else known.set(asset, inFile);
        }
      }
      return touched;
    },
  };
}
