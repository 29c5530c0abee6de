import type { AssetKey } from "../protocol/graph/asset-key.ts";
import { checkId } from "../protocol/graph/check-id.ts";
import type {
  LogEvent,
  MaterializationEvent,
  OutcomeEvent,
  StepEvent,
  StoredEvent,
} from "../protocol/record/events.ts";
import { formatCount, formatSeconds } from "../protocol/record/format-facts.ts";
import type { RunPlan } from "../protocol/record/run-plan.ts";
import type { Badge } from "../protocol/record/status.ts";
import type { RunRecord } from "../runtime/core/record/asset-record.ts";
import type { Workspace } from "../server/workspace/workspace.ts";
import { checkDetail, checkShape, checkState } from "./check-words.ts";
import type { CommandContext } from "./command.ts";
import { checkEntry, type RanCheck, ranChecks } from "./ran-checks.ts";
import { badgeOf, runEntry, secondsOf } from "./run-entry.ts";
import { factsOf, sameness } from "./run-progress.ts";
import { badgeShape, complainOf, say, sayJson, sayTable, screenWidth, styled, type Terminal } from "./terminal.ts";
import { clip, oneLine } from "./text-width.ts";

type Placed<Body> = StoredEvent & Body;

/** What the events of a run say of each of its assets. */
interface RunEvents {
  readonly outcomes: ReadonlyMap<AssetKey, Placed<OutcomeEvent>>;
  readonly made: ReadonlyMap<AssetKey, Placed<MaterializationEvent>>;
  /** The latest of each step. */
  readonly steps: ReadonlyMap<number, Placed<StepEvent>>;
  readonly checks: readonly RanCheck[];
  readonly logs: readonly Placed<LogEvent>[];
}

function readEvents(workspace: Workspace, { run, plan }: RunRecord): RunEvents {
  const outcomes = new Map<AssetKey, Placed<OutcomeEvent>>();
  const made = new Map<AssetKey, Placed<MaterializationEvent>>();
  const steps = new Map<number, Placed<StepEvent>>();
  const logs: Placed<LogEvent>[] = [];
  const events = workspace.events(run, Number.MAX_SAFE_INTEGER);
  for (const event of events) {
    if (event.kind === "outcome") outcomes.set(event.of.asset, event);
    else if (event.kind === "materialization") made.set(event.of.asset, event);
    else if (event.kind === "step") steps.set(event.step, event);
    else if (event.kind === "log") logs.push(event);
  }
  return { outcomes, made, steps, checks: ranChecks(plan, events), logs };
}

/** Prints a run with its steps and checks, its errors and the last lines of its log. */
export function printRun(context: CommandContext, workspace: Workspace, record: RunRecord, limit: number): void {
  const { terminal } = context;
  const events = readEvents(workspace, record);
  const lines = events.logs.slice(-limit);
  if (context.json) {
    sayJson(terminal, { version: 1, ...runEntry(record, workspace.now()), ...documentOf(record, events, lines) });
    return;
  }
  const { run, state, plan, startedAt } = record;
  say(terminal, `${badgeShape(terminal, badgeOf(state))} ${styled(terminal, "bold", run)}  ${state}`);
  const when = new Date(startedAt).toLocaleString("en-GB");
  const took = formatSeconds(secondsOf(record, workspace.now()));
  say(terminal, styled(terminal, "dim", `${when} · ${took} · ${plan.environment} · from ${triggerOf(plan)}`), "");
  sayTable(terminal, stepRows(terminal, record, events));
  printErrors(terminal, record, events);
  printLog(terminal, record, lines, events.logs.length);
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
        checks: events.checks.filter((check) => check.step === step).map(checkEntry),
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

function stepRows(terminal: Terminal, record: RunRecord, events: RunEvents): readonly (readonly string[])[] {
  return record.plan.steps.flatMap(({ assets }, step) => [
    ...assets.map((asset) => assetRow(terminal, record, events, { asset, step })),
    ...events.checks.filter((check) => check.step === step).map((check) => checkRow(terminal, record, events, check)),
  ]);
}

function assetRow(
  terminal: Terminal,
  { state }: RunRecord,
  events: RunEvents,
  { asset, step }: { readonly asset: AssetKey; readonly step: number },
): readonly string[] {
  const outcome = events.outcomes.get(asset);
  const latest = events.steps.get(step);
  const isRunning = isUnderWay(latest);
  const waiting = state !== "started" ? "not recorded" : isRunning ? "running" : "waiting";
  const badge = outcome === undefined ? (isRunning ? "running" : "never") : outcomeBadges[outcome.outcome];
  return [
    `${badgeShape(terminal, badge)} ${asset}`,
    outcome?.outcome ?? waiting,
    outcomeDetail(outcome) ?? factsOf(events.made.get(asset)),
    styled(terminal, "dim", attemptsOf(latest)),
  ];
}

function checkRow(
  terminal: Terminal,
  { state }: RunRecord,
  events: RunEvents,
  { asset, check, step, result, because }: RanCheck,
): readonly string[] {
  const latest = step === undefined ? undefined : events.steps.get(step);
  const isRunning = result === undefined && state === "started" && isUnderWay(latest);
  const shape = isRunning ? badgeShape(terminal, "running") : checkShape(terminal, checkState(result));
  const waiting = isRunning ? "running" : state === "started" ? "waiting" : "not run";
  return [
    `${shape} ${checkId(asset, check)}`,
    result === undefined ? waiting : checkState(result),
    because === undefined
      ? checkDetail(result)
      : `${because} ${latest?.state === "skipped" ? "was skipped" : "failed"}`,
    styled(terminal, "dim", attemptsOf(latest)),
  ];
}

function isUnderWay(latest: StepEvent | undefined): boolean {
  return latest?.state === "started" || latest?.state === "retrying";
}

function attemptsOf(latest: StepEvent | undefined): string {
  return latest !== undefined && latest.attempt > 1 ? `attempt ${latest.attempt}` : "";
}

function outcomeDetail(outcome: OutcomeEvent | undefined): string | undefined {
  if (outcome?.outcome === "upstream failed") return `${outcome.because ?? "something above"} failed`;
  if (outcome?.outcome === "failed" && outcome.error !== undefined) return oneLine(outcome.error.message);
  return outcome?.because === undefined ? undefined : oneLine(outcome.because);
}

function printErrors(terminal: Terminal, { error }: RunRecord, { outcomes, checks }: RunEvents): void {
  const failed = [
    ...[...outcomes.values()].map((outcome) => ({ of: outcome.of.asset as string, own: outcome.error })),
    ...checks.map(({ asset, check, result }) => ({ of: checkId(asset, check) as string, own: result?.error })),
  ].filter(({ own }) => own !== undefined);
  if (failed.length === 0 && error === undefined) return;
  say(terminal, "");
  // One broken file fails many assets, each with the same words.
  for (const alike of Map.groupBy(failed, ({ own }) => own && sameness(own)).values()) {
    const [first] = alike;
    if (first?.own === undefined) continue;
    const names = alike.map(({ of }) => of).join(", ");
    complainOf(terminal, { ...first.own, message: `${names}: ${first.own.message}` });
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

function triggerOf({ trigger }: RunPlan): string {
  return trigger.kind === "automation" ? trigger.name : `the ${trigger.kind}`;
}
