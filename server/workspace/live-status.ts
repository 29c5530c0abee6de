import type { AssetGraph, AssetId } from "../../protocol/graph/asset-graph.ts";
import type { AssetStatus } from "../../protocol/record/status.ts";
import { type Badge, badges } from "../../protocol/record/status.ts";
import { type GraphIndex, indexGraph, neighbours } from "../../runtime/core/graph/graph-index.ts";
import { upstreamToMake } from "../../runtime/core/plan/make-plan.ts";
import { StatusTable } from "../../runtime/core/status/asset-status.ts";
import type { StatusFacts } from "../../runtime/core/status/staleness.ts";

/** The statuses of a project's graph, brought up to date by what changed alone. */
export interface LiveStatus {
  readonly index: GraphIndex;
  status(asset: AssetId): AssetStatus;
  /** These nodes, code versions or records are others. Returns the assets of which the status may be another. */
  update(changed: Iterable<AssetId>): readonly AssetId[];
  /** Everything is to be read anew: the store came, or is another. */
  reset(): void;
  downstream(asset: AssetId): readonly AssetId[];
  /** Assets above that must be made too, so that these are fresh afterwards. */
  staleUpstream(assets: readonly AssetId[]): readonly AssetId[];
}

export function createLiveStatus(graph: () => AssetGraph, facts: StatusFacts): LiveStatus {
  let indexed = graph();
  let index = indexGraph(indexed);
  /** Made when the first status is asked for. */
  let table: StatusTable | undefined;

  function tableNow(): StatusTable {
    table ??= new StatusTable(graph(), index, facts);
    return table;
  }

  return {
    get index() {
      return index;
    },
    status: (asset) => tableNow().status(asset),
    update(changed) {
      const ids = [...changed];
      const now = graph();
      const isOutdated = now.keys.length !== index.size || ids.some((id) => hasOtherEdges(now, index, id));
      if (isOutdated) index = indexGraph(now);
      indexed = now;
      return table === undefined ? [...now.keys.keys()] : table.update(now, index, facts, ids);
    },
    reset() {
      const now = graph();
      if (now !== indexed) index = indexGraph(now);
      indexed = now;
      table = undefined;
    },
    downstream: (asset) => [...neighbours(index.down, asset)],
    staleUpstream: (assets) => upstreamToMake(graph(), index, assets, (id) => tableNow().status(id)),
  };
}

/** Position of a badge in `badges`, as the lineage feed sends it. */
export function badgeByte(badge: Badge): number {
  return badges.indexOf(badge);
}

function hasOtherEdges({ nodes }: AssetGraph, index: GraphIndex, id: AssetId): boolean {
  const upstream = nodes[id]?.upstream ?? [];
  const known = neighbours(index.up, id);
  for (const { from } of upstream) if (!known.includes(from)) return true;
  for (const from of known) if (!upstream.some((edge) => edge.from === from)) return true;
  return false;
}
