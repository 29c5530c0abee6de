import type { AssetEdge, AssetGraph, AssetId, AssetNode, Environment } from "../../../protocol/graph/asset-graph.ts";
import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import { nowhere, type SourceRange } from "../../../protocol/graph/source-range.ts";
import type { AssetDefinition, ConfigDefinition } from "../definitions/definition.ts";

export interface AssembledGraph {
  readonly graph: AssetGraph;
  /** Keys that more than one definition has; the first of them is in the graph. */
  readonly duplicates: readonly AssetKey[];
}

export interface AssembleOptions {
  /** Where an asset is defined; undefined: not known. */
  readonly rangeOf?: (key: AssetKey) => SourceRange | undefined;
  readonly config?: ConfigDefinition | undefined;
}

/** The graph of loaded definitions. Ids are in the order of the definitions; names that only consumers know come after. */
export function assembleGraph(
  definitions: Iterable<AssetDefinition>,
  { rangeOf = () => undefined, config }: AssembleOptions = {},
): AssembledGraph {
  const byKey = new Map<AssetKey, AssetDefinition>();
  const duplicates = new Set<AssetKey>();
  for (const definition of definitions) {
    const known = byKey.get(definition.key);
    if (known === undefined) byKey.set(definition.key, definition);
    else if (known !== definition) duplicates.add(definition.key);
  }
  const keys = [...byKey.keys()];
  const ids = new Map<AssetKey, AssetId>(keys.map((key, id) => [key, id]));
  const idOf = (key: AssetKey): AssetId => {
    const known = ids.get(key);
    if (known !== undefined) return known;
    ids.set(key, keys.length);
    keys.push(key);
    return keys.length - 1;
  };
  const nodes: (AssetNode | null)[] = [...byKey.values()].map((definition, id) =>
    toNode(id, definition, rangeOf(definition.key) ?? nowhere, idOf),
  );
  while (nodes.length < keys.length) nodes.push(null);
  const environments = (config?.environments ?? []).map(
    ({ name, resources, confirm }): Environment => ({
      name,
      confirm,
      resources: Object.keys(resources),
      range: nowhere,
    }),
  );
  return {
    graph: { keys, nodes, unresolved: [], jobs: [], schedules: [], sensors: [], environments },
    duplicates: [...duplicates],
  };
}

function toNode(
  id: AssetId,
  definition: AssetDefinition,
  range: SourceRange,
  idOf: (key: AssetKey) => AssetId,
): AssetNode {
  const { description, partitions, declaredVersion } = definition;
  const values = definition.inputs.map(
    ({ asset, name, mapping }): AssetEdge => ({
      from: idOf(asset),
      kind: "value",
      input: name,
      range,
      ...(mapping === undefined ? {} : { mapping: { kind: mapping.kind } }),
    }),
  );
  const orders = definition.deps.map((key): AssetEdge => ({ from: idOf(key), kind: "order", range }));
  return {
    id,
    key: definition.key,
    kind: definition.kind,
    range,
    keyRange: range,
    knownFrom: "loading",
    group: definition.group,
    owners: definition.owners,
    kinds: definition.kinds,
    tags: definition.tags,
    upstream: [...values, ...orders],
    checks: [],
    resources: Object.values(definition.resources).map(({ name }) => name),
    ...(description === undefined ? {} : { description }),
    ...(partitions === undefined ? {} : { partitions }),
    ...(declaredVersion === undefined ? {} : { declaredVersion }),
  };
}
