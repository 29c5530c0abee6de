import type { AssetId } from "../../protocol/graph/asset-graph.ts";
import type { CommandArguments } from "../../protocol/messages/command-arguments.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** What Materialize is given for an asset: with the upstream assets without which it would not be fresh. Undefined: it cannot be offered. */
export function materializeArguments(workspace: Workspace, asset: AssetId): CommandArguments | undefined {
  const { nodes } = workspace.graph();
  const node = nodes[asset];
  if (!node || (node.kind === "external" && node.observed !== true) || workspace.cannotRun() !== undefined)
    return undefined;
  // A run reads the file, and would fail there.
  if (workspace.broken(asset) !== undefined) return undefined;
  const above = workspace.staleUpstream(asset).flatMap((id) => nodes[id]?.key ?? []);
  return {
    project: workspace.folder,
    asset: node.key,
    ...(above.length === 0 ? {} : { selection: [...above, node.key].map((key) => `key:"${key}"`).join(" or ") }),
  };
}

/** `Materialize`, or `Materialize +2` when two upstream assets are made too. What is made elsewhere is only observed. */
export function materializeTitle(workspace: Workspace, asset: AssetId): string {
  if (workspace.graph().nodes[asset]?.kind === "external") return "Observe";
  const above = workspace.staleUpstream(asset).length;
  return above === 0 ? "Materialize" : `Materialize +${above}`;
}
