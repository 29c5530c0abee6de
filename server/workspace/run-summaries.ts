import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { RunSummary } from "../../protocol/messages/server-messages.ts";
import type { Outcome, StepState, StoredEvent } from "../../protocol/record/events.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import type { PlannedStep } from "../../protocol/record/run-plan.ts";
import type { RunRecord } from "../../runtime/core/record/asset-record.ts";
import type { Store } from "../../runtime/storage/store.ts";
import { isQuietRun } from "./quiet-run.ts";

/** The last state of steps, by their index in the plan. */
export type StepStates = ReadonlyMap<number, StepState>;

/** Summaries of runs. Steps that only check have no outcome of an asset, so their events are kept in mind while a run goes on. */
export interface RunSummaries {
  summary(record: RunRecord): RunSummary;
  /** Takes in what became durable. */
  add(events: readonly StoredEvent[]): void;
  /** The store is another. */
  clear(): void;
}

/** Views ask for about a hundred runs. */
const mostEnded = 1_000;

export function createRunSummaries(store: () => Store | undefined): RunSummaries {
  const states = new Map<RunId, Map<number, StepState>>();
  const ended = new Map<RunId, RunSummary>();

  function statesOf({ run, plan }: RunRecord): StepStates {
    const known = states.get(run);
    if (known !== undefined) return known;
    const read = new Map(
      plan.steps.some(onlyChecks) ? lastStates(store()?.events({ run, kinds: ["step"] }) ?? []) : [],
    );
    states.set(run, read);
    return read;
  }

  return {
    summary(record) {
      const { run, state } = record;
      const known = ended.get(run);
      if (known !== undefined) return known;
      const source = store();
      const isQuiet = source !== undefined && isQuietRun(source, record);
      const summary: RunSummary = { ...summarizeRun(record, statesOf(record)), ...(isQuiet ? { quiet: true } : {}) };
      if (state !== "started") {
        states.delete(run);
        if (ended.size >= mostEnded) ended.clear();
        ended.set(run, summary);
      }
      return summary;
    },
    add(events) {
      for (const event of events) {
        if (event.run === undefined) continue;
        ended.delete(event.run);
        if (event.kind === "step") states.get(event.run)?.set(event.step, event.state);
      }
    },
    clear() {
      states.clear();
      ended.clear();
    },
  };
}

/** A run as the views are told of it. `states`: of those steps at least that only check. */
export function summarizeRun(record: RunRecord, states: StepStates): RunSummary {
  const { run, state, plan, outcomes, startedAt, endedAt, error } = record;
  let [done, failed] = [0, 0];
  for (const [index, step] of plan.steps.entries()) {
    const end = onlyChecks(step) ? endOfChecks(states.get(index)) : endOfAssets(step.assets, outcomes);
    if (end === "done") done++;
    else if (end === "failed") failed++;
  }
  return {
    run,
    state,
    trigger: plan.trigger,
    startedAt,
    steps: { planned: plan.steps.length, done, failed },
    assets: plan.steps.flatMap((step) => step.assets),
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(error === undefined ? {} : { error }),
  };
}

export function lastStates(events: Iterable<StoredEvent>): StepStates {
  const states = new Map<number, StepState>();
  for (const event of events) if (event.kind === "step") states.set(event.step, event.state);
  return states;
}

function onlyChecks({ assets }: PlannedStep): boolean {
  return assets.length === 0;
}

function endOfChecks(state: StepState | undefined): "done" | "failed" | undefined {
  if (state === "succeeded" || state === "skipped") return "done";
  return state === "failed" ? "failed" : undefined;
}

/** A step has ended well when each of its assets has, and has failed as soon as one of them has. */
function endOfAssets(
  assets: readonly AssetKey[],
  outcomes: ReadonlyMap<AssetKey, Outcome>,
): "done" | "failed" | undefined {
  let isDone = true;
  for (const asset of assets) {
    const outcome = outcomes.get(asset);
    if (outcome === "failed") return "failed";
    if (outcome !== "materialized" && outcome !== "skipped") isDone = false;
  }
  return isDone ? "done" : undefined;
}
