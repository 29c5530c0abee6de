import type { StoredEvent } from "../../../protocol/record/events.ts";
import type { RunId } from "../../../protocol/record/identifiers.ts";
import { applyToRun, emptyRunFacts, type RunFacts } from "../run-facts.ts";
import { type EventPlace, placeOf } from "./event-page.ts";
import { runStates } from "./index-tables.ts";
import type { SqlDatabase, SqlStatement } from "./sql-driver.ts";

/** The row of a run. */
export interface RunRow {
  readonly id: number;
  /** Of the event that holds the plan. */
  plan: EventPlace | undefined;
}

interface TouchedRun {
  readonly facts: RunFacts;
  readonly row: RunRow;
}

/** The events of a run that tell how far it has come, in their order. */
export type ReadProgress = (row: RunRow) => readonly StoredEvent[];

/** The runs in the index. Those that have not ended are kept with all that is known of them; of the others there is a row. */
export class IndexRuns {
  readonly #find: SqlStatement;
  readonly #add: SqlStatement;
  readonly #put: SqlStatement;
  readonly #readProgress: ReadProgress;
  /** Runs that have not ended, and those that this transaction touches. */
  readonly #known = new Map<RunId, TouchedRun>();
  readonly #active = new Map<RunId, RunFacts>();
  readonly #touched = new Set<TouchedRun>();
  #next: number;

  constructor(database: SqlDatabase, readProgress: ReadProgress) {
    this.#readProgress = readProgress;
    this.#find = database.prepare(
      "select id, state, started, ended, error, plan_segment, plan_offset, plan_length from run where name = ?",
    );
    this.#add = database.prepare("insert into run values(?, ?, 0, ?, null, null, null, null, null)");
    this.#put = database.prepare(
      `update run set state = ?, started = ?, ended = ?, error = ?, plan_segment = ?, plan_offset = ?, plan_length = ? where id = ?`,
    );
    this.#next = Number(database.prepare("select coalesce(max(id), 0) + 1 from run").first()?.[0]);
    const open = database.prepare("select name from run where ended is null and plan_segment is not null").rows();
    for (const [name] of open) this.#load(String(name) as RunId);
  }

  /** Those that have not ended. */
  get active(): ReadonlyMap<RunId, RunFacts> {
    return this.#active;
  }

  /** Takes an event into the facts of its run; returns the number of the run. */
  apply(run: RunId, event: StoredEvent, place: EventPlace): number {
    const known = this.#known.get(run) ?? this.#load(run) ?? this.#new(run, event.time);
    applyToRun(known.facts, event);
    if (event.kind === "run") {
      if (event.plan !== undefined) known.row.plan = place;
      this.#touched.add(known);
    }
    return known.row.id;
  }

  idOf(run: RunId): number | undefined {
    const id = this.#known.get(run)?.row.id ?? this.#find.first(run)?.[0];
    return typeof id === "number" ? id : undefined;
  }

  /** Before the transaction ends. */
  flush(): void {
    for (const { facts, row } of this.#touched) {
      const { state, startedAt, endedAt, error } = facts;
      const plan = [row.plan?.segment ?? null, row.plan?.offset ?? null, row.plan?.length ?? null];
      const errorText = error === undefined ? null : JSON.stringify(error);
      this.#put.run(runStates.indexOf(state), startedAt, endedAt ?? null, errorText, ...plan, row.id);
      if (endedAt !== undefined) this.#forget(facts.run);
    }
    this.#touched.clear();
  }

  #keep(run: RunId, known: TouchedRun): TouchedRun {
    this.#known.set(run, known);
    this.#active.set(run, known.facts);
    return known;
  }

  #forget(run: RunId): void {
    this.#known.delete(run);
    this.#active.delete(run);
  }

  #new(run: RunId, time: number): TouchedRun {
    const row: RunRow = { id: this.#next, plan: undefined };
    this.#next += 1;
    this.#add.run(row.id, run, time);
    return this.#keep(run, { facts: emptyRunFacts(run, time), row });
  }

  /** A run from its row. Only of one that has not ended the plan, the outcomes and the steps are needed. */
  #load(run: RunId): TouchedRun | undefined {
    const found = this.#find.first(run);
    if (found === undefined) return undefined;
    const [id, state, started, ended, error] = found;
    const row: RunRow = { id: Number(id), plan: placeOf(found.slice(5)) };
    const facts = emptyRunFacts(run, Number(started));
    if (ended === null) {
      for (const event of this.#readProgress(row)) applyToRun(facts, event);
    } else {
      facts.state = runStates[Number(state)] ?? "failed";
      facts.endedAt = Number(ended);
      facts.error = typeof error === "string" ? JSON.parse(error) : undefined;
    }
    return this.#keep(run, { facts, row });
  }
}
