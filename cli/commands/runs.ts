import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type {
  LogEvent,
  MaterializationEvent,
  OutcomeEvent,
  RunState,
  StepEvent,
  StoredEvent,
} from "../../protocol/record/events.ts";
import { formatAge, formatCount, formatSeconds } from "../../protocol/record/format-facts.ts";
import type { RunPlan } from "../../protocol/record/run-plan.ts";
import type { Badge } from "../../protocol/record/status.ts";
import type { RunRecord } from "../../runtime/core/record/asset-record.ts";
import type { Workspace } from "../../server/workspace/workspace.ts";
import { type CommandContext, type ExitCode, exitCodes } from "../command.ts";
import { countOutcomes } from "../count-outcomes.ts";
import { findRun } from "../find-run.ts";
import { assetsIn } from "../request-plan.ts";
import { factsOf } from "../run-progress.ts";
import { badgeShape, complainOf, say, sayJson, sayTable, screenWidth, styled, type Terminal } from "../terminal.ts";
import { clip, oneLine } from "../text-width.ts";

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
  return printRun(context, workspace, findRun(workspace, run), limit ?? usualLines);
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
      countsOf(record),
      styled(terminal, "dim", keysOf(record.plan)),
    ]),
  );
  return exitCodes.done;
}

function runEntry(record: RunRecord, now: number): object {
  const { run, state, plan, startedAt, endedAt, error } = record;
  return {
    run,
    state,
    trigger: plan.trigger,
    startedAt,
    endedAt: endedAt ?? null,
    seconds: secondsOf(record, now),
    planned: assetsIn(plan),
    outcomes: Object.fromEntries(record.outcomes),
    error: error ?? null,
  };
}

type Placed<Body> = StoredEvent & Body;

/** What the events of a run say of each of its assets. */
interface RunEvents {
  readonly outcomes: ReadonlyMap<AssetKey, Placed<OutcomeEvent>>;
  readonly made: ReadonlyMap<AssetKey, Placed<MaterializationEvent>>;
  /** The latest of each step. */
  readonly steps: ReadonlyMap<number, Placed<StepEvent>>;
  readonly logs: readonly Placed<LogEvent>[];
}

function readEvents(workspace: Workspace, { run }: RunRecord): RunEvents {
  const outcomes = new Map<AssetKey, Placed<OutcomeEvent>>();
  const made = new Map<AssetKey, Placed<MaterializationEvent>>();
  const steps = new Map<number, Placed<StepEvent>>();
  const logs: Placed<LogEvent>[] = [];
  for (const event of workspace.events(run, Number.MAX_SAFE_INTEGER)) {
    if (event.kind === "outcome") outcomes.set(event.of.asset, event);
    else if (event.kind === "materialization") made.set(event.of.asset, event);
    else if (event.kind === "step") steps.set(event.step, event);
    else if (event.kind === "log") logs.push(event);
  }
  return { outcomes, made, steps, logs };
}

function printRun(context: CommandContext, workspace: Workspace, record: RunRecord, limit: number): ExitCode {
  const { terminal } = context;
  const events = readEvents(workspace, record);
  const lines = events.logs.slice(-limit);
  if (context.json) {
    sayJson(terminal, { version: 1, ...runEntry(record, workspace.now()), ...documentOf(record, events, lines) });
    return exitCodes.done;
  }
  const { run, state, plan, startedAt } = record;
  say(terminal, `${badgeShape(terminal, badgeOf(state))} ${styled(terminal, "bold", run)}  ${state}`);
  const when = new Date(startedAt).toLocaleString("en-GB");
  const took = formatSeconds(secondsOf(record, workspace.now()));
  say(terminal, styled(terminal, "dim", `${when} · ${took} · ${plan.environment} · from ${triggerOf(plan)}`), "");
  sayTable(terminal, stepRows(terminal, record, events));
  printErrors(terminal, record, events);
  printLog(terminal, record, lines, events.logs.length);
  return exitCodes.done;
}

