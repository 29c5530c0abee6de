import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import type { EventId, OutcomeEvent, RunId, StoredEvent } from "../../../protocol/record/events.ts";
import { eventId } from "../../../protocol/record/events.ts";
import type { RunPlan } from "../../../protocol/record/run-plan.ts";
import type { AssetRecord, Recorded, RunRecord } from "./asset-record.ts";

/*
 * The one reducer of events. Pure; events may come in any order and more than once, and the same set of them always adds up to the same
 * records: the latest is told by (time, writer, sequence). Unknown kinds are passed over. Events of some partitions of an asset are not
 * facts about the asset without partitions, and are passed over here too.
 */

const mostHistory = 20;

export function emptyAssetRecord(key: AssetKey): AssetRecord {
  return { key, history: [], running: [], checks: {} };
}

/** Assets whose record an event may change. `run`: the record of the event's run after this event, if it has one. */
export function touchedAssets(event: StoredEvent, run: RunRecord | undefined): readonly AssetKey[] {
  switch (event.kind) {
    case "materialization":
    case "observation":
    case "check":
    case "outcome":
    case "accepted":
      return [event.of.asset];
    case "run":
      return run === undefined ? [] : plannedAssets(run.plan);
    case "step":
      return event.state === "started" ? (run?.plan.steps[event.step]?.assets ?? []) : [];
    default:
      return [];
  }
}

/** The asset's record with one more event; the same object when nothing changes. `run`: as for `touchedAssets`. */
export function applyToAsset(record: AssetRecord, event: StoredEvent, run: RunRecord | undefined): AssetRecord {
  if ("of" in event && (event.of.asset !== record.key || event.of.partitions !== undefined)) return record;
  switch (event.kind) {
    case "materialization":
      return withMaterialization(record, recorded(event));
    case "observation":
      return isLater(event, record.observed) ? { ...record, observed: recorded(event) } : record;
    case "check":
      return isLater(event, record.checks[event.check])
        ? { ...record, checks: { ...record.checks, [event.check]: recorded(event) } }
        : record;
    case "accepted":
      return isLater(event, record.accepted) && isLater(event, record.latest)
        ? { ...record, accepted: recorded(event) }
        : record;
    case "outcome":
      return withOutcome(record, event);
    case "run":
      return event.run === undefined || run === undefined ? record : withRunState(record, event.run, run);
    case "step":
      return event.state === "started" && event.run !== undefined ? withStart(record, event.run, event.time) : record;
    default:
      return record;
  }
}

/** The run's record with one more event; undefined when the event is of no run. Its start may come after the rest. */
export function applyToRun(record: RunRecord | undefined, event: StoredEvent): RunRecord | undefined {
  if (event.run === undefined) return record;
  const known = record ?? unreadRun(event.run, event.time);
  switch (event.kind) {
    case "run": {
      if (event.state === "started") {
        return event.plan === undefined ? known : { ...known, plan: event.plan, startedAt: event.time };
      }
      if (known.endedAt !== undefined && known.endedAt >= event.time) return known;
      const { error: _, ...rest } = known;
      return {
        ...rest,
        state: event.state,
        endedAt: event.time,
        ...(event.error === undefined ? {} : { error: event.error }),
      };
    }
    case "outcome": {
      if (known.outcomes.get(event.of.asset) === event.outcome) return known;
      const outcomes = new Map(known.outcomes);
      outcomes.set(event.of.asset, event.outcome);
      return { ...known, outcomes };
    }
    default:
      return record;
  }
}

/** Order of recorded events: by time, then writer, then sequence. */
export function compareRecorded(a: { id: EventId; time: number }, b: { id: EventId; time: number }): number {
  if (a.time !== b.time) return a.time - b.time;
  const [writerA, sequenceA] = splitId(a.id);
  const [writerB, sequenceB] = splitId(b.id);
  return writerA < writerB ? -1 : writerA > writerB ? 1 : sequenceA - sequenceB;
}

function splitId(id: EventId): [writer: string, sequence: number] {
  const colon = id.lastIndexOf(":");
  return [id.slice(0, colon), Number(id.slice(colon + 1))];
}

