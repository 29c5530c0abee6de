import type { AssetGraph } from "../../protocol/graph/asset-graph.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { Listed } from "../../protocol/messages/server-messages.ts";
import { formatCount } from "../../protocol/record/format-facts.ts";
import { badgeWords } from "../../runtime/core/status/cause-text.ts";
import type { Workspace } from "../../server/workspace/workspace.ts";
import type { CommandContext, ExitCode } from "../command.ts";
import { noAssets } from "../no-assets.ts";
import { endOf, type Loading, openLoaded, problemsEntry } from "../open-loaded.ts";
import { badgeShape, say, sayJson, sayTable, styled, type Terminal } from "../terminal.ts";

/** Prints every asset by group, with its status and what it is made from. */
export async function listCommand(context: CommandContext, loading: Loading): Promise<ExitCode> {
  const { terminal } = context;
  const loaded = await openLoaded(context, loading);
  const { workspace } = loaded;
  const listed = workspace.list();
  const graph = workspace.graph();
  if (context.json) {
    sayJson(terminal, {
      version: 1,
      environment: workspace.environment,
      assets: listed.map((asset) => listEntry(workspace, asset)),
      unresolved: graph.unresolved.length,
      ...problemsEntry(loading, loaded),
    });
    return endOf(loaded);
  }
  const lineage = lineageOf(graph);
  for (const [group, assets] of Map.groupBy(listed, (asset) => asset.group)) {
    say(terminal, styled(terminal, "bold", `${group} `) + styled(terminal, "dim", String(assets.length)));
    sayTable(terminal, listedRows(terminal, assets, lineage), "  ");
  }
  if (listed.length === 0 && graph.unresolved.length === 0) say(terminal, noAssets);
  if (graph.unresolved.length > 0 && !loading.load) {
    const places = formatCount(graph.unresolved.length, "place");
    say(terminal, styled(terminal, "dim", `Only running can tell the assets of ${places}: evergraph list --load`));
  }
  return endOf(loaded);
}

function listEntry(workspace: Workspace, asset: Listed): object {
  const id = workspace.find(asset.key);
  const node = id === undefined ? undefined : workspace.graph().nodes[id];
  return {
    ...asset,
    knownFrom: node?.knownFrom ?? null,
    checks: id === undefined ? null : workspace.status(id).happened.checks,
  };
}

/** The keys that each asset is made from. */
function lineageOf({ keys, nodes }: AssetGraph): ReadonlyMap<AssetKey, readonly AssetKey[]> {
  return new Map(
    nodes.flatMap((node) =>
      node === null ? [] : [[node.key, [...new Set(node.upstream.flatMap(({ from }) => keys[from] ?? []))]]],
    ),
  );
}

/** A row an asset: badge, key, why or how much, what it is made from. */
function listedRows(
  terminal: Terminal,
  assets: readonly Listed[],
  lineage: ReadonlyMap<AssetKey, readonly AssetKey[]>,
): readonly (readonly string[])[] {
  return assets.map(({ badge, key, description }) => [
    badgeShape(terminal, badge),
    key,
    // Only what is fresh needs no word.
    styled(terminal, "dim", description || (badge === "fresh" ? "" : badgeWords[badge])),
    styled(terminal, "dim", from(lineage.get(key) ?? [])),
  ]);
}

function from(upstream: readonly AssetKey[]): string {
  return upstream.length === 0 ? "" : `← ${upstream.join(", ")}`;
}
