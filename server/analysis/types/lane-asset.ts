import type { AssetGraph, AssetNode } from "../../../protocol/graph/asset-graph.ts";
import type { LaneAsset } from "./lane-messages.ts";

/** What the type lane needs of a node: by keys, as ids are of the graph's process. */
export function laneAsset(node: AssetNode, graph: AssetGraph): LaneAsset {
  return {
    key: node.key,
    external: node.kind === "external",
    range: node.range,
    outdated: node.knownFrom !== "text",
    inMultiAsset: node.multiAsset !== undefined,
    usesResources: node.resources.length > 0,
    ...(node.exportedAs === undefined ? {} : { exportedAs: node.exportedAs }),
    upstream: node.upstream.flatMap(({ from, kind, input, range }) => {
      const key = graph.keys[from];
      if (key === undefined) return [];
      return [{ key, loaded: kind === "value", range, ...(input === undefined ? {} : { input }) }];
    }),
  };
}
