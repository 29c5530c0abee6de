import { definitionErrors } from "../../../protocol/errors/definition-errors.ts";
import { userError } from "../../../protocol/errors/error-entry.ts";
import type { AssetGraph, AssetId, Check } from "../../../protocol/graph/asset-graph.ts";
import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import type { PlannedStep, PlanReason } from "../../../protocol/record/run-plan.ts";
import type { AssetStatus } from "../../../protocol/record/status.ts";
import type { GraphIndex } from "../graph/graph-index.ts";
import { closure, neighbours } from "../graph/graph-index.ts";
import { idsIn } from "../graph/id-set.ts";
import { type ChecksWanted, type PlanUnit, planUnits } from "./plan-units.ts";
import { splitRings } from "./split-rings.ts";

export interface PlanOptions {
  readonly graph: AssetGraph;
  readonly index: GraphIndex;
  /** What is to be made; external assets that nobody can observe and names that nobody defines are left out. */
  readonly assets: Iterable<AssetId>;
  /** Absent: the checks of what is made. */
  readonly checks?: ChecksWanted | undefined;
  /** Whether somebody asked for the asset itself; absent: for all of them. The others are there for the sake of what is below. */
  readonly isAsked?: (asset: AssetId) => boolean;
  /** Tells why those that nobody asked for are in the plan. */
  readonly status?: (asset: AssetId) => AssetStatus;
}

/**
 * The steps that make these assets and run their checks, each after those that it waits for; otherwise in the order of the graph. Outputs
 * of one multi-asset are one step, unless it has to be split to break a ring. Throws `cycle` when some wait for each other.
 */
export function makePlan(options: PlanOptions): readonly PlannedStep[] {
  const { graph, index, checks = "attached" } = options;
  const { position } = index;
  const ids = [...new Set(options.assets)].sort((a, b) => (position[a] ?? 0) - (position[b] ?? 0));
  const units = splitRings(planUnits(graph, ids, checks), (drafts) => stepsAbove(drafts, options, "siblings pass"));
  const above = stepsAbove(units, options, "siblings of one step pass");
  const order = sorted(units, above);
  const place = new Map(order.map((unit, at) => [unit, at]));
  return order.map((unit): PlannedStep => {
    const { nodes, checks: judged } = units[unit] as PlanUnit;
    const asked = nodes.length > 0 ? nodes : judged.map(({ node }) => node);
    return {
      assets: nodes.map(({ key }) => key),
      checks: judged.map(({ node, check }) => ({
        asset: node.key,
        name: check.name,
        ...(check.severity === "WARN" && { severity: check.severity }),
      })),
      after: [...(above[unit] as Set<number>)].map((from) => place.get(from) ?? 0).sort((a, b) => a - b),
      why: nodes.length === 0 ? ["selected"] : [...new Set(asked.map(({ id }) => reasonFor(id, options)))],
    };
  });
}

/** The assets above these without which they would not be fresh once made: those never made, stale, or behind such. In order of id. */
export function upstreamToMake(
  graph: AssetGraph,
  index: GraphIndex,
  assets: readonly AssetId[],
  status: (asset: AssetId) => AssetStatus,
): readonly AssetId[] {
  const asked = new Set(assets);
  return idsIn(closure(index, index.up, assets)).filter((id) => {
    if (asked.has(id) || graph.nodes[id]?.kind !== "asset") return false;
    const { happened, sync, badge } = status(id);
    if (happened.made === undefined) return true;
    return sync.state === "stale" || (sync.behind.length > 0 && badge !== "maybe stale");
  });
}

/**
 * For each unit those that it waits for: what makes its inputs, and the checks that may hold them back. Checks hold nothing back between
 * outputs that come from one call; with `siblings pass`, between none of one multi-asset.
 */
