import { badgeWords, reasonOf } from "../../runtime/core/status/cause-text.ts";
import { checkSummary } from "../check-words.ts";
import type { CommandContext, ExitCode } from "../command.ts";
import { noneSelected } from "../no-assets.ts";
import { endOf, type Loading, openLoaded, problemsEntry, withHint } from "../open-loaded.ts";
import { refuse } from "../refuse.ts";
import { isDiagnostics } from "../selected.ts";
import { badgeShape, say, sayJson, sayTable, styled } from "../terminal.ts";

export interface StatusRequest extends Loading {
  readonly selection: string;
}

/** Prints the status of the selected assets, each with its reason, and the counts. */
export async function statusCommand(
  context: CommandContext,
  { selection, ...loading }: StatusRequest,
): Promise<ExitCode> {
  const { terminal } = context;
  const loaded = await openLoaded(context, loading);
  const { workspace } = loaded;
  const selected = workspace.select(selection);
  if (isDiagnostics(selected))
    return refuse(
      context,
      selected.map((each) => withHint(each, workspace, loading)),
    );
  const graph = workspace.graph();
  const rows = selected.flatMap((id) => {
    const key = graph.keys[id];
    if (key === undefined || graph.nodes[id] === null) return [];
    const status = workspace.status(id);
    return [{ key, status, reason: reasonOf(key, status) }];
  });
  if (context.json) {
    sayJson(terminal, {
      version: 1,
      environment: workspace.environment,
      assets: rows.map(({ key, status, reason }) => ({ key, ...status, reason: reason ?? null })),
      ...problemsEntry(loading, loaded),
    });
    return endOf(loaded);
  }
  if (rows.length === 0) {
    say(terminal, noneSelected(selection, graph.nodes.filter((node) => node !== null).length));
    return endOf(loaded);
  }
  sayTable(
    terminal,
    rows.map(({ key, status, reason }) => {
      const checks = checkSummary(status.happened.checks);
      // Where a check is the reason, it says it better.
      const isOfChecks = status.badge === "failed" && status.happened.latest !== "failed";
      return [
        `${badgeShape(terminal, status.badge)} ${key}`,
        badgeWords[status.badge],
        styled(terminal, "dim", isOfChecks ? checks : (reason ?? "")),
        styled(terminal, "dim", isOfChecks ? "" : checks),
      ];
    }),
  );
  const counts = Map.groupBy(rows, ({ status }) => status.badge);
  say(terminal, "", [...counts].map(([badge, of]) => `${of.length} ${badgeWords[badge]}`).join(", "));
  return endOf(loaded);
}
