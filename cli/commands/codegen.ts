import { userError } from "../../protocol/errors/error-entry.ts";
import { typeErrors } from "../../protocol/errors/type-errors.ts";
import { createAnalysis } from "../../server/analysis/analysis.ts";
import { readRegistryFile, registryFileName } from "../../server/analysis/types/registry-file.ts";
import type { TypeLane } from "../../server/analysis/types/type-lane.ts";
import { createTypeLane } from "../../server/analysis/types/type-lane.ts";
import { checkEnvironment } from "../check-environment.ts";
import { type CommandContext, type ExitCode, exitCodes } from "../command.ts";
import { complainOf, say, sayJson } from "../terminal.ts";

/** What the command reads of its context. */
export type CodegenContext = Pick<CommandContext, "folder" | "environment" | "json" | "terminal" | "signal">;

export interface CodegenOptions {
  /** Writes nothing, and fails when there is something to write. */
  readonly check: boolean;
}

/** Writes `evergraph-env.d.ts`, or says whether it is up to date. From text alone: nothing of the project runs. */
export async function codegenCommand(context: CodegenContext, { check }: CodegenOptions): Promise<ExitCode> {
  const { folder, environment, signal } = context;
  const analysis = createAnalysis({ folder });
  const lane = createTypeLane({ folder, onTypes: () => {} });
  const stop = () => void lane.close();
  signal.addEventListener("abort", stop, { once: true });
  try {
    if (signal.aborted) return exitCodes.failed;
    // The types are those of all environments; a mistyped name is told all the same.
    checkEnvironment(folder, analysis.graph(), environment);
    lane.update(analysis.graph(), new Map());
    const changed = check ? (await lane.registryText()) !== readRegistryFile(folder) : await write(lane);
    return tell(context, { check, changed, lane });
  } catch (error) {
    if (signal.aborted) return exitCodes.failed;
    throw error;
  } finally {
    signal.removeEventListener("abort", stop);
    await lane.close();
    analysis.close();
  }
}

async function write(lane: TypeLane): Promise<boolean> {
  try {
    return (await lane.writeRegistry()).written;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw userError(typeErrors.registryNotWritten, { file: registryFileName, why });
  }
}

interface Result extends CodegenOptions {
  readonly changed: boolean;
  readonly lane: TypeLane;
}

function tell({ terminal, json }: CodegenContext, { check, changed, lane }: Result): ExitCode {
  const types = [...lane.types().values()];
  const unknown = types.filter(({ text }) => text === "unknown").length;
  const exitCode = check && changed ? exitCodes.failed : exitCodes.done;
  if (json) {
    const state = changed ? (check ? "outdated" : "written") : "up to date";
    sayJson(terminal, { version: 1, file: registryFileName, state, assets: types.length, unknown });
    return exitCode;
  }
  if (check && changed) complainOf(terminal, failure(typeErrors.registryOutdated, { file: registryFileName }));
  else say(terminal, `${registryFileName}: ${types.length} assets, ${changed ? "written" : "up to date"}`);
  if (types.length > 0 && unknown === types.length)
    complainOf(terminal, failure(typeErrors.noTypes, { assets: types.length }));
  return exitCode;
}

function failure<Facts>(entry: Parameters<typeof userError<Facts>>[0], facts: Facts) {
  return { code: entry.code, message: entry.message(facts), remedy: entry.remedy(facts) };
}