function documentOf({ plan }: RunRecord, events: RunEvents, lines: readonly Placed<LogEvent>[]): object {
  return {
    environment: plan.environment,
    steps: plan.steps.map(({ assets, why, after }, step) => {
      const latest = events.steps.get(step);
      return {
        assets: assets.map((asset) => {
          const outcome = events.outcomes.get(asset);
          return {
            asset,
            outcome: outcome?.outcome ?? null,
            because: outcome?.because ?? null,
            error: outcome?.error ?? null,
            metadata: events.made.get(asset)?.metadata ?? null,
          };
        }),
        why,
        after,
        state: latest?.state ?? null,
        attempts: latest?.attempt ?? 0,
        seconds: latest?.seconds ?? null,
      };
    }),
    log: lines.map(({ time, asset, level, text, fields }) => ({
      time,
      asset: asset ?? null,
      level,
      text,
      fields: fields ?? null,
    })),
    logLines: events.logs.length,
  };
}

function stepRows(terminal: Terminal, { plan, state }: RunRecord, events: RunEvents): readonly (readonly string[])[] {
  return plan.steps.flatMap(({ assets }, step) =>
    assets.map((asset) => {
      const outcome = events.outcomes.get(asset);
      const latest = events.steps.get(step);
      const isRunning = latest?.state === "started" || latest?.state === "retrying";
      const waiting = state !== "started" ? "not recorded" : isRunning ? "running" : "waiting";
      const attempts = latest !== undefined && latest.attempt > 1 ? `attempt ${latest.attempt}` : "";
      return [
        `${badgeShape(terminal, outcome === undefined ? (isRunning ? "running" : "never") : outcomeBadges[outcome.outcome])} ${asset}`,
        outcome?.outcome ?? waiting,
        outcomeDetail(outcome) ?? factsOf(events.made.get(asset)),
        styled(terminal, "dim", attempts),
      ];
    }),
  );
}

function outcomeDetail(outcome: OutcomeEvent | undefined): string | undefined {
  if (outcome?.outcome === "upstream failed") return `${outcome.because ?? "something above"} failed`;
  if (outcome?.outcome === "failed" && outcome.error !== undefined) return oneLine(outcome.error.message);
  return outcome?.because === undefined ? undefined : oneLine(outcome.because);
}

function printErrors(terminal: Terminal, { error }: RunRecord, { outcomes }: RunEvents): void {
  const failed = [...outcomes.values()].filter((outcome) => outcome.error !== undefined);
  if (failed.length === 0 && error === undefined) return;
  say(terminal, "");
  for (const { of, error: own } of failed) {
    if (own !== undefined) complainOf(terminal, { ...own, message: `${of.asset}: ${own.message}` });
  }
  if (error !== undefined && failed.length === 0) complainOf(terminal, error);
}

/** Times count from the start of the run. */
function printLog(
  terminal: Terminal,
  { startedAt }: RunRecord,
  lines: readonly Placed<LogEvent>[],
  total: number,
): void {
  if (lines.length === 0) return;
  const title = lines.length < total ? `Log, the last ${lines.length} of ${formatCount(total, "line")}` : "Log";
  say(terminal, "", styled(terminal, "bold", title));
  const width = screenWidth(terminal);
  for (const { time, asset, level, text } of lines) {
    const at = `${((time - startedAt) / 1_000).toFixed(2)} s`.padStart(10);
    const from = asset === undefined ? "" : `${asset}: `;
    const mark =
      level === "error"
        ? styled(terminal, "red", "error ")
        : level === "warn"
          ? styled(terminal, "yellow", "warn ")
          : "";
    say(terminal, clip(`${styled(terminal, "dim", at)}  ${mark}${from}${oneLine(text)}`, width));
  }
}

const outcomeBadges = {
  materialized: "fresh",
  failed: "failed",
  "upstream failed": "upstream failed",
  skipped: "skipped",
  cancelled: "skipped",
} as const satisfies Record<string, Badge>;

function badgeOf(state: RunState): Badge {
  switch (state) {
    case "started":
      return "running";
    case "succeeded":
      return "fresh";
    case "failed":
      return "failed";
    case "cancelled":
      return "skipped";
    default:
      return state satisfies never;
  }
}

function secondsOf({ startedAt, endedAt }: RunRecord, now: number): number {
  return Math.max(0, ((endedAt ?? now) - startedAt) / 1_000);
}

function countsOf({ plan, outcomes }: RunRecord): string {
  const left = assetsIn(plan) - outcomes.size;
  return [countOutcomes(outcomes.values()), left > 0 ? `${left} left` : ""].filter((part) => part !== "").join(", ");
}

function keysOf({ steps }: RunPlan): string {
  return steps.flatMap(({ assets }) => assets).join(", ");
}

function triggerOf({ trigger }: RunPlan): string {
  return trigger.kind === "automation" ? trigger.name : `the ${trigger.kind}`;
}