function withMaterialization(record: AssetRecord, event: AssetRecord["history"][number]): AssetRecord {
  const { history, latest } = record;
  if (latest === undefined || compareRecorded(event, latest) > 0) {
    const { accepted, ...rest } = record;
    const stillAccepted = accepted !== undefined && compareRecorded(accepted, event) > 0;
    return {
      ...rest,
      latest: event,
      history: [event, ...history].slice(0, mostHistory),
      ...(stillAccepted ? { accepted } : {}),
    };
  }
  const at = history.findIndex((other) => compareRecorded(event, other) >= 0);
  if (at === -1 ? history.length >= mostHistory : history[at]?.id === event.id) return record;
  const place = at === -1 ? history.length : at;
  return { ...record, history: [...history.slice(0, place), event, ...history.slice(place)].slice(0, mostHistory) };
}

function withOutcome(record: AssetRecord, event: StoredEvent & OutcomeEvent): AssetRecord {
  const settled = event.run === undefined ? record : settle(record, event.run);
  const known = record.outcome;
  const isNew =
    known === undefined ||
    event.time > known.time ||
    (event.time === known.time && (event.run ?? "") > (known.run ?? ""));
  if (!isNew) return settled;
  const { outcome, because, error, run, time } = event;
  return {
    ...settled,
    outcome: {
      outcome,
      time,
      ...(because === undefined ? {} : { because }),
      ...(error === undefined ? {} : { error }),
      ...(run === undefined ? {} : { run }),
    },
  };
}

function withRunState(record: AssetRecord, id: RunId, run: RunRecord): AssetRecord {
  const isPlanned = run.plan.steps.some(({ assets }) => assets.includes(record.key));
  if (!isPlanned) return record;
  if (run.state !== "started" || run.outcomes.has(record.key)) return settle(record, id);
  return withRunning(record, id);
}

function withRunning(record: AssetRecord, id: RunId): AssetRecord {
  if (record.settled?.includes(id) || record.running.some(({ run }) => run === id)) return record;
  return { ...record, running: [...record.running, { run: id }].sort(byRun) };
}

function withStart(record: AssetRecord, id: RunId, time: number): AssetRecord {
  const planned = withRunning(record, id);
  const known = planned.running.find(({ run }) => run === id);
  // Of several attempts the first counts: how long it has been running is what people ask.
  if (known === undefined || (known.startedAt !== undefined && known.startedAt <= time)) return planned;
  return {
    ...planned,
    running: planned.running.map((one) => (one.run === id ? { run: id, startedAt: time } : one)),
  };
}

function settle(record: AssetRecord, id: RunId): AssetRecord {
  const { settled = [], running } = record;
  if (settled.includes(id)) return record;
  return {
    ...record,
    running: running.some(({ run }) => run === id) ? running.filter(({ run }) => run !== id) : running,
    // Run ids sort by time, so that the latest stay whatever the order of arrival.
    settled: [...settled, id].sort().slice(-mostHistory),
  };
}

function byRun(a: { readonly run: RunId }, b: { readonly run: RunId }): number {
  return a.run < b.run ? -1 : a.run > b.run ? 1 : 0;
}

function plannedAssets(plan: RunPlan): readonly AssetKey[] {
  return plan.steps.flatMap(({ assets }) => assets);
}

/** A run of which something is known, while its start, and with it the plan, has not been read. */
function unreadRun(run: RunId, time: number): RunRecord {
  return {
    run,
    state: "started",
    startedAt: time,
    outcomes: new Map(),
    plan: {
      run,
      environment: "",
      trigger: { kind: "terminal" },
      config: {},
      steps: [],
      code: { versions: {} },
      basis: { events: {}, files: {} },
      sources: {},
    },
  };
}

function isLater(event: StoredEvent, known: { readonly id: EventId; readonly time: number } | undefined): boolean {
  return known === undefined || compareRecorded({ id: eventId(event), time: event.time }, known) > 0;
}

function recorded<Event extends StoredEvent>(event: Event): Recorded<Event> {
  const { version: _, writer, sequence, ...body } = event;
  return { ...body, id: eventId({ writer, sequence }) } as unknown as Recorded<Event>;
}
