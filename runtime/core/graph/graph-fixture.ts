import type { AssetEdge, AssetGraph, AssetNode } from "../../../protocol/graph/asset-graph.ts";
import { emptyGraph } from "../../../protocol/graph/asset-graph.ts";
import { asAssetKey } from "../../../protocol/graph/asset-key.ts";
import { nowhere } from "../../../protocol/graph/source-range.ts";

/** A graph for tests, from the upstream keys of each asset: `{ a: [], b: ["a"] }`. */
export function graphOf(
  upstream: Readonly<Record<string, readonly string[]>>,
  change: (node: AssetNode) => Partial<AssetNode> = () => ({}),
): AssetGraph {
  const keys = [...new Set([...Object.keys(upstream), ...Object.values(upstream).flat()])].map(asAssetKey);
  const nodes = keys.map((key, id): AssetNode | null => {
    const above = upstream[key];
    if (above === undefined) return null;
    const node: AssetNode = {
      id,
      key,
      kind: "asset",
      range: nowhere,
      keyRange: nowhere,
      knownFrom: "text",
      group: "default",
      owners: [],
      kinds: [],
      tags: {},
      upstream: above.map(
        (from): AssetEdge => ({ from: keys.indexOf(asAssetKey(from)), kind: "value", range: nowhere }),
      ),
      checks: [],
      resources: [],
    };
    return { ...node, ...change(node) };
  });
  return { ...emptyGraph, keys, nodes };
}
