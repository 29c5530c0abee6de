import type { RecordedError } from "../../protocol/errors/error-entry.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { Outcome, RunState, StoredEvent } from "../../protocol/record/events.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import type { RunPlan } from "../../protocol/record/run-plan.ts";
import type { AssetRecord, RunRecord } from "../core/record/asset-record.ts";

/** What is known of a run while its events come in, in whatever order their writers' files are read. */
export interface RunFacts {
  readonly run: RunId;
  plan: RunPlan | undefined;
  state: RunState;
  startedAt: number;
  endedAt: number | undefined;
  error: RecordedError | undefined;
  readonly outcomes: Map<AssetKey, Outcome>;
  /** When the step of an asset began. */
  readonly began: Map<AssetKey, number>;
  /** Assets that it is to make. */
  readonly planned: Set<AssetKey>;
}

export function emptyRunFacts(run: RunId, time: number): RunFacts {
  return {
    run,
    plan: undefined,
    state: "started",
    startedAt: time,
    endedAt: undefined,
    error: undefined,
    outcomes: new Map(),
    began: new Map(),
    planned: new Set(),
  };
}

/** Takes an event of the run into its facts. */
export function applyToRun(facts: RunFacts, event: StoredEvent): void {
  switch (event.kind) {
    case "run":
      if (event.state === "started") {
        facts.startedAt = event.time;
        facts.plan = event.plan;
        for (const step of event.plan?.steps ?? []) for (const asset of step.assets) facts.planned.add(asset);
      } else if (facts.endedAt === undefined || event.time >= facts.endedAt) {
        facts.state = event.state;
        facts.endedAt = event.time;
        facts.error = event.error;
      }
      return;
    case "step":
      if (event.state !== "started") return;
      for (const asset of facts.plan?.steps[event.step]?.assets ?? []) {
        if (!facts.began.has(asset)) facts.began.set(asset, event.time);
      }
      return;
    case "outcome":
      facts.outcomes.set(event.of.asset, event.outcome);
      return;
    default:
      return;
  }
}

/** The record of a run whose start has been read. */
export function toRunRecord(facts: RunFacts): RunRecord | undefined {
  if (facts.plan === undefined) return undefined;
  return {
    run: facts.run,
    state: facts.state,
    plan: facts.plan,
    outcomes: new Map(facts.outcomes),
    startedAt: facts.startedAt,
    ...(facts.endedAt === undefined ? {} : { endedAt: facts.endedAt }),
    ...(facts.error === undefined ? {} : { error: facts.error }),
  };
}

/** The records of those whose start has been read, the latest first. */
export function toRunRecords(all: Iterable<RunFacts>): readonly RunRecord[] {
  const records = Array.from(all, toRunRecord).filter((record) => record !== undefined);
  return records.sort((a, b) => b.startedAt - a.startedAt || (a.run < b.run ? 1 : -1));
}

/** Runs that are making the asset, or are going to. The same empty array when there are none: that is asked ten thousand times. */
export function runsOf(active: ReadonlyMap<RunId, RunFacts>, asset: AssetKey): AssetRecord["running"] {
  let runs: AssetRecord["running"] = none;
  for (const facts of active.values()) {
    if (facts.endedAt !== undefined || !facts.planned.has(asset) || facts.outcomes.has(asset)) continue;
    const began = facts.began.get(asset);
    runs = [...runs, began === undefined ? { run: facts.run } : { run: facts.run, startedAt: began }];
  }
  return runs;
}

const none: AssetRecord["running"] = [];
