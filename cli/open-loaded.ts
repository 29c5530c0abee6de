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

/**
 * Why a name means nothing, and what to do in a terminal: the outputs of a function that makes several assets have names of their own, and
 * where the text does not tell all assets, running does. `named`: what was taken for a key; else the facts say it.
 */
export function withHint<Refused extends Pick<Diagnostic, "code" | "message" | "remedy">>(
  refused: Refused,
  workspace: Workspace,
  { load }: Loading,
  named = keyIn(refused),
): Refused {
  const outputs = named === undefined ? [] : outputsOf(workspace, named);
  if (named !== undefined && outputs.length > 0) {
    const { code, message, remedy } = terminalErrors.namesOutputs;
    return { ...refused, code, message: message({ name: named, outputs }), remedy: remedy({ name: named, outputs }) };
  }
  const facts = { places: workspace.graph().unresolved.length };
  if (load || facts.places === 0 || !mayBeLoaded.has(refused.code)) return refused;
  const { message, remedy } = terminalErrors.onlyLoadingTells;
  return { ...refused, remedy: `${refused.remedy} ${message(facts)} ${remedy(facts)}` };
}

/** What a diagnostic of an unknown name is about. */
function keyIn(refused: object): string | undefined {
  const facts: unknown = Reflect.get(refused, "facts");
  const key: unknown = typeof facts === "object" && facts !== null ? Reflect.get(facts, "key") : undefined;
  return typeof key === "string" ? key : undefined;
}

/** The assets that one function of this name makes; none when it is the name of no such function, or of an asset too. */
function outputsOf(workspace: Workspace, name: string): readonly string[] {
  const { nodes } = workspace.graph();
  if (nodes.some((node) => node?.key === name)) return [];
  return nodes.flatMap((node) => (node?.multiAsset?.key === name ? [node.key] : []));
}
