import { checkId } from "../../protocol/graph/check-id.ts";
import { formatAge, formatSeconds } from "../../protocol/record/format-facts.ts";
import type { RunPlan } from "../../protocol/record/run-plan.ts";
import type { RunRecord } from "../../runtime/core/record/asset-record.ts";
import type { Workspace } from "../../server/workspace/workspace.ts";
import { checkState, countChecks } from "../check-words.ts";
import { type CommandContext, type ExitCode, exitCodes } from "../command.ts";
import { countOutcomes } from "../count-outcomes.ts";
import { findRun } from "../find-run.ts";
import { printRun } from "../print-run.ts";
import { type RanCheck, ranChecks } from "../ran-checks.ts";
import { assetsIn, checksIn } from "../request-plan.ts";
import { badgeOf, runEntry, secondsOf } from "../run-entry.ts";
import { badgeShape, say, sayJson, sayTable, styled } from "../terminal.ts";

export interface RunsRequest {
  /** One run, by its name, the end of it, or `last`; undefined: the list. */
  readonly run: string | undefined;
  /** How many runs, or lines of the log. */
  readonly limit: number | undefined;
}

const usualRuns = 20;
const usualLines = 100;

/** Prints the latest runs, or one run with its steps, its errors and its log. */
export async function runsCommand(context: CommandContext, { run, limit }: RunsRequest): Promise<ExitCode> {
  const workspace = await context.openWorkspace();
  if (run === undefined) return listRuns(context, workspace, limit ?? usualRuns);
  printRun(context, workspace, findRun(workspace, run), limit ?? usualLines);
  return exitCodes.done;
}

function listRuns({ terminal, json }: CommandContext, workspace: Workspace, limit: number): ExitCode {
  const runs = workspace.store?.runs(limit) ?? [];
  if (json) {
    const { environment } = workspace;
    sayJson(terminal, { version: 1, environment, runs: runs.map((record) => runEntry(record, workspace.now())) });
    return exitCodes.done;
  }
  if (runs.length === 0) {
    say(terminal, `No run yet in ${workspace.environment}. Start one: evergraph materialize '*'`);
    return exitCodes.done;
  }
  sayTable(
    terminal,
    runs.map((record) => [
      `${badgeShape(terminal, badgeOf(record.state))} ${record.run}`,
      record.state,
      formatAge(record.startedAt, workspace.now()),
      formatSeconds(secondsOf(record, workspace.now())),
      countsOf(
        record,
        checksIn(record.plan) === 0
          ? []
          : ranChecks(record.plan, workspace.events(record.run, Number.MAX_SAFE_INTEGER)),
      ),
      styled(terminal, "dim", keysOf(record.plan)),
    ]),
  );
  return exitCodes.done;
}

function countsOf({ plan, outcomes }: RunRecord, checks: readonly RanCheck[]): string {
  const left = assetsIn(plan) - outcomes.size;
  const parts = [
    countOutcomes(outcomes.values()),
    left > 0 ? `${left} left` : "",
    countChecks(checks.map(({ result }) => checkState(result))),
  ];
  return parts.filter((part) => part !== "").join(", ");
}

/** What the run makes; of one that only checks, what it checks. */
function keysOf({ steps }: RunPlan): string {
  const assets = steps.flatMap((step) => step.assets);
  const checks = steps.flatMap((step) => step.checks.map(({ asset, name }) => checkId(asset, name)));
  return (assets.length > 0 ? assets : checks).join(", ");
}
