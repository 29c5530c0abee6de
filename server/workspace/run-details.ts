import type { RecordedError } from "../../protocol/errors/error-entry.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { RunDetails, StepDetails } from "../../protocol/messages/server-messages.ts";
import type { LogLevel, OutcomeEvent, StepEvent, StepSeconds, StoredEvent } from "../../protocol/record/events.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import type { PlannedStep } from "../../protocol/record/run-plan.ts";
import type { RunRecord } from "../../runtime/core/record/asset-record.ts";
import type { Store } from "../../runtime/storage/store.ts";
import { rowsIn } from "./recorded-facts.ts";
import { lastStates, summarizeRun } from "./run-summaries.ts";

/** What of a run's events is wanted. */
export interface EventFilter {
  readonly asset?: AssetKey;
  readonly atLeast?: LogLevel;
}

/** What was seen of one step. */
interface StepFacts {
  attempts: number;
  startedAt?: number;
  endedAt?: number;
  state?: StepEvent["state"];
  seconds?: StepSeconds;
  error?: RecordedError;
  because?: string;
  outcome?: OutcomeEvent;
  readonly rows: Record<AssetKey, number>;
}

/** A run with each of its steps, as its events add up. */
export function runDetails(store: Store, record: RunRecord): RunDetails {
  const { plan, run } = record;
  const steps = plan.steps.map((): StepFacts => ({ attempts: 0, rows: {} }));
  const stepOf = new Map(plan.steps.flatMap(({ assets }, step) => assets.map((asset) => [asset, step] as const)));
  const events = [...store.events({ run, kinds: ["step", "outcome", "materialization"] })];
  for (const event of events) {
    if (event.kind === "step") applyStep(steps[event.step], event, event.time);
    else if (event.kind === "outcome") applyOutcome(steps[stepOf.get(event.of.asset) ?? -1], event, event.time);
    else if (event.kind === "materialization") {
      const rows = rowsIn(event.metadata);
      const facts = steps[stepOf.get(event.of.asset) ?? -1];
      if (facts !== undefined && rows !== undefined) facts.rows[event.of.asset] = rows;
    }
  }
  const isOver = record.state !== "started";
  return {
    summary: summarizeRun(record, lastStates(events)),
    steps: plan.steps.map((step, index) => stepDetails(step, steps[index] ?? { attempts: 0, rows: {} }, isOver)),
    environment: plan.environment,
    config: plan.config,
    ...(plan.concurrency === undefined ? {} : { concurrency: plan.concurrency }),
  };
}

function applyStep(facts: StepFacts | undefined, event: StepEvent, time: number): void {
  if (facts === undefined) return;
  facts.attempts = Math.max(facts.attempts, event.attempt);
  facts.state = event.state;
  if (event.seconds !== undefined) facts.seconds = event.seconds;
  if (event.state === "started") {
    facts.startedAt ??= time;
    delete facts.error;
    return;
  }
  if (event.error !== undefined) facts.error = event.error;
  if (event.because !== undefined) facts.because = event.because;
  if (event.state !== "retrying" && facts.startedAt !== undefined) facts.endedAt = time;
}

function applyOutcome(facts: StepFacts | undefined, event: OutcomeEvent, time: number): void {
  if (facts === undefined) return;
  // Of several outputs, the one that says why counts.
  if (facts.outcome === undefined || event.outcome !== "materialized") facts.outcome = event;
  if (event.error !== undefined) facts.error ??= event.error;
  if (facts.startedAt !== undefined) facts.endedAt ??= time;
}

function stepDetails(step: PlannedStep, facts: StepFacts, isOver: boolean): StepDetails {
  const because = facts.outcome?.because ?? facts.because;
  return {
    assets: step.assets,
    checks: step.checks,
    after: step.after,
    state: stateOf(facts, isOver),
    attempts: facts.attempts,
    rows: facts.rows,
    ...(because === undefined ? {} : { because }),
    ...(facts.startedAt === undefined ? {} : { startedAt: facts.startedAt }),
    ...(facts.endedAt === undefined ? {} : { endedAt: facts.endedAt }),
    ...(facts.seconds === undefined ? {} : { seconds: facts.seconds }),
    ...(facts.error === undefined ? {} : { error: facts.error }),
  };
}

function stateOf({ state, outcome }: StepFacts, isOver: boolean): StepDetails["state"] {
  if (outcome?.outcome === "upstream failed") return "upstream failed";
  switch (state) {
    case "succeeded":
    case "failed":
    case "skipped":
    case "cancelled":
    case "upstream failed":
      return state;
    case "started":
    case "retrying":
      // Its last event may be lost with its process; what became of its assets is recorded all the same.
      if (outcome !== undefined && (isOver || outcome.outcome !== "materialized")) break;
      return isOver ? "cancelled" : "running";
    case undefined:
      break;
    default:
      return state satisfies never;
  }
  if (outcome === undefined) return isOver ? "cancelled" : "waiting";
  return outcome.outcome === "materialized" ? "succeeded" : outcome.outcome;
}

/** The last events of a run that pass the filter, in their order. */
export function runEvents(store: Store, run: RunId, limit: number, filter: EventFilter): readonly StoredEvent[] {
  const { asset, atLeast } = filter;
  if (asset === undefined && atLeast === undefined) return [...store.events({ run, limit })];
  const steps = asset === undefined ? undefined : stepsOf(store, run, asset);
  const found: StoredEvent[] = [];
  for (const event of store.events({ run })) {
    if (atLeast !== undefined && levelRank[levelOf(event)] < levelRank[atLeast]) continue;
    if (asset !== undefined && !isAbout(event, asset, steps ?? new Set())) continue;
    found.push(event);
  }
  return limit >= found.length ? found : found.slice(found.length - limit);
}

const levelRank: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 };

/** How loud an event is, beside what the user's own code logs. */
export function levelOf(event: StoredEvent): LogLevel {
  switch (event.kind) {
    case "log":
      return event.level;
    case "run":
      return event.error !== undefined || event.state === "failed" ? "error" : "info";
    case "step":
      if (event.state === "failed") return "error";
      return event.state === "retrying" || event.state === "upstream failed" ? "warn" : "info";
    case "outcome":
      return event.outcome === "failed" ? "error" : event.outcome === "upstream failed" ? "warn" : "info";
    case "check":
      return event.result.passed ? "info" : event.result.severity === "ERROR" ? "error" : "warn";
    case "code":
      return "debug";
    case "materialization":
    case "observation":
    case "accepted":
      return "info";
    default:
      // An event of a later version, of a kind that this one passes over.
      event satisfies never;
      return "debug";
  }
}

function stepsOf(store: Store, run: RunId, asset: AssetKey): ReadonlySet<number> {
  const steps = store.run(run)?.plan.steps ?? [];
  return new Set(
    steps.flatMap(({ assets, checks }, step) =>
      assets.includes(asset) || checks.some((check) => check.asset === asset) ? [step] : [],
    ),
  );
}

/** What ends or begins a run is about each of its assets. */
function isAbout(event: StoredEvent, asset: AssetKey, steps: ReadonlySet<number>): boolean {
  switch (event.kind) {
    case "step":
      return steps.has(event.step);
    case "log":
      return event.asset === asset;
    case "run":
      return true;
    case "code":
      return false;
    case "materialization":
    case "observation":
    case "check":
    case "outcome":
    case "accepted":
      return event.of.asset === asset;
    default:
      event satisfies never;
      return false;
  }
}