function stepsAbove(
  units: readonly PlanUnit[],
  { graph, index }: PlanOptions,
  inside: "siblings pass" | "siblings of one step pass",
): readonly Set<number>[] {
  const madeIn = new Map<AssetId, number>();
  const gates = new Map<AssetId, { readonly unit: number; readonly check: Check }[]>();
  const idOf = new Map<AssetKey, AssetId>();
  for (const [unit, { nodes, checks }] of units.entries()) {
    for (const { id } of nodes) madeIn.set(id, unit);
    if (nodes.length > 0) continue;
    for (const { node, check } of checks) {
      if (check.blocking) gates.set(node.id, [...(gates.get(node.id) ?? []), { unit, check }]);
      if (check.after !== undefined && idOf.size === 0) for (const [id, key] of graph.keys.entries()) idOf.set(key, id);
    }
  }
  return units.map(({ nodes, checks, multi }, unit) => {
    const above = new Set<number>();
    const waitFor = (id: AssetId, isItself: boolean): void => {
      const from = madeIn.get(id);
      if (from !== undefined && (from !== unit || isItself)) above.add(from);
    };
    for (const { id, key } of nodes) {
      for (const upstream of neighbours(index.up, id)) {
        waitFor(upstream, upstream === id);
        if (madeIn.get(upstream) === unit) continue;
        if (inside === "siblings pass" && multi !== undefined && graph.nodes[upstream]?.multiAsset?.key === multi.key)
          continue;
        for (const { unit: gate, check } of gates.get(upstream) ?? []) if (holdsBack(check, key)) above.add(gate);
      }
    }
    if (nodes.length === 0) {
      const judged = new Set(checks.map(({ node }) => node.id));
      for (const id of judged) waitFor(id, false);
      for (const key of checks.flatMap(({ check }) => check.after ?? [])) {
        const id = idOf.get(key);
        if (id === undefined || judged.has(id)) continue;
        waitFor(id, false);
        // A check reads as any asset does: what another check holds back, it does not see either.
        for (const { unit: gate, check } of gates.get(id) ?? []) {
          if (gate !== unit && checks.some(({ node }) => holdsBack(check, node.key))) above.add(gate);
        }
      }
    }
    return above;
  });
}

/** Whether a blocking check stands between its asset and this reader. */
function holdsBack({ gates }: Check, reader: AssetKey): boolean {
  if (gates === undefined) return true;
  return gates.assets.includes(reader) === (gates.kind === "only");
}

/** Units in an order that keeps `above`; of those that are free, the first of the graph goes first. */
function sorted(units: readonly PlanUnit[], above: readonly Set<number>[]): readonly number[] {
  const waiting = above.map(({ size }) => size);
  const below = units.map((): number[] => []);
  for (const [unit, sources] of above.entries()) for (const from of sources) below[from]?.push(unit);
  // Assets are in the order of the graph already: only checks and the outputs of a multi-asset can stand too early.
  const order: number[] = [];
  const isDone = new Uint8Array(units.length);
  const visit = (unit: number): void => {
    const pending = [unit];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (isDone[next] === 1 || waiting[next] !== 0) continue;
      isDone[next] = 1;
      order.push(next);
      for (const after of below[next] ?? []) {
        waiting[after] = (waiting[after] ?? 0) - 1;
        // The others are still to be visited.
        if (after < unit) pending.push(after);
      }
    }
  };
  for (let unit = 0; unit < units.length; unit++) visit(unit);
  if (order.length < units.length) throw ringError(units.filter((_, unit) => isDone[unit] === 0));
  return order;
}

function ringError(units: readonly PlanUnit[]): Error {
  const name = ({ nodes, checks }: PlanUnit) =>
    nodes.length > 0 ? nodes.map(({ key }) => key) : checks.map(({ node, check }) => `${node.key}:${check.name}`);
  return userError(definitionErrors.cycle, { ring: units.flatMap(name) });
}

function reasonFor(id: AssetId, { isAsked, status }: PlanOptions): PlanReason {
  if (isAsked === undefined || isAsked(id)) return "selected";
  return status !== undefined && status(id).happened.made === undefined ? "missing upstream" : "stale upstream";
}
