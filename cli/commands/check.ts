import type { Diagnostic } from "../../protocol/errors/error-entry.ts";
import { formatCount } from "../../protocol/record/format-facts.ts";
import type { Workspace } from "../../server/workspace/workspace.ts";
import { type CommandContext, type ExitCode, exitCodes } from "../command.ts";
import { complain, say, sayJson } from "../terminal.ts";

/** Says what is wrong with the definitions, from their text. Nothing of the project runs. */
export async function checkCommand(context: CommandContext): Promise<ExitCode> {
  const workspace = await context.openWorkspace();
  // Failed runs are a matter of `status`.
  const diagnostics = [...(await syntaxErrorsOf(workspace)), ...workspace.analysis.diagnostics()];
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  if (context.json) sayJson(context.terminal, { version: 1, diagnostics });
  else {
    complain(context.terminal, diagnostics);
    const assets = workspace.graph().nodes.filter((node) => node !== null).length;
    const counts = [
      formatCount(assets, "asset"),
      formatCount(errors, "error"),
      formatCount(diagnostics.length - errors, "other note"),
    ];
    say(context.terminal, counts.join(", "));
  }
  return errors > 0 ? exitCodes.refused : exitCodes.done;
}

/** The compiler is loaded only when there is something that it has to explain. */
async function syntaxErrorsOf({ analysis }: Workspace): Promise<readonly Diagnostic[]> {
  const broken = analysis.brokenFiles();
  if (broken.length === 0) return [];
  const { syntaxErrors } = await import("../../server/analysis/syntax-errors.ts");
  return broken.flatMap((file) => syntaxErrors(file, analysis.text(file) ?? ""));
}
