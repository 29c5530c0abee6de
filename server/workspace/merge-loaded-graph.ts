import type { AssetGraph, AssetId, AssetNode } from "../../protocol/graph/asset-graph.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";

/**
 * The graph from text with the assets that only loading knows: those made in loops and factories. What text shows stays as text shows it,
 * to the unsaved letter. `idOf` gives a key its one id for life.
 */
export function mergeLoadedGraph(text: AssetGraph, loaded: AssetGraph, idOf: (key: AssetKey) => AssetId): AssetGraph {
  const shown = new Set(text.nodes.flatMap((node) => node?.key ?? []));
  const added = loaded.nodes.flatMap((node) => (node === null || shown.has(node.key) ? [] : node));
  if (added.length === 0) return text;
  const keys = [...text.keys];
  const nodes: (AssetNode | null)[] = [...text.nodes];
  const idHere = (key: AssetKey): AssetId => {
    const id = idOf(key);
    // Other keys may have been given ids since the text was read; they are defined nowhere.
    keys[id] ??= key;
    return id;
  };
  for (const node of added) {
    const id = idHere(node.key);
    nodes[id] = {
      ...node,
      id,
      knownFrom: "loading",
      upstream: node.upstream.flatMap((edge) => {
        const key = loaded.keys[edge.from];
        return key === undefined ? [] : { ...edge, from: idHere(key) };
      }),
    };
  }
  return withoutHoles({ ...text, keys, nodes });
}

/** Every id up to the last has a key; one that was not met in this graph is left to stand for nothing. */
function withoutHoles(graph: AssetGraph): AssetGraph {
  const nodes = Array.from(graph.keys, (_, id) => graph.nodes[id] ?? null);
  return { ...graph, nodes };
}
