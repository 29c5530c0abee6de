import type {
  AssetEdge,
  AssetGraph,
  AssetId,
  AssetNode,
  Check,
  Environment,
} from "../../../protocol/graph/asset-graph.ts";
import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import { type CheckId, checkId } from "../../../protocol/graph/check-id.ts";
import { nowhere, type SourceRange } from "../../../protocol/graph/source-range.ts";
import type {
  AssetDefinition,
  CheckDefinition,
  CheckFunction,
  CheckFunctionDefinition,
  ConfigDefinition,
} from "../definitions/definition.ts";

export interface AssembledGraph {
  readonly graph: AssetGraph;
  /** Keys that more than one definition has; the first of them is in the graph. */
  readonly duplicates: readonly AssetKey[];
  /** Checks that one asset has more than once; the first of them is in the graph. */
  readonly duplicateChecks: readonly CheckId[];
}

export interface AssembleOptions {
  /** Where an asset is defined; undefined: not known. */
  readonly rangeOf?: (key: AssetKey) => SourceRange | undefined;
  readonly config?: ConfigDefinition | undefined;
  /** Of checks that have functions of their own. Those of assets that are not here are left out. */
  readonly checks?: Iterable<CheckFunctionDefinition> | undefined;
  /** Where such a check is defined; undefined: not known. */
  readonly checkRangeOf?: (id: CheckId) => SourceRange | undefined;
}

/** The graph of loaded definitions. Ids are in the order of the definitions; names that only consumers know come after. */
export function assembleGraph(
  definitions: Iterable<AssetDefinition>,
  { rangeOf = () => undefined, config, checks = [], checkRangeOf = () => undefined }: AssembleOptions = {},
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
  const duplicateChecks = new Set<CheckId>();
  const attached = attachedChecks(checks, checkRangeOf);
  const nodes: (AssetNode | null)[] = [...byKey.values()].map((definition, id) => {
    const range = rangeOf(definition.key) ?? nowhere;
    const reported = (definition.checks ?? []).map((check) => toCheck(check, range, { reported: true }));
    const all = [...reported, ...(attached.get(definition.key) ?? [])];
    for (const { name } of repeated(all)) duplicateChecks.add(checkId(definition.key, name));
    return toNode(id, definition, range, withoutRepeated(all), idOf);
  });
  while (nodes.length < keys.length) nodes.push(null);
  const environments = (config?.environments ?? []).map(
    ({ name, resources, confirm, concurrency }): Environment => ({
      name,
      confirm,
      ...(concurrency === undefined ? {} : { concurrency }),
      resources: Object.keys(resources),
      range: nowhere,
    }),
  );
  return {
    graph: { keys, nodes, unresolved: [], jobs: [], schedules: [], sensors: [], environments },
    duplicates: [...duplicates],
    duplicateChecks: [...duplicateChecks],
  };
}

function toNode(
  id: AssetId,
  definition: AssetDefinition,
  range: SourceRange,
  checks: readonly Check[],
  idOf: (key: AssetKey) => AssetId,
): AssetNode {
  const { description, partitions, declaredVersion, multiAsset } = definition;
  const values = definition.inputs.map(
    ({ asset, name, mapping }): AssetEdge => ({
      from: idOf(asset),
      kind: "value",
      input: name,
      range,
      ...(mapping === undefined ? {} : { mapping: { kind: mapping.kind } }),
    }),
  );
  // What is read need not be named again.
  const further = definition.deps.filter((key) => definition.inputs.every(({ asset }) => asset !== key));
  const orders = further.map((key): AssetEdge => ({ from: idOf(key), kind: "order", range }));
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
    checks,
    resources: Object.values(definition.resources).map(({ name }) => name),
    ...(multiAsset === undefined ? {} : { multiAsset: { key: multiAsset.key, canSubset: multiAsset.canSubset } }),
    ...(definition.observe === undefined ? {} : { observed: true as const }),
    ...(description === undefined ? {} : { description }),
    ...(partitions === undefined ? {} : { partitions }),
    ...(declaredVersion === undefined ? {} : { declaredVersion }),
  };
}

/** Checks with functions of their own, by their assets, in the order of their places. */
function attachedChecks(
  definitions: Iterable<CheckFunctionDefinition>,
  rangeOf: (id: CheckId) => SourceRange | undefined,
): ReadonlyMap<AssetKey, readonly Check[]> {
  const byAsset = new Map<AssetKey, Check[]>();
  // The handles of one call share its function.
  const functions = new Set<CheckFunction>();
  for (const definition of definitions) functions.add(definition.function);
  for (const made of functions) {
    for (const check of made.checks) {
      const { asset, name } = check;
      const range = rangeOf(checkId(asset, name)) ?? nowhere;
      const of = byAsset.get(asset) ?? [];
      of.push(toCheck(check, range, byFunction(made, check)));
      byAsset.set(asset, of);
    }
  }
  for (const checks of byAsset.values()) checks.sort((a, b) => compareRanges(a.range, b.range));
  return byAsset;
}

function byFunction(made: CheckFunction, check: CheckDefinition): Pick<Check, "after" | "madeBy"> {
  // A check of another asset is still given the value of the call's.
  const given = made.asset === check.asset ? [] : [made.asset];
  const after = new Set([...given, ...made.inputs.map(({ asset }) => asset), ...made.deps]);
  return {
    ...(after.size === 0 ? {} : { after: [...after] }),
    ...(made.several ? { madeBy: made.name } : {}),
  };
}

function toCheck(
  { name, blocking, severity, description }: CheckDefinition,
  range: SourceRange,
  more: Pick<Check, "reported" | "after" | "madeBy">,
): Check {
  const { kind } = blocking;
  return {
    name,
    blocking: kind !== "nothing",
    ...(kind === "only" || kind === "except" ? { gates: { kind, assets: blocking.assets } } : {}),
    severity,
    range,
    ...(description === undefined ? {} : { description }),
    ...more,
  };
}

function compareRanges(a: SourceRange, b: SourceRange): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.start.line - b.start.line || a.start.character - b.start.character;
}

function repeated(checks: readonly Check[]): readonly Check[] {
  return checks.filter((check, at) => checks.findIndex(({ name }) => name === check.name) < at);
}

function withoutRepeated(checks: readonly Check[]): readonly Check[] {
  return checks.filter((check, at) => checks.findIndex(({ name }) => name === check.name) === at);
}
