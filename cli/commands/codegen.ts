import { createAnalysis } from "../../server/analysis/analysis.ts";
import { readRegistryFile, registryFileName } from "../../server/analysis/types/registry-file.ts";
import { createTypeLane } from "../../server/analysis/types/type-lane.ts";
import { type CommandContext, type ExitCode, exitCodes } from "../command.ts";
import { say, sayJson } from "../terminal.ts";

/** Writes `evergraph-env.d.ts`, the types of all assets by key. With `check` it writes nothing, and says whether it would. */
export async function codegenCommand(context: CommandContext, options: { readonly check: boolean }): Promise<ExitCode> {
  const { folder, terminal } = context;
  const analysis = createAnalysis({ folder });
  const types = createTypeLane({ folder, onTypes: () => {} });
  try {
    types.update(analysis.graph(), new Map());
    const upToDate = readRegistryFile(folder) === (await types.registryText());
    const written = !options.check && (await types.writeRegistry()).written;
    const assets = analysis.graph().nodes.filter((node) => node !== null).length;
    if (context.json)
      sayJson(terminal, { version: 1, file: registryFileName, upToDate: upToDate || written, written, assets });
    else if (written) say(terminal, `Wrote ${registryFileName}: the types of ${assets} assets`);
    else if (upToDate) say(terminal, `${registryFileName} is up to date`);
    else say(terminal, `${registryFileName} is not up to date. Run \`evergraph codegen\`.`);
    return options.check && !upToDate ? exitCodes.failed : exitCodes.done;
  } finally {
    await types.close();
    analysis.close();
  }
}
