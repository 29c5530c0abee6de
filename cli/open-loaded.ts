import { definitionErrors } from "../protocol/errors/definition-errors.ts";
import type { Diagnostic, RecordedError } from "../protocol/errors/error-entry.ts";
import { terminalErrors } from "../protocol/errors/terminal-errors.ts";
import type { Workspace } from "../server/workspace/workspace.ts";
import { type CommandContext, type ExitCode, exitCodes } from "./command.ts";
import { complainOf } from "./terminal.ts";

/** What commands share that can know what only running tells. */
export interface Loading {
  /** Run the files that define assets first. */
  readonly load: boolean;
}

/** A project, with what its definitions showed when they were run. */
export interface LoadedProject {
  readonly workspace: Workspace;
  /** What went wrong in some of the files; the rest stands. */
  readonly problems: readonly RecordedError[];
}

/** Opens the project, and runs its definitions if that is asked for. What goes wrong in some files is told at once. */
export async function openLoaded(context: CommandContext, { load }: Loading): Promise<LoadedProject> {
  const workspace = await context.openWorkspace();
  if (!load) return { workspace, problems: [] };
  const { loadDefinitions } = await import("./load-definitions.ts");
  const problems = await loadDefinitions(workspace, context.signal);
  for (const problem of problems) complainOf(context.terminal, problem);
  return { workspace, problems };
}

/** The end of a command that did what was asked: some files could not be loaded, so it may not have seen all. */
export function endOf({ problems }: Pick<LoadedProject, "problems">): ExitCode {
  return problems.length > 0 ? exitCodes.failed : exitCodes.done;
}

/** In the command's document. */
export function problemsEntry({ load }: Loading, { problems }: Pick<LoadedProject, "problems">): object {
  return load ? { problems } : {};
}

/** Mistakes that are none when only running can tell the asset that was named. */
const mayBeLoaded: ReadonlySet<string> = new Set(
  [definitionErrors.unknownDependency, definitionErrors.emptySelection].map(({ code }) => code),
);

/** Why a name means nothing, and how to look further where the text does not tell all assets. */
export function withWayToLoad<Refused extends Pick<Diagnostic, "code" | "remedy">>(
  refused: Refused,
  workspace: Workspace,
  { load }: Loading,
): Refused {
  const facts = { places: workspace.graph().unresolved.length };
  if (load || facts.places === 0 || !mayBeLoaded.has(refused.code)) return refused;
  const { message, remedy } = terminalErrors.onlyLoadingTells;
  return { ...refused, remedy: `${refused.remedy} ${message(facts)} ${remedy(facts)}` };
}
