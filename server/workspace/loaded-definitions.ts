import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { AssetGraph, AssetId } from "../../protocol/graph/asset-graph.ts";
import type { Analysis } from "../analysis/analysis.ts";
import { mergeLoadedGraph } from "./merge-loaded-graph.ts";

/** What running the definitions showed, for as long as the texts are those that were run. */
export interface LoadedDefinitions {
  /** The graph from text, with the assets and checks that only loading knows. */
  graph(): AssetGraph;
  /** Whether what was loaded stands now. */
  readonly isInForce: boolean;
  /** Returns the assets that came, went or are others. What was run of older texts never replaces what stands now. */
  take(graph: AssetGraph, basis: Readonly<Record<string, string>>): readonly AssetId[];
  /** These files have other texts, or may have. Returns the assets that came or went by it. */
  filesChanged(files: readonly string[]): readonly AssetId[];
}

export function createLoadedDefinitions(analysis: Analysis): LoadedDefinitions {
  let loaded: AssetGraph | undefined;
  let basis: ReadonlyMap<string, string> = new Map();
  /** Files of the basis with another text than was run. */
  let others = new Set<string>();
  let merged: { readonly text: AssetGraph; readonly graph: AssetGraph } | undefined;

  function graph(): AssetGraph {
    const text = analysis.graph();
    if (loaded === undefined || others.size > 0) return text;
    if (merged?.text !== text) merged = { text, graph: mergeLoadedGraph(text, loaded, (key) => analysis.idOf(key)) };
    return merged.graph;
  }

  /** Assets of which loading says more than this text. */
  function addedTo(text: AssetGraph, { nodes }: AssetGraph): AssetId[] {
    return nodes.flatMap((node, id) => (node === null || node === text.nodes[id] ? [] : id));
  }

  function added(): AssetId[] {
    return addedTo(analysis.graph(), graph());
  }

  function isOther(file: string, hash: string | undefined): boolean {
    return analysis.unsaved().includes(file) || hashOf(join(analysis.folder, file)) !== hash;
  }

  return {
    graph,
    get isInForce() {
      return loaded !== undefined && others.size === 0;
    },
    take(next, ofTexts) {
      const othersOfNext = Object.entries(ofTexts).flatMap(([file, hash]) => (isOther(file, hash) ? [file] : []));
      if (othersOfNext.length > 0 && loaded !== undefined && others.size === 0) return [];
      const before = added();
      loaded = next;
      basis = new Map(Object.entries(ofTexts));
      others = new Set(othersOfNext);
      merged = undefined;
      return [...new Set([...before, ...added()])];
    },
    filesChanged(files) {
      const concerned = files.filter((file) => basis.has(file));
      if (concerned.length === 0) return [];
      // The graph from text is of the new texts already, so what was merged is asked for as it was.
      const before = others.size > 0 || merged === undefined ? [] : addedTo(merged.text, merged.graph);
      for (const file of concerned) {
        if (isOther(file, basis.get(file))) others.add(file);
        else others.delete(file);
      }
      return [...new Set([...before, ...added()])];
    },
  };
}

function hashOf(path: string): string | undefined {
  try {
    return createHash("sha256").update(readFileSync(path)).digest("hex");
  } catch {
    return undefined;
  }
}
