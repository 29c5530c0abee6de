import type { AssetGraph, AssetId, AssetNode } from "../../protocol/graph/asset-graph.ts";
import type { SourceRange } from "../../protocol/graph/source-range.ts";
import type { StaleRoot } from "../../protocol/messages/server-messages.ts";
import type { AssetStatus } from "../../protocol/record/status.ts";
import { reasonOf } from "../../runtime/core/status/cause-text.ts";
import type { GiveTurns } from "./turns.ts";

export interface StaleFacts {
  readonly graph: AssetGraph;
  readonly status: (asset: AssetId) => AssetStatus;
  readonly downstream: (asset: AssetId) => readonly AssetId[];
  readonly text: (file: string) => string | undefined;
}

/** The causes of all that is stale, those that explain the most first. What two causes reach counts for both. */
export async function staleRoots(facts: StaleFacts, turns: GiveTurns): Promise<StaleRoot[]> {
  const { graph, status } = facts;
  const byReason = new Map<string, AssetNode[]>();
  for (const node of graph.nodes) {
    if (node === null || !isRoot(status(node.id))) continue;
    const reason = ownReason(node, status(node.id));
    const known = byReason.get(reason);
    if (known === undefined) byReason.set(reason, [node]);
    else known.push(node);
    await turns();
  }
  const roots: StaleRoot[] = [];
  for (const [reason, nodes] of byReason) {
    const range = causeRange(facts, nodes);
    roots.push({
      reason,
      assets: nodes.map(({ key }) => key),
      explains: await explainedBy(facts, nodes, turns),
      ...(range === undefined ? {} : { range }),
    });
  }
  return roots.sort((a, b) => b.explains - a.explains || (a.reason < b.reason ? -1 : 1));
}

/** It was made, and is not in step by itself, whatever is above it. */
function isRoot({ happened, sync }: AssetStatus): boolean {
  return happened.made !== undefined && (sync.state === "stale" || sync.state === "maybe stale");
}

function ownReason({ key }: AssetNode, status: AssetStatus): string {
  const badge = status.sync.state === "stale" ? "stale" : "maybe stale";
  const reason = reasonOf(key, { ...status, badge });
  // Each asset has its own code, and one of that name says nothing of another.
  return reason === undefined || reason.startsWith("its ") ? `${key}: ${reason ?? "it changed"}` : reason;
}

async function explainedBy({ status, downstream }: StaleFacts, nodes: readonly AssetNode[], turns: GiveTurns) {
  const found = new Set(nodes.map(({ id }) => id));
  // A set hands out what is added while it is walked.
  for (const id of found) {
    for (const below of downstream(id)) if (!found.has(below) && isStale(status(below))) found.add(below);
    await turns();
  }
  return found.size;
}

function isStale({ happened, sync }: AssetStatus): boolean {
  return (
    happened.made !== undefined && (sync.behind.length > 0 || sync.state === "stale" || sync.state === "maybe stale")
  );
}

/** Where the changed declaration stands now; else the key of the only asset that is concerned. */
function causeRange({ status, text }: StaleFacts, nodes: readonly AssetNode[]): SourceRange | undefined {
  const [node] = nodes;
  if (node === undefined) return undefined;
  for (const cause of status(node.id).sync.causes) {
    if (cause.kind !== "code") continue;
    for (const { file, name, change } of cause.changed) {
      if (change === "removed" || name === node.key) continue;
      const content = text(file);
      const range = content === undefined ? undefined : declarationIn(file, content, name);
      if (range !== undefined) return range;
    }
  }
  return nodes.length === 1 ? node.keyRange : undefined;
}

const declarations =
  /\b(?:function\*?|const|let|var|class|enum|interface|type|namespace)\s+([\p{ID_Start}$_][\p{ID_Continue}$]*)/gu;

function declarationIn(file: string, text: string, name: string): SourceRange | undefined {
  for (const match of text.matchAll(declarations)) {
    if (match[1] !== name) continue;
    const end = match.index + match[0].length;
    const before = text.slice(0, end).split("\n");
    const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
    return { file, start: { ...position, character: position.character - name.length }, end: position };
  }
  return undefined;
}
