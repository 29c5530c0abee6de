import type { AssetGraph } from "../../protocol/graph/asset-graph.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { Listed } from "../../protocol/messages/server-messages.ts";
import { badgeWords } from "../../runtime/core/status/cause-text.ts";
import { type CommandContext, type ExitCode, exitCodes } from "../command.ts";
import { noAssets } from "../no-assets.ts";
import { badgeShape, say, sayJson, sayTable, styled, type Terminal } from "../terminal.ts";

/** Prints every asset by group, with its status and what it is made from. */
export async function listCommand(context: CommandContext): Promise<ExitCode> {
  const workspace = await context.openWorkspace();
  const listed = workspace.list();
  const { terminal } = context;
  if (context.json) {
    sayJson(terminal, { version: 1, environment: workspace.environment, assets: listed });
    return exitCodes.done;
  }
  if (listed.length === 0) {
    say(terminal, noAssets);
    return exitCodes.done;
  }
  const lineage = lineageOf(workspace.graph());
  for (const [group, assets] of Map.groupBy(listed, (asset) => asset.group)) {
    say(terminal, styled(terminal, "bold", `${group} `) + styled(terminal, "dim", String(assets.length)));
    sayTable(terminal, listedRows(terminal, assets, lineage), "  ");
  }
  return exitCodes.done;
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
