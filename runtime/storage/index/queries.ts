import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import type { CodeVersion } from "../../../protocol/graph/code-version.ts";
import {
  compareEvents,
  type EventBody,
  eventId,
  type MaterializationEvent,
  type StoredEvent,
} from "../../../protocol/record/events.ts";
import type { RunId } from "../../../protocol/record/identifiers.ts";
import type { RunPlan } from "../../../protocol/record/run-plan.ts";
import type { AssetRecord, Recorded, RunRecord } from "../../core/record/asset-record.ts";
import { runsOf, toRunRecord, toRunRecords } from "../run-facts.ts";
import type { EventQuery } from "../store.ts";
import { type EventPlace, placeOf } from "./event-page.ts";
import { eventKinds, outcomes, runStates } from "./index-tables.ts";
import type { StoreIndex } from "./store-index.ts";

const historyLength = 20;
const runsKept = 100;
const neverMade: Omit<AssetRecord, "key"> = { history: [], running: [], checks: {} };

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
  const records = new Map<AssetKey, { readonly of: unknown; readonly record: AssetRecord }>();
  const endedRuns = new Map<RunId, RunRecord>();
  const versions = new Map<string, CodeVersion>();
  const { database } = index;
  const findRun = database.prepare(
    "select id, name, state, started, ended, error, plan_segment, plan_offset, plan_length from run where name = ?",
  );
  const findRuns = database.prepare(
    "select name from run where plan_segment is not null order by started desc, name desc limit ?",
  );
  const findCode = database.prepare("select segment, offset, length from code where hash = ?");

  function history(key: AssetKey): readonly Recorded<MaterializationEvent>[] {
    const events = index.read(findPlaces(index, { asset: key, kinds: ["materialization"], limit: historyLength }));
    return events.filter((event) => event.kind === "materialization").map(recorded);
  }

  /** The same object as long as nothing changes, so that those who ask again and again can compare by identity. */
  function asset(key: AssetKey): AssetRecord {
    const of = index.asset(key)?.record ?? neverMade;
    const running = runsOf(index.activeRuns, key);
    const known = records.get(key);
    if (known !== undefined && known.of === of && running.length === 0 && known.record.running.length === 0) {
      return known.record;
    }
    const record = new IndexedRecord(key, of, running, history);
    records.set(key, { of, record });
    return record;
  }

  function outcomesOf(run: number): RunRecord["outcomes"] {
    const found = index.find({ run, kinds: [eventKinds.indexOf("outcome")] }).toReversed();
    return new Map(
      found.flatMap(({ asset: id, detail }) => {
        const key = index.keyOf(id);
        return key === undefined ? [] : [[key, outcomes[detail] ?? "failed"]];
      }),
    );
  }

  function endedRun(id: RunId): RunRecord | undefined {
    const row = findRun.first(id);
    if (row === undefined) return undefined;
    const [number, name, state, started, ended, error, ...place] = row;
    const at = placeOf(place);
    if (at === undefined) return undefined;
    let plan: RunPlan | undefined;
    let found: RunRecord["outcomes"] | undefined;
    return {
      run: String(name) as RunId,
      state: runStates[Number(state)] ?? "failed",
      startedAt: Number(started),
      ...(ended === null ? {} : { endedAt: Number(ended) }),
      ...(typeof error === "string" ? { error: JSON.parse(error) } : {}),
      get plan() {
        plan ??= planOf(index.read([at])[0]);
        return plan;
      },
      get outcomes() {
        found ??= outcomesOf(Number(number));
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
      const place = placeOf(findCode.first(hash) ?? []);
      const event = place === undefined ? undefined : index.read([place])[0];
      if (event?.kind !== "code") return undefined;
      // One event tells of many versions, and whoever asks for one is about to ask for the others.
      for (const version of event.versions) versions.set(version.hash, version);
      return versions.get(hash);
    },
    events: (query) => index.read(findPlaces(index, query)).sort(compareEvents),
    changed(events) {
      for (const event of events) if (event.run !== undefined) endedRuns.delete(event.run);
    },
  };
}

/** A class, because there are ten thousand: a getter of an object's own would cost it more than all of its fields. */
class IndexedRecord implements AssetRecord {
  readonly key: AssetKey;
  declare readonly latest?: NonNullable<AssetRecord["latest"]>;
  declare readonly observed?: NonNullable<AssetRecord["observed"]>;
  declare readonly outcome?: NonNullable<AssetRecord["outcome"]>;
  declare readonly accepted?: NonNullable<AssetRecord["accepted"]>;
  readonly running: AssetRecord["running"];
  readonly checks: AssetRecord["checks"];
  readonly #readHistory: (key: AssetKey) => AssetRecord["history"];
  #history: AssetRecord["history"] | undefined;

  constructor(
    key: AssetKey,
    { latest, observed, outcome, accepted, checks }: Omit<AssetRecord, "key">,
    running: AssetRecord["running"],
    readHistory: (key: AssetKey) => AssetRecord["history"],
  ) {
    this.key = key;
    if (latest !== undefined) this.latest = latest;
    if (observed !== undefined) this.observed = observed;
    if (outcome !== undefined) this.outcome = outcome;
    if (accepted !== undefined) this.accepted = accepted;
    this.running = running;
    this.checks = checks;
    this.#readHistory = readHistory;
  }

  /** Read from the journal when it is first asked for. */
  get history(): AssetRecord["history"] {
    this.#history ??= this.#readHistory(this.key);
    return this.#history;
  }

  toJSON(): AssetRecord {
    return { ...this, history: this.history };
  }
}

/** The latest first. */
function findPlaces(index: StoreIndex, { run, asset, kinds, limit }: EventQuery): readonly EventPlace[] {
  const runId = run === undefined ? undefined : index.runId(run);
  const indexed = asset === undefined ? undefined : index.asset(asset);
  if ((run !== undefined && runId === undefined) || (asset !== undefined && indexed === undefined)) return [];
  return index.find({
    ...(runId !== undefined && { run: runId }),
    ...(indexed !== undefined && { asset: { id: indexed.id, pages: index.pagesOf(indexed) } }),
    ...(kinds !== undefined && { kinds: kinds.map(numberOfKind) }),
    ...(limit !== undefined && { limit }),
  });
}

function numberOfKind(kind: EventBody["kind"]): number {
  return eventKinds.indexOf(kind);
}

function planOf(event: StoredEvent | undefined): RunPlan {
  if (event?.kind !== "run" || event.plan === undefined) throw new Error("the index points to an event without a plan");
  return event.plan;
}

function recorded(event: StoredEvent & MaterializationEvent): Recorded<MaterializationEvent> {
  const { version: _, writer, sequence, ...body } = event;
  return { ...body, id: eventId({ writer, sequence }) };
}
