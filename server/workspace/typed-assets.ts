import type { AssetGraph } from "../../protocol/graph/asset-graph.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { Analysis } from "../analysis/analysis.ts";
import type { TypeLane } from "../analysis/types/type-lane.ts";
import { createRegistryWriter } from "./registry-writer.ts";

export interface TypedAssetsParts {
  readonly makeTypes: (onTypes: () => void) => TypeLane;
  readonly analysis: Analysis;
  readonly graph: () => AssetGraph;
  /** Whether `evergraph-env.d.ts` may be written now. */
  readonly mayWriteRegistry: () => boolean;
  /** These assets have another type than the last time. */
  readonly onTyped: (assets: readonly AssetKey[]) => void;
  readonly onProblem: (problem: unknown) => void;
}

/** The types of the assets, in step with their text, and the registry file that holds them. */
export interface TypedAssets {
  readonly lane: TypeLane;
  /** The text, or the graph, may be another. `onDisk`: the files that were written, if it is known which. */
  update(onDisk?: readonly string[]): void;
  close(): Promise<void>;
}

export function createTypedAssets(parts: TypedAssetsParts): TypedAssets {
  const { analysis, graph } = parts;
  const knownTypes = new Map<AssetKey, string>();
  const lane = parts.makeTypes(() => {
    parts.onTyped(newlyTyped());
    registry.ask();
  });
  const registry = createRegistryWriter(lane, mayWriteRegistry, parts.onProblem);

  /** A project without assets needs no file of ours. */
  function mayWriteRegistry(): boolean {
    return parts.mayWriteRegistry() && graph().nodes.some((node) => node !== null);
  }

  function newlyTyped(): AssetKey[] {
    const changed: AssetKey[] = [];
    for (const [key, { text }] of lane.types()) {
      if (knownTypes.get(key) === text) continue;
      knownTypes.set(key, text);
      changed.push(key);
    }
    return changed;
  }

  return {
    lane,
    update(onDisk) {
      const unsaved = new Map(analysis.unsaved().map((file) => [file, analysis.text(file) ?? ""]));
      lane.update(graph(), unsaved, onDisk);
      registry.ask();
    },
    async close() {
      await registry.stop();
      await lane.close();
    },
  };
}
