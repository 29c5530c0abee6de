import type { AssetGraph, AssetId, AssetNode } from "../../../protocol/graph/asset-graph.ts";
import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import type { AssetStatus, CheckCounts } from "../../../protocol/record/status.ts";
import type { GraphIndex } from "../graph/graph-index.ts";
import { neighbours } from "../graph/graph-index.ts";
import { compareRecorded } from "../record/apply-event.ts";
import type { AssetRecord } from "../record/asset-record.ts";
import { badgeOf } from "./badge.ts";
import { checkOutdated, latestResult } from "./check-outdated.ts";
import type { DirectSync, StatusFacts } from "./staleness.ts";
import { directSync } from "./staleness.ts";

/** Above a shared root of everything the names of all would be as many as the graph has assets; nobody reads more than these. */
const mostBehind = 32;

/** Ids of the stale roots above an asset, rising, and whether one of them is certainly stale. */
interface Behind {
  readonly roots: readonly AssetId[];
  readonly isCertain: boolean;
}
type CodeOfCheck = (check: string) => string | undefined;
const nobody: readonly AssetKey[] = [];
const behindNothing: Behind = { roots: [], isCertain: false };

/**
 * The statuses of a whole graph, kept up to date by what changed. Ids must mean the same keys as long as it lives (`AssetId`); the graph
 * itself may be another each time.
 */
export class StatusTable {
  #graph: AssetGraph;
  #index: GraphIndex;
  #facts: StatusFacts;
  readonly #direct: DirectSync[] = [];
  readonly #behind: Behind[] = [];
  readonly #statuses: (AssetStatus | undefined)[] = [];

  constructor(graph: AssetGraph, index: GraphIndex, facts: StatusFacts) {
    this.#graph = graph;
    this.#index = index;
    this.#facts = facts;
    for (const id of index.order) {
      this.#direct[id] = directSync(graph, id, facts);
      this.#behind[id] = this.#computeBehind(id);
    }
  }

  /** Of an id that the graph has; computed when first asked for. */
  status(id: AssetId): AssetStatus {
    const known = this.#statuses[id];
    if (known !== undefined) return known;
    const status = this.#compute(id);
    this.#statuses[id] = status;
    return status;
  }

  /**
   * Takes in what changed: `changed` are the assets whose node, code version or record is another (also those that are gone). Gives the
   * assets whose status may be another, each once: those, their direct downstream, and what is behind other assets than before.
   */
  update(graph: AssetGraph, index: GraphIndex, facts: StatusFacts, changed: Iterable<AssetId>): readonly AssetId[] {
    this.#graph = graph;
    this.#index = index;
    this.#facts = facts;
    const touched = new Set<AssetId>();
    for (const id of changed) {
      touched.add(id);
      // A changed record is what the readers of the asset compare with.
      for (const below of neighbours(index.down, id)) touched.add(below);
    }
    for (let id = this.#direct.length; id < index.size; id++) touched.add(id);
    for (const id of touched) this.#direct[id] = directSync(graph, id, facts);
    this.#carryDown(touched);
    for (const id of touched) this.#statuses[id] = undefined;
    return [...touched].filter((id) => id < index.size);
  }

  /** Recomputes what is behind what, from the touched assets down as far as it differs; adds what differs to `touched`. */
  #carryDown(touched: Set<AssetId>): void {
    const { order, position, down, size } = this.#index;
    const isWaiting = new Uint8Array(size);
    let first = size;
    let waiting = 0;
    const wait = (id: AssetId): void => {
      const at = position[id];
      if (at === undefined || isWaiting[at] === 1) return;
      isWaiting[at] = 1;
      waiting += 1;
      first = Math.min(first, at);
    };
    for (const id of touched) {
      wait(id);
      for (const below of neighbours(down, id)) wait(below);
    }
    for (let at = first; at < size && waiting > 0; at++) {
      if (isWaiting[at] === 0) continue;
      waiting -= 1;
      const id = order[at] ?? 0;
      const before = this.#behind[id];
      const now = this.#computeBehind(id);
      if (before !== undefined && sameBehind(before, now)) continue;
      this.#behind[id] = now;
      touched.add(id);
      for (const below of neighbours(down, id)) if ((position[below] ?? 0) > at) wait(below);
    }
  }

  #computeBehind(id: AssetId): Behind {
    if (this.#graph.nodes[id]?.kind !== "asset") return behindNothing;
    let result = behindNothing;
    // Not by `neighbours`: a pass over all statuses would make a view of the array for each asset.
    const { start, ids } = this.#index.up;
    const end = start[id + 1] ?? 0;
    for (let at = start[id] ?? 0; at < end; at += 1) {
      const above = ids[at] ?? id;
      if (above === id) continue;
      const from = this.#passesOn(above);
      if (from.roots.length > 0) result = result.roots.length === 0 ? from : unite(result, from);
    }
    return result;
  }

