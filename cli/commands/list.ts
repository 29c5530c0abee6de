import type { Listed } from "../../protocol/messages/server-messages.ts";
import { badgeWords } from "../../runtime/core/status/cause-text.ts";
import { type CommandContext, type ExitCode, exitCodes } from "../command.ts";
import { badgeShape, say, sayJson, sayTable, styled, type Terminal } from "../terminal.ts";

/** Prints every asset by group, with its status. */
export async function listCommand(context: CommandContext): Promise<ExitCode> {
  const workspace = await context.openWorkspace();
  const listed = workspace.list();
  const { terminal } = context;
  if (context.json) {
    sayJson(terminal, { version: 1, environment: workspace.environment, assets: listed });
    return exitCodes.done;
  }
  if (listed.length === 0) {
    say(terminal, 'No assets found. Define one: export const orders = asset("orders", () => [...]);');
    return exitCodes.done;
  }
  for (const [group, assets] of Map.groupBy(listed, (asset) => asset.group)) {
    say(terminal, styled(terminal, "bold", `${group} `) + styled(terminal, "dim", String(assets.length)));
    sayTable(terminal, listedRows(terminal, assets), "  ");
  }
  return exitCodes.done;
}

/** A row an asset: badge, key, why or how much. */
function listedRows(terminal: Terminal, assets: readonly Listed[]): readonly (readonly string[])[] {
  return assets.map(({ badge, key, description }) => [
    badgeShape(terminal, badge),
    key,
    // Only what is fresh needs no word.
    styled(terminal, "dim", description || (badge === "fresh" ? "" : badgeWords[badge])),
  ]);
}
