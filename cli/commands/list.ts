import type { AssetGraph } from "../../protocol/graph/asset-graph.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { Listed } from "../../protocol/messages/server-messages.ts";
import { formatCount } from "../../protocol/record/format-facts.ts";
import { badgeWords } from "../../runtime/core/status/cause-text.ts";
import type { Workspace } from "../../server/workspace/workspace.ts";
import { type CommandContext, type ExitCode, exitCodes } from "../command.ts";
import { loadDefinitions } from "../load-definitions.ts";
import { noAssets } from "../no-assets.ts";
import { badgeShape, complainOf, say, sayJson, sayTable, styled, type Terminal } from "../terminal.ts";

export interface ListRequest {
  /** Run the files that define assets, for those that only running can know. */
  readonly load: boolean;
}

/** Prints every asset by group, with its status and what it is made from. */
export async function listCommand(context: CommandContext, { load }: ListRequest): Promise<ExitCode> {
  const { terminal } = context;
  const workspace = await context.openWorkspace();
  const problems = load ? await loadDefinitions(workspace, context.signal) : [];
  const exitCode = problems.length > 0 ? exitCodes.failed : exitCodes.done;
  const listed = workspace.list();
  const graph = workspace.graph();
  if (context.json) {
    sayJson(terminal, {
      version: 1,
      environment: workspace.environment,
      assets: listed.map((asset) => listEntry(workspace, asset)),
      unresolved: graph.unresolved.length,
      ...(load ? { problems } : {}),
    });
    return exitCode;
  }
  for (const problem of problems) complainOf(terminal, problem);
  const lineage = lineageOf(graph);
  for (const [group, assets] of Map.groupBy(listed, (asset) => asset.group)) {
    say(terminal, styled(terminal, "bold", `${group} `) + styled(terminal, "dim", String(assets.length)));
    sayTable(terminal, listedRows(terminal, assets, lineage), "  ");
  }
  if (listed.length === 0 && graph.unresolved.length === 0) say(terminal, noAssets);
  if (graph.unresolved.length > 0 && !load) {
    const places = formatCount(graph.unresolved.length, "place");
    say(terminal, styled(terminal, "dim", `Only running can tell the assets of ${places}: evergraph list --load`));
  }
  return exitCode;
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