  /** What is behind a reader of this asset: the roots above it, or itself if it is one. */
  #passesOn(id: AssetId): Behind {
    const above = this.#behind[id] ?? behindNothing;
    const state = this.#direct[id]?.state;
    if (above.roots.length > 0) {
      return state === "stale" && !above.isCertain ? { roots: [id], isCertain: true } : above;
    }
    if (state !== "stale" && state !== "maybe stale") return behindNothing;
    return { roots: [id], isCertain: state === "stale" };
  }

  #compute(id: AssetId): AssetStatus {
    const node = this.#graph.nodes[id] ?? null;
    const record = this.#facts.record(id);
    const happened = happenedOf(node, record, (check) => this.#facts.checkCode?.(id, check));
    const { state, causes } = this.#direct[id] ?? { state: "unknown", causes: [] };
    const { roots, isCertain } = this.#behind[id] ?? behindNothing;
    const freshness = "none";
    const badge = badgeOf({
      happened,
      freshness,
      state,
      kind: node?.kind ?? "asset",
      behind: roots.length === 0 ? "nothing" : isCertain ? "stale" : "maybe stale",
    });
    const behind = roots.length === 0 ? nobody : roots.map((root) => this.#graph.keys[root] as AssetKey);
    return { happened, sync: { state, causes, behind }, freshness, badge };
  }
}

/** What happened to an asset, from its record. */
function happenedOf(node: AssetNode | null, record: AssetRecord, codeOf: CodeOfCheck): AssetStatus["happened"] {
  const { latest, observed, outcome } = record;
  const made = latest ?? observed;
  // A materialization that was reported after a failed run has the last word.
  const isOutcomeLast = outcome !== undefined && (made === undefined || outcome.time >= made.time);
  return {
    // A run that observed an external asset says of it what it says of one that it made.
    latest: isOutcomeLast && outcome.outcome !== "materialized" ? outcome.outcome : madeWord(record),
    running: record.running.map(({ run }) => run),
    checks: checkCounts(node, record, codeOf),
    ...(made === undefined ? {} : { made: made.id }),
    ...(isOutcomeLast && outcome.error !== undefined ? { error: outcome.error } : {}),
    ...(isOutcomeLast && outcome.because !== undefined ? { because: outcome.because } : {}),
  };
}

function madeWord({ latest, observed }: AssetRecord): "materialized" | "observed" | "never" {
  if (latest === undefined) return observed === undefined ? "never" : "observed";
  return observed !== undefined && compareRecorded(observed, latest) > 0 ? "observed" : "materialized";
}

/** A result of other code says nothing of the check as it is now: it counts as one that was not run, and fails nothing. */
function checkCounts(node: AssetNode | null, record: AssetRecord, codeOf: CodeOfCheck): CheckCounts {
  let [passed, warned, failed, notRun] = [0, 0, 0, 0];
  for (const check of node?.checks ?? []) {
    const result = latestResult(record, check.name)?.result;
    if (result === undefined || checkOutdated(check, record, codeOf(check.name)) === "code") notRun += 1;
    else if (result.passed) passed += 1;
    else if (result.severity === "WARN") warned += 1;
    else failed += 1;
  }
  return { passed, warned, failed, notRun };
}

/** Roots of both, those with the lowest ids; the certain ones alone if there are any. */
function unite(a: Behind, b: Behind): Behind {
  if (a.isCertain !== b.isCertain) return a.isCertain ? a : b;
  const roots: AssetId[] = [];
  let [atA, atB] = [0, 0];
  while (roots.length < mostBehind && (atA < a.roots.length || atB < b.roots.length)) {
    const fromA = a.roots[atA] ?? Infinity;
    const fromB = b.roots[atB] ?? Infinity;
    roots.push(Math.min(fromA, fromB));
    if (fromA <= fromB) atA += 1;
    if (fromB <= fromA) atB += 1;
  }
  // Most often one holds the other; sharing it spares the memory.
  if (roots.length === a.roots.length && roots.every((id, at) => id === a.roots[at])) return a;
  return { roots, isCertain: a.isCertain };
}

function sameBehind(a: Behind, b: Behind): boolean {
  return (
    a.isCertain === b.isCertain && a.roots.length === b.roots.length && a.roots.every((id, at) => id === b.roots[at])
  );
}
