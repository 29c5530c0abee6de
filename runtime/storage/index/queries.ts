import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import type { CodeVersion } from "../../../protocol/graph/code-version.ts";
import {
  compareEvents,
  eventId,
  type MaterializationEvent,
  type Outcome,
  type StoredEvent,
} from "../../../protocol/record/events.ts";
import type { RunId } from "../../../protocol/record/identifiers.ts";
import type { RunPlan } from "../../../protocol/record/run-plan.ts";
import type { AssetRecord, Recorded, RunRecord } from "../../core/record/asset-record.ts";
import { runsOf, toRunRecord, toRunRecords } from "../run-facts.ts";
import type { EventQuery } from "../store.ts";
import type { EventPlace } from "./facts-row.ts";
import { eventKinds, outcomes, runStates } from "./index-tables.ts";
import type { SqlValue } from "./sql-driver.ts";
import type { StoreIndex } from "./store-index.ts";

const historyLength = 20;
const runsKept = 100;

/** Answers what a store is asked, from its index. */
export interface IndexQueries {
  asset(key: AssetKey): AssetRecord;
  run(id: RunId): RunRecord | undefined;
  runs(limit: number): readonly RunRecord[];
  activeRuns(): readonly RunRecord[];
  code(hash: string): CodeVersion | undefined;
  events(query: EventQuery): readonly StoredEvent[];
  /** Forgets the answers that these events change. */
  changed(events: readonly StoredEvent[]): void;
}

export function createQueries(index: StoreIndex): IndexQueries {
  const records = new Map<AssetKey, { readonly facts: unknown; readonly record: AssetRecord }>();
  const endedRuns = new Map<RunId, RunRecord>();
  const versions = new Map<string, CodeVersion>();
  const { database } = index;
  const findHistory = database.prepare(
    `select segment, offset, length from event where asset = ? and kind = ${eventKinds.indexOf("materialization")}
     order by time desc, (select name from writer where id = event.writer) desc, sequence desc limit ${historyLength}`,
  );
  const findRun = database.prepare("select id, name, state, started, ended, error, plan from run where name = ?");
  const findRuns = database.prepare(
    "select name from run where plan is not null order by started desc, name desc limit ?",
  );
  const findPlace = database.prepare("select segment, offset, length from event where id = ?");
  const findOutcomes = database.prepare(
    `select asset.key, event.detail from event join asset on asset.id = event.asset
     where event.run = ? and event.kind = ${eventKinds.indexOf("outcome")} order by event.time, event.sequence`,
  );
  const findCode = database.prepare("select event from code where hash = ?");

  function history(key: AssetKey): readonly Recorded<MaterializationEvent>[] {
    const id = index.assetId(key);
    if (id === undefined) return [];
    const found = index.read(findHistory.rows(id).map(placeOf));
    return found.filter((event) => event.kind === "materialization").map(recorded);
  }

  /** The same object as long as nothing changes, so that those who ask again and again can compare by identity. */
  function asset(key: AssetKey): AssetRecord {
    const facts = index.facts(key);
    const running = runsOf(index.activeRuns, key);
    const known = records.get(key);
    if (known !== undefined && known.facts === facts && running.length === 0 && known.record.running.length === 0) {
      return known.record;
    }
    let kept: AssetRecord["history"] | undefined;
    const record: AssetRecord = {
      ...(facts?.record ?? { key, checks: {} }),
      running,
      get history() {
        kept ??= history(key);
        return kept;
      },
    };
    records.set(key, { facts, record });
    return record;
  }

  function eventAt(id: number): StoredEvent | undefined {
    const row = findPlace.first(id);
    return row === undefined ? undefined : index.read([placeOf(row)])[0];
  }

  function endedRun(id: RunId): RunRecord | undefined {
    const row = findRun.first(id);
    if (row === undefined || typeof row[6] !== "number") return undefined;
    const [number, name, state, started, ended, error, planEvent] = row;
    let plan: RunPlan | undefined;
    let found: Map<AssetKey, Outcome> | undefined;
    return {
      run: String(name) as RunId,
      state: runStates[Number(state)] ?? "failed",
      startedAt: Number(started),
      ...(ended === null ? {} : { endedAt: Number(ended) }),
      ...(typeof error === "string" ? { error: JSON.parse(error) } : {}),
      get plan() {
        plan ??= planOf(eventAt(Number(planEvent)));
        return plan;
      },
      get outcomes() {
        found ??= new Map(
          findOutcomes.rows(number ?? null).map(([key, detail]) => {
            return [String(key) as AssetKey, outcomes[Number(detail)] ?? "failed"];
          }),
        );
        return found;
      },
    };
  }

  function run(id: RunId): RunRecord | undefined {
    const active = index.activeRuns.get(id);
    if (active !== undefined && active.endedAt === undefined) return toRunRecord(active);
    const known = endedRuns.get(id) ?? endedRun(id);
    if (known === undefined) return undefined;
    if (endedRuns.size >= runsKept) endedRuns.clear();
    endedRuns.set(id, known);
    return known;
  }

  return {
    asset,
    run,
    runs: (limit) =>
      findRuns
        .rows(limit)
        .map(([name]) => run(String(name) as RunId))
        .filter((record) => record !== undefined),
    activeRuns: () => toRunRecords(index.activeRuns.values()).filter(({ state }) => state === "started"),
    code(hash) {
      const known = versions.get(hash);
      if (known !== undefined) return known;
      const id = findCode.first(hash)?.[0];
      const event = typeof id === "number" ? eventAt(id) : undefined;
      if (event?.kind !== "code") return undefined;
      // One event tells of many versions, and whoever asks for one is about to ask for the others.
      for (const version of event.versions) versions.set(version.hash, version);
      return versions.get(hash);
    },
    events: (query) => findEvents(index, query),
    changed(events) {
      for (const event of events) if (event.run !== undefined) endedRuns.delete(event.run);
    },
  };
}

function findEvents(index: StoreIndex, query: EventQuery): readonly StoredEvent[] {
  const conditions: string[] = [];
  const values: SqlValue[] = [];
  if (query.run !== undefined) {
    conditions.push("run = (select id from run where name = ?)");
    values.push(query.run);
  }
  if (query.asset !== undefined) {
    conditions.push("asset = (select id from asset where key = ?)");
    values.push(query.asset);
  }
  if (query.kinds !== undefined) {
    conditions.push(`kind in (${query.kinds.map((kind) => eventKinds.indexOf(kind)).join(", ")})`);
  }
  const where = conditions.length === 0 ? "" : `where ${conditions.join(" and ")}`;
  const rows = index.database
    .prepare(
      `select segment, offset, length from event ${where}
       order by time desc, (select name from writer where id = event.writer) desc, sequence desc limit ?`,
    )
    .rows(...values, query.limit ?? -1);
  return index.read(rows.map(placeOf)).sort(compareEvents);
}

function placeOf([segment, offset, length]: readonly SqlValue[]): EventPlace {
  return { segment: Number(segment), offset: Number(offset), length: Number(length) };
}

function planOf(event: StoredEvent | undefined): RunPlan {
  if (event?.kind !== "run" || event.plan === undefined) throw new Error("the index points to an event without a plan");
  return event.plan;
}

function recorded(event: StoredEvent & MaterializationEvent): Recorded<MaterializationEvent> {
  const { version: _, writer, sequence, ...body } = event;
  return { ...body, id: eventId({ writer, sequence }) };
}
