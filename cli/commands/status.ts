import { type CommandContext, type ExitCode, exitCodes } from "../command.ts";
import { isDiagnostics } from "../selected.ts";
import { badgeShape, columns, complain, say, sayJson, styled } from "../terminal.ts";

/** Prints the status of the selected assets, each with its reason, and the counts. */
export async function statusCommand(context: CommandContext, selection: string): Promise<ExitCode> {
  const { terminal } = context;
  const workspace = await context.openWorkspace();
  const selected = workspace.select(selection);
  if (isDiagnostics(selected)) {
    complain(terminal, selected);
    return exitCodes.refused;
  }
  const graph = workspace.graph();
  const rows = selected.flatMap((id) => {
    const key = graph.keys[id];
    return key === undefined || graph.nodes[id] === null
      ? []
      : [{ key, status: workspace.status(id), card: workspace.card(id) }];
  });
  if (context.json) {
    sayJson(terminal, {
      version: 1,
      environment: workspace.environment,
      assets: rows.map(({ key, status, card }) => ({ key, ...status, reason: card?.reason ?? null })),
    });
    return exitCodes.done;
  }
  say(
    terminal,
    ...columns(
      rows.map(({ key, status, card }) => [
        `${badgeShape(terminal, status.badge)} ${key}`,
        status.badge,
        styled(terminal, "dim", card?.reason ?? ""),
      ]),
    ),
  );
  const counts = Map.groupBy(rows, ({ status }) => status.badge);
  say(terminal, "", [...counts].map(([badge, of]) => `${of.length} ${badge}`).join(", "));
  return exitCodes.done;
}
