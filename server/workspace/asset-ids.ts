import type { AssetGraph, AssetId } from "../../protocol/graph/asset-graph.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";

/** Ids by key. A key has one id for life, so only those that came since are looked at. */
export function createAssetIds(graph: () => AssetGraph): (key: AssetKey) => AssetId | undefined {
  const ids = new Map<AssetKey, AssetId>();
  return (key) => {
    const { keys } = graph();
    for (let id = ids.size; id < keys.length; id++) {
      const known = keys[id];
      if (known !== undefined) ids.set(known, id);
    }
    return ids.get(key);
  };
}
