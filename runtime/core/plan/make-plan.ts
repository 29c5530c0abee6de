import { definitionErrors } from "../../../protocol/errors/definition-errors.ts";
import { userError } from "../../../protocol/errors/error-entry.ts";
import type { AssetGraph, AssetId, AssetNode } from "../../../protocol/graph/asset-graph.ts";
import type { PlannedStep, PlanReason } from "../../../protocol/record/run-plan.ts";
import type { AssetStatus } from "../../../protocol/record/status.ts";
import type { GraphIndex } from "../graph/graph-index.ts";
import { closure, neighbours } from "../graph/graph-index.ts";
import { idsIn } from "../graph/id-set.ts";

export interface PlanOptions {
  readonly graph: AssetGraph;
  readonly index: GraphIndex;
  /** What is to be made; external assets and names that nobody defines are left out. */
  readonly assets: Iterable<AssetId>;
  /** Whether somebody asked for the asset itself; absent: for all of them. The others are there for the sake of what is below. */
  readonly isAsked?: (asset: AssetId) => boolean;
  /** Tells why those that nobody asked for are in the plan. */
  readonly status?: (asset: AssetId) => AssetStatus;
}

interface Draft {
  readonly nodes: AssetNode[];
  readonly above: Set<number>;
}

/**
 * The steps that make these assets, each after those that it reads; otherwise in the order of the graph. Outputs of one multi-asset are
 * one step. Throws `cycle` when some of them wait for each other.
 */
export function makePlan(options: PlanOptions): readonly PlannedStep[] {
  const { drafts, stepOf } = draftSteps(options);
  for (const [step, { nodes, above }] of drafts.entries()) {
    for (const { id } of nodes) {
      for (const upstream of neighbours(options.index.up, id)) {
        const from = stepOf.get(upstream);
        if (from !== undefined && (from !== step || upstream === id)) above.add(from);
      }
    }
  }
  const order = sorted(drafts);
  const place = new Map(order.map((step, at) => [step, at]));
  return order.map((step): PlannedStep => {
    const { nodes, above } = drafts[step] as Draft;
    return {
      assets: nodes.map(({ key }) => key),
      // Checks run in a later version; a plan does not promise what will not happen.
      checks: [],
      after: [...above].map((from) => place.get(from) ?? 0).sort((a, b) => a - b),
      why: [...new Set(nodes.map(({ id }) => reasonFor(id, options)))],
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

function draftSteps({ graph, index, assets }: PlanOptions): { drafts: Draft[]; stepOf: Map<AssetId, number> } {
  const drafts: Draft[] = [];
  const stepOf = new Map<AssetId, number>();
  const ofMulti = new Map<string, number>();
  const ids = [...new Set(assets)].sort((a, b) => (index.position[a] ?? 0) - (index.position[b] ?? 0));
  for (const id of ids) {
    const node = graph.nodes[id];
    if (node === null || node === undefined || node.kind === "external") continue;
    const multi = node.multiAsset?.key;
    let step = multi === undefined ? undefined : ofMulti.get(multi);
    if (step === undefined) {
      step = drafts.length;
      drafts.push({ nodes: [], above: new Set() });
      if (multi !== undefined) ofMulti.set(multi, step);
    }
    drafts[step]?.nodes.push(node);
    stepOf.set(id, step);
  }
  return { drafts, stepOf };
}

/** Steps in an order that keeps `above`; of those that are free, the first of the graph goes first. */
function sorted(drafts: readonly Draft[]): readonly number[] {
  const waiting = drafts.map(({ above }) => above.size);
  const below = drafts.map((): number[] => []);
  for (const [step, { above }] of drafts.entries()) for (const from of above) below[from]?.push(step);
  // Drafts are in the order of the graph already: only the outputs of a multi-asset can stand too early.
  const order: number[] = [];
  const isDone = new Uint8Array(drafts.length);
  const visit = (step: number): void => {
    const pending = [step];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (isDone[next] === 1 || waiting[next] !== 0) continue;
      isDone[next] = 1;
      order.push(next);
      for (const after of below[next] ?? []) {
        waiting[after] = (waiting[after] ?? 0) - 1;
        if (after < next) pending.push(after);
      }
    }
  };
  for (let step = 0; step < drafts.length; step++) visit(step);
  if (order.length < drafts.length) throw ringError(drafts.filter((_, step) => isDone[step] === 0));
  return order;
}

function ringError(drafts: readonly Draft[]): Error {
  return userError(definitionErrors.cycle, { ring: drafts.flatMap(({ nodes }) => nodes.map(({ key }) => key)) });
}

function reasonFor(id: AssetId, { isAsked, status }: PlanOptions): PlanReason {
  if (isAsked === undefined || isAsked(id)) return "selected";
  return status !== undefined && status(id).happened.made === undefined ? "missing upstream" : "stale upstream";
}
