import { userError } from "../../protocol/errors/error-entry.ts";
import { terminalErrors } from "../../protocol/errors/terminal-errors.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import type { RunRecord } from "../../runtime/core/record/asset-record.ts";
import { cancelRun } from "../../server/workspace/cancel-run.ts";
import type { Workspace } from "../../server/workspace/workspace.ts";
import { type CommandContext, type ExitCode, exitCodes } from "../command.ts";
import { countOutcomes } from "../count-outcomes.ts";
import { findRun } from "../find-run.ts";
import { badgeOf, runEntry } from "../run-entry.ts";
import { badgeShape, say, sayJson } from "../terminal.ts";

export interface CancelRequest {
  /** By its name, the end of it, or `last`. */
  readonly run: string;
  /** Wait until the run has ended. */
  readonly wait: boolean;
}

/** Cancels a run of any process of this machine, and says how it ended. Ctrl+C ends the waiting; the run is cancelled all the same. */
export async function cancelCommand(context: CommandContext, { run: name, wait }: CancelRequest): Promise<ExitCode> {
  const { terminal, json, signal } = context;
  const workspace = await context.openWorkspace();
  const { run, state } = findRun(workspace, name);
  if (state !== "started") throw userError(terminalErrors.runEnded, { run, state });
  // One that nobody carries out has died; whoever sees it records how it ended, this command too.
  const answer = cancelRun(workspace, run);
  if (!json && answer === "asked") say(terminal, `Asked the run ${run} to end.`);
  const record = wait ? await whenEnded(workspace, run, signal) : workspace.store?.run(run);
  if (json) {
    sayJson(terminal, { version: 1, ...(record === undefined ? {} : runEntry(record, workspace.now())) });
  } else if (record !== undefined && record.state !== "started") {
    const counts = countOutcomes(record.outcomes.values());
    say(terminal, `${badgeShape(terminal, badgeOf(record.state))} Run ${run} ${record.state}: ${counts}`);
  }
  return exitCodes.done;
}

/** Milliseconds between two looks at a run that nothing is told of. */
const pause = 500;

/** The run as it has ended, or as it is when the signal aborts. */
function whenEnded(workspace: Workspace, run: RunId, signal: AbortSignal): Promise<RunRecord | undefined> {
  return new Promise((resolve) => {
    const look = () => {
      const record = workspace.store?.run(run);
      if (record?.state === "started" && !signal.aborted) return;
      stop();
      clearInterval(awake);
      signal.removeEventListener("abort", look);
      resolve(record);
    };
    const stop = workspace.onChange(look);
    // Following a store keeps no process alive.
    const awake = setInterval(() => {
      workspace.store?.refresh();
      look();
    }, pause);
    signal.addEventListener("abort", look);
    look();
  });
}
