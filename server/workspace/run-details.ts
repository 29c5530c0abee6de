import type { RecordedError } from "../../protocol/errors/error-entry.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { RunDetails, StepDetails } from "../../protocol/messages/server-messages.ts";
import type { OutcomeEvent, StepEvent, StepSeconds, StoredEvent } from "../../protocol/record/events.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import type { PlannedStep, RunPlan } from "../../protocol/record/run-plan.ts";
import type { RunRecord } from "../../runtime/core/record/asset-record.ts";
import type { Store } from "../../runtime/storage/store.ts";
import { rowsIn } from "./recorded-facts.ts";
import { summarizeRun } from "./run-summaries.ts";

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
  rows: Readonly<Record<AssetKey, number>>;
}

/** Runs with each of their steps. What was read of a run is kept, so that each look at one that goes on reads only what came since. */
export interface RunDetailsReader {
  details(record: RunRecord): RunDetails;
  /** Takes in what became durable. */
  add(events: readonly StoredEvent[]): void;
  /** The store is another. */
  clear(): void;
}

/** What is kept of a run. */
interface KnownRun {
  readonly steps: readonly StepFacts[];
  readonly stepOf: ReadonlyMap<AssetKey, number>;
  /** The last event of each writer that was taken in: what was read may be told a second time. */
  readonly taken: Map<string, number>;
  readonly told: (StepDetails | undefined)[];
  isOver: boolean;
}

/** A panel shows one run, and a user goes to and fro between a few. */
const mostRuns = 8;
const kinds = ["step", "outcome", "materialization"] as const;

export function createRunDetails(store: () => Store | undefined): RunDetailsReader {
  const runs = new Map<RunId, KnownRun>();

  function knownRun({ run, plan }: RunRecord): KnownRun {
    const known = runs.get(run);
    if (known !== undefined) return known;
    const [oldest] = runs.keys();
    if (oldest !== undefined && runs.size >= mostRuns) runs.delete(oldest);
    const read = emptyRun(plan);
    for (const event of store()?.events({ run, kinds }) ?? []) take(read, event);
    runs.set(run, read);
    return read;
  }

  return {
    details(record) {
      const { plan } = record;
      const known = knownRun(record);
      const isOver = record.state !== "started";
      if (known.isOver !== isOver) known.told.fill(undefined);
      known.isOver = isOver;
      const steps = plan.steps.map((step, index) => {
        const told = known.told[index] ?? stepDetails(step, known.steps[index] ?? emptyStep(), isOver);
        known.told[index] = told;
        return told;
      });
      const states = new Map(
        known.steps.flatMap(({ state }, index) => (state === undefined ? [] : [[index, state] as const])),
      );
      return {
        summary: summarizeRun(record, states),
        steps,
        environment: plan.environment,
        config: plan.config,
        ...(plan.concurrency === undefined ? {} : { concurrency: plan.concurrency }),
      };
    },
    add(events) {
      for (const event of events) {
        const known = event.run === undefined ? undefined : runs.get(event.run);
        if (known !== undefined) take(known, event);
      }
    },
    clear() {
      runs.clear();
    },
  };
}

function emptyRun({ steps }: RunPlan): KnownRun {
  return {
    steps: steps.map(emptyStep),
    stepOf: new Map(steps.flatMap(({ assets }, step) => assets.map((asset) => [asset, step] as const))),
    taken: new Map(),
    told: [],
    isOver: false,
  };
}

function emptyStep(): StepFacts {
  return { attempts: 0, rows: {} };
}

/** The events of each writer come in their order, so one that is not later than the last is known. */
function take({ steps, stepOf, taken, told }: KnownRun, event: StoredEvent): void {
  if (event.kind !== "step" && event.kind !== "outcome" && event.kind !== "materialization") return;
  const { writer, sequence } = event;
  if (sequence <= (taken.get(writer) ?? -1)) return;
  taken.set(writer, sequence);
  const index = event.kind === "step" ? event.step : (stepOf.get(event.of.asset) ?? -1);
  const facts = steps[index];
  if (facts === undefined) return;
  told[index] = undefined;
  if (event.kind === "step") applyStep(facts, event, event.time);
  else if (event.kind === "outcome") applyOutcome(facts, event, event.time);
  else {
    const rows = rowsIn(event.metadata);
    // What was told is not changed afterwards.
    if (rows !== undefined) facts.rows = { ...facts.rows, [event.of.asset]: rows };
  }
}

function applyStep(facts: StepFacts, event: StepEvent, time: number): void {
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

function applyOutcome(facts: StepFacts, event: OutcomeEvent, time: number): void {
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
