import type { AssetId, AssetNode } from "../../protocol/graph/asset-graph.ts";

/** Which assets stand in which file. */
export interface FileIndex {
  /** In the order of the text. */
  assetsIn(file: string): readonly AssetId[];
  /** These nodes came, went or are others. Returns the files that hold them now, or held them. */
  update(nodes: readonly (AssetNode | null)[], changed: Iterable<AssetId>): ReadonlySet<string>;
}

const none: readonly AssetId[] = [];

export function createFileIndex(): FileIndex {
  let nodesNow: readonly (AssetNode | null)[] = [];
  const fileOf = new Map<AssetId, string>();
  const inFile = new Map<string, Set<AssetId>>();

  function startOf(id: AssetId): number {
    const start = nodesNow[id]?.range.start;
    return start === undefined ? 0 : start.line * 100_000 + start.character;
  }

  return {
    assetsIn(file) {
      const ids = inFile.get(file);
      return ids === undefined ? none : [...ids].sort((a, b) => startOf(a) - startOf(b));
    },
    update(nodes, changed) {
      nodesNow = nodes;
      const files = new Set<string>();
      for (const id of changed) {
        const before = fileOf.get(id);
        const now = nodes[id]?.range.file;
        if (before !== undefined) files.add(before);
        if (now !== undefined) files.add(now);
        if (before === now) continue;
        if (before !== undefined) inFile.get(before)?.delete(id);
        if (now === undefined) fileOf.delete(id);
        else {
          fileOf.set(id, now);
          const ids = inFile.get(now);
          if (ids === undefined) inFile.set(now, new Set([id]));
          else ids.add(id);
        }
      }
      return files;
    },
  };
}
