import { CommanderError } from "commander";
import { UserError } from "../protocol/errors/error-entry.ts";
import { terminalErrors } from "../protocol/errors/terminal-errors.ts";
import type { Workspace } from "../server/workspace/workspace.ts";
import { cacheOption } from "./cache-folder.ts";
import { checkEnvironment } from "./check-environment.ts";
import { type Command, type ExitCode, exitCodes } from "./command.ts";
import { createProgram, type Request } from "./program.ts";
import { anyFolder, projectFolder } from "./project-folder.ts";
import { recordedOf, refuse } from "./refuse.ts";
import { complainOf, type Terminal } from "./terminal.ts";

/** What a shell expects of a process that Ctrl+C ended. */
const interruptedCode = 130;

/** Carries out what the command line asks for, and answers with the exit code. A user's mistake never shows a stack, a bug of ours always does. */
export async function runCommandLine(parameters: readonly string[]): Promise<number> {
  const terminal = { output: process.stdout, errors: process.stderr };
  const signal = listenToSignals();
  let exitCode: ExitCode = exitCodes.done;
  process.on("uncaughtException", (error) => {
    tellBug(terminal, error);
    process.exit(exitCodes.failed);
  });
  const program = createProgram(async (request, command) => {
    exitCode = await carryOut(request, command, terminal, signal);
  });
  try {
    await program.parseAsync(parameters, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.refused;
    if (error instanceof UserError) return refuse({ terminal, json: false }, recordedOf(error));
    // Whoever pressed Ctrl+C knows why nothing came of it.
    if (signal.aborted && error === signal.reason) return interruptedCode;
    tellBug(terminal, error);
    return exitCodes.failed;
  }
}

async function carryOut(
  request: Request,
  command: Command,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { options, needsProject } = request;
  const json = options.json === true;
  let workspace: Workspace | undefined;
  try {
    const here = process.cwd();
    const folder = needsProject ? projectFolder(options.project, here) : anyFolder(options.project, here);
    return await command({
      folder,
      environment: options.env,
      json,
      terminal,
      signal,
      openWorkspace: async () => (workspace ??= await open(folder, request, terminal)),
    });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return refuse({ terminal, json }, recordedOf(error));
  } finally {
    await workspace?.close();
  }
}

/** Throws what `checkEnvironment` throws. What is wrong with the store is told at once, by every command that opens it. */
async function open(
  folder: string,
  { options: { env: environment }, tellsOfStore }: Request,
  terminal: Terminal,
): Promise<Workspace> {
  const { openWorkspace } = await import("../server/workspace/open-workspace.ts");
  const warn = createWarner(terminal);
  const workspace = await openWorkspace({
    folder,
    ...(environment === undefined ? {} : { environment }),
    trusted: true,
    types: false,
    onProblem: warn,
    ...cacheOption(folder),
  });
  try {
    checkEnvironment(folder, workspace.graph(), environment);
  } catch (refused) {
    await workspace.close();
    throw refused;
  }
  const problem = workspace.store?.problem;
  if (problem !== undefined && tellsOfStore !== true) complainOf(terminal, problem, "warning");
  return workspace;
}

/** Tells what went wrong and was survived, once each. */
function createWarner(terminal: Terminal): (problem: unknown) => void {
  const told = new Set<string>();
  return (problem) => {
    const message = problem instanceof Error ? problem.message : String(problem);
    if (told.has(message)) return;
    told.add(message);
    complainOf(terminal, problem instanceof UserError ? recordedOf(problem) : { message }, "warning");
  };
}

/** Aborts at the first Ctrl+C, so that a run can be cancelled in order; the second one ends the process. */
function listenToSignals(): AbortSignal {
  const interrupted = new AbortController();
  const interrupt = () => {
    if (interrupted.signal.aborted) process.exit(interruptedCode);
    interrupted.abort();
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  // A reader that has seen enough (`evergraph list | head`) is no error.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit(exitCodes.done);
  });
  return interrupted.signal;
}

function tellBug(terminal: Terminal, error: unknown): void {
  const { code, message, remedy } = terminalErrors.bug;
  const what = error instanceof Error ? error.message : String(error);
  complainOf(terminal, { code, message: message({ what }), remedy: remedy({ what }) });
  terminal.errors.write(`${error instanceof Error ? error.stack : new Error(what).stack}\n`);
}
