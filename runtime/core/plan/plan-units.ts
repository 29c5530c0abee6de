import type { AssetGraph, AssetId, AssetNode, Check } from "../../../protocol/graph/asset-graph.ts";
import type { CheckId } from "../../../protocol/graph/check-id.ts";
import { checkId } from "../../../protocol/graph/check-id.ts";

/** What becomes one step: one asset or outputs of one multi-asset, or what one check function judges. */
export interface PlanUnit {
  readonly nodes: readonly AssetNode[];
  readonly checks: readonly UnitCheck[];
  /** Name of the multi-asset, if it is one. */
  readonly multi?: { readonly key: string; readonly canSubset: boolean } | undefined;
}

export interface UnitCheck {
  readonly node: AssetNode;
  readonly check: Check;
}

/** attached: of what is made. only: of what is named, which is not made. A list: these and no others. */
export type ChecksWanted = "attached" | "none" | "only" | readonly CheckId[];

/**
 * What the assets and checks are made of: in the order of the assets, each followed by its checks. What cannot be split is taken in as a
 * whole. External assets are left out, but for those that can be observed.
 */
export function planUnits(graph: AssetGraph, ids: readonly AssetId[], checks: ChecksWanted): readonly PlanUnit[] {
  const nodes = checks === "only" ? [] : wholeNodes(graph, ids);
  const units = new Map<string, { nodes: AssetNode[]; checks: UnitCheck[]; multi?: PlanUnit["multi"] }>();
  for (const node of nodes) {
    const { multiAsset } = node;
    const name = multiAsset === undefined ? `asset ${node.key}` : `multi ${multiAsset.key}`;
    const unit = units.get(name) ?? { nodes: [], checks: [], ...(multiAsset !== undefined && { multi: multiAsset }) };
    unit.nodes.push(node);
    for (const check of node.checks) if (check.reported) unit.checks.push({ node, check });
    units.set(name, unit);
  }
  for (const wanted of wantedChecks(graph, ids, nodes, checks)) {
    const { node, check } = wanted;
    const name = check.madeBy === undefined ? `check ${node.key}:${check.name}` : `checks ${check.madeBy}`;
    const unit = units.get(name) ?? { nodes: [], checks: [] };
    unit.checks.push(wanted);
    units.set(name, unit);
  }
  return [...units.values()];
}

/** The assets that can be made, with those of their multi-assets that come along. */
function wholeNodes(graph: AssetGraph, ids: readonly AssetId[]): readonly AssetNode[] {
  const taken = new Set<AssetId>();
  const whole = new Set<string>();
  const nodes: AssetNode[] = [];
  const add = (node: AssetNode): void => {
    if (taken.has(node.id)) return;
    taken.add(node.id);
    nodes.push(node);
  };
  for (const id of ids) {
    const node = graph.nodes[id];
    if (node === null || node === undefined || (node.kind === "external" && !node.observed)) continue;
    add(node);
    if (node.multiAsset?.canSubset === false) whole.add(node.multiAsset.key);
  }
  if (whole.size === 0) return nodes;
  for (const node of graph.nodes) {
    if (node?.multiAsset !== undefined && whole.has(node.multiAsset.key)) add(node);
  }
  return nodes;
}

/** Checks in steps of their own; all of a function that makes several. */
function wantedChecks(
  graph: AssetGraph,
  ids: readonly AssetId[],
  made: readonly AssetNode[],
  wanted: ChecksWanted,
): readonly UnitCheck[] {
  if (wanted === "none") return [];
  if (wanted === "attached" && !made.some(({ checks }) => checks.length > 0)) return [];
  const named = typeof wanted === "string" ? undefined : new Set<CheckId>(wanted);
  const of = new Set(wanted === "only" ? ids : made.map(({ id }) => id));
  const all = graph.nodes.flatMap((node) =>
    node === null ? [] : node.checks.filter(({ reported }) => !reported).map((check): UnitCheck => ({ node, check })),
  );
  const isWanted = ({ node, check }: UnitCheck) => named?.has(checkId(node.key, check.name)) ?? of.has(node.id);
  const calls = new Set(all.filter(isWanted).flatMap(({ check }) => check.madeBy ?? []));
  return all.filter((one) => isWanted(one) || (one.check.madeBy !== undefined && calls.has(one.check.madeBy)));
}
