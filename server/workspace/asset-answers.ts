import type { AssetGraph, AssetId, AssetNode } from "../../protocol/graph/asset-graph.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import { closure } from "../../runtime/core/graph/graph-index.ts";
import { idsIn } from "../../runtime/core/graph/id-set.ts";
import type { AssetRecord } from "../../runtime/core/record/asset-record.ts";
import type { Store } from "../../runtime/storage/store.ts";
import type { Analysis } from "../analysis/analysis.ts";
import type { ValueType } from "../analysis/types/type-lane.ts";
import { type AssetFacts, cardOf, detailsOf, listedOf } from "./asset-details.ts";
import type { BrokenFile } from "./broken-files.ts";
import { type CheckFacts, checkDetails, checkOf } from "./check-details.ts";
import type { LiveStatus } from "./live-status.ts";
import type { Workspace } from "./workspace.ts";

export interface AnswerFacts {
  readonly analysis: Analysis;
  readonly graph: () => AssetGraph;
  readonly live: LiveStatus;
  readonly record: (asset: AssetId) => AssetRecord;
  readonly store: () => Store | undefined;
  readonly valueType: (asset: AssetKey) => ValueType | undefined;
  readonly broken: (file: string) => BrokenFile | undefined;
  readonly now: () => number;
}

/** What the views ask of single assets. */
export interface AssetAnswers extends Pick<Workspace, "card" | "details" | "check" | "list"> {
  checkFacts(asset: AssetId): CheckFacts | undefined;
}

export function createAssetAnswers(facts: AnswerFacts): AssetAnswers {
  const { analysis, graph, live, record } = facts;

  function nodeOf(id: AssetId): AssetNode | undefined {
    return graph().nodes[id] ?? undefined;
  }

  function factsOf(id: AssetId): AssetFacts | undefined {
    const node = nodeOf(id);
    if (node === undefined) return undefined;
    return {
      node,
      status: live.status(id),
      record: record(id),
      valueType: facts.valueType(node.key),
      broken: facts.broken(node.range.file),
    };
  }

  function checkFacts(id: AssetId): CheckFacts | undefined {
    const node = nodeOf(id);
    if (node === undefined) return undefined;
    return { node, record: record(id), codeOf: (check) => analysis.checkVersion(id, check)?.hash };
  }

  /** How many assets are below one, near or far. */
  function reachOf(id: AssetId): number {
    return idsIn(closure(live.index, live.index.down, [id])).length - 1;
  }

  function keysOf(assets: Iterable<AssetId>): AssetKey[] {
    const { keys } = graph();
    return [...assets].flatMap((id) => keys[id] ?? []);
  }

  return {
    checkFacts,
    card(id) {
      const known = factsOf(id);
      return known === undefined ? null : cardOf(known);
    },
    details(id) {
      const known = factsOf(id);
      if (known === undefined) return null;
      return detailsOf(known, {
        upstream: keysOf(new Set(known.node.upstream.map(({ from }) => from))),
        downstream: keysOf(live.downstream(id)),
        codeVersion: analysis.codeVersion(id),
        checks: checkDetails({ ...known, codeOf: (check) => analysis.checkVersion(id, check)?.hash }, facts.store()),
        reach: reachOf(id),
      });
    },
    check(id, name) {
      const known = checkFacts(id);
      const check = known?.node.checks.find((each) => each.name === name);
      return known && check && checkOf(known, check);
    },
    list: () =>
      graph()
        .nodes.flatMap((node) => (node === null ? [] : (factsOf(node.id) ?? [])))
        .map((known) => listedOf(known, facts.now()))
        .sort((a, b) => compareTexts(a.group, b.group) || compareTexts(a.key, b.key)),
  };
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
