import { formatCount } from "../../protocol/record/format-facts.ts";
import { type CommandContext, type ExitCode, exitCodes } from "../command.ts";
import { syntaxErrorsOf } from "../syntax-errors.ts";
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
