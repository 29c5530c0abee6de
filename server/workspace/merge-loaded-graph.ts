import type { AssetGraph, AssetId, AssetNode, Check, Environment } from "../../protocol/graph/asset-graph.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";

/**
 * The graph from text with what only loading knows: assets made in loops and factories, checks attached there, numbers of the config that
 * are computed. What text shows stays as text shows it, to the unsaved letter. `idOf` gives a key its one id for life.
 */
export function mergeLoadedGraph(text: AssetGraph, loaded: AssetGraph, idOf: (key: AssetKey) => AssetId): AssetGraph {
  const keys = [...text.keys];
  const nodes: (AssetNode | null)[] = [...text.nodes];
  const shown = new Map(text.nodes.flatMap((node) => (node === null ? [] : [[node.key, node] as const])));
  const idHere = (key: AssetKey): AssetId => {
    const id = idOf(key);
    // Other keys may have been given ids since the text was read; they are defined nowhere.
    keys[id] ??= key;
    return id;
  };
  let isOther = false;
  for (const node of loaded.nodes) {
    if (node === null) continue;
    const written = shown.get(node.key);
    const merged = written === undefined ? addedNode(node, loaded, idHere) : withLoadedFacts(written, node);
    if (merged === written) continue;
    nodes[merged.id] = merged;
    isOther = true;
  }
  const environments = text.environments.map((written) => withLoadedConcurrency(written, loaded));
  isOther ||= environments.some((environment, at) => environment !== text.environments[at]);
  return isOther ? withoutHoles({ ...text, keys, nodes, environments }) : text;
}

function addedNode(node: AssetNode, loaded: AssetGraph, idHere: (key: AssetKey) => AssetId): AssetNode {
  return {
    ...node,
    id: idHere(node.key),
    knownFrom: "loading",
    upstream: node.upstream.flatMap((edge) => {
      const key = loaded.keys[edge.from];
      return key === undefined ? [] : { ...edge, from: idHere(key) };
    }),
  };
}

function withLoadedFacts(written: AssetNode, loaded: AssetNode): AssetNode {
  const known = new Set(written.checks.map(({ name }) => name));
  const added = loaded.checks.filter(({ name }: Check) => !known.has(name));
  // An option that text does not show, as of spread options.
  const isObserved = loaded.observed === true && written.observed !== true;
  if (added.length === 0 && !isObserved) return written;
  return { ...written, ...(isObserved && { observed: true }), checks: [...written.checks, ...added] };
}

function withLoadedConcurrency(written: Environment, loaded: AssetGraph): Environment {
  if (written.concurrency !== null) return written;
  const { concurrency: _, ...rest } = written;
  const ran = loaded.environments.find(({ name }) => name === written.name);
  if (ran === undefined) return written;
  return ran.concurrency === undefined ? rest : { ...rest, concurrency: ran.concurrency };
}

/** Every id up to the last has a key; one that was not met in this graph is left to stand for nothing. */
function withoutHoles(graph: AssetGraph): AssetGraph {
  const nodes = Array.from(graph.keys, (_, id) => graph.nodes[id] ?? null);
  return { ...graph, nodes };
}
