import type { Listed } from "../../protocol/messages/server-messages.ts";
import type { Badge } from "../../protocol/record/status.ts";
import { type CommandContext, type ExitCode, exitCodes } from "../command.ts";
import { badgeShape, columns, say, sayJson, styled } from "../terminal.ts";

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
    say(terminal, ...listedLines(context, assets).map((line) => `  ${line}`));
  }
  return exitCodes.done;
}

/** A line an asset: badge, key, why or how much. */
export function listedLines({ terminal }: CommandContext, assets: readonly Listed[]): string[] {
  return columns(
    assets.map((asset) => [
      badgeShape(terminal, asset.badge),
      asset.key,
      styled(terminal, "dim", asset.description || wordless(asset.badge)),
    ]),
  );
}

/** Only what is fresh needs no word. */
function wordless(badge: Badge): string {
  if (badge === "fresh") return "";
  return badge === "never" ? "never run" : badge;
}
