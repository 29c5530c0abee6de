import type { EventBody, Outcome, RunState } from "../../../protocol/record/events.ts";
import type { SqlDatabase, SqlStatement } from "./sql-driver.ts";

/** Changes with every change of the tables; an index of another schema is thrown away and made again from the journal. */
const schemaVersion = 2;

/** By their numbers in the index. Only ever added to at the end. */
export const eventKinds = [
  "run",
  "step",
  "materialization",
  "observation",
  "check",
  "outcome",
  "code",
  "accepted",
  "log",
] as const satisfies readonly EventBody["kind"][];

export const outcomes = [
  "materialized",
  "failed",
  "upstream failed",
  "skipped",
  "cancelled",
] as const satisfies readonly Outcome[];

export const runStates = ["started", "succeeded", "failed", "cancelled"] as const satisfies readonly RunState[];

// Events are kept as places in the journal, not as bodies: the journal is there anyway.
const schema = `
create table segment(id integer primary key, file text not null unique, offset integer not null, unreadable integer not null);
create table writer(id integer primary key, name text not null unique, count integer not null, time real not null);
create table asset(id integer primary key, key text not null unique, facts text);
create table run(id integer primary key, name text not null unique, state integer not null, started real not null, ended real, error text, plan integer);
create table code(hash text primary key, event integer not null) without rowid;
create table event(id integer primary key, kind integer not null, time real not null, writer integer not null, sequence integer not null,
  segment integer not null, offset integer not null, length integer not null, run integer, asset integer, detail integer);
create index event_of_run on event(run, time) where run is not null;
create index event_of_asset on event(asset, time) where asset is not null;
create index run_started on run(started);
pragma user_version = ${schemaVersion};
`;

/** Sets up the tables of a new index. Throws when the database holds anything else. */
export function prepareTables(database: SqlDatabase): void {
  const version = database.prepare("pragma user_version").first()?.[0];
  if (version === schemaVersion) return;
  const tables = database.prepare("select count(*) from sqlite_schema").first()?.[0];
  if (version !== 0 || tables !== 0) throw new Error(`the index has schema ${version}`);
  database.transaction(() => database.execute(schema));
}

/** The statements that put events in. */
export interface IndexStatements {
  readonly putSegment: SqlStatement;
  readonly addWriter: SqlStatement;
  readonly putCount: SqlStatement;
  readonly addAsset: SqlStatement;
  readonly putFacts: SqlStatement;
  readonly addRun: SqlStatement;
  readonly putRun: SqlStatement;
  readonly putCode: SqlStatement;
  readonly addEvent: SqlStatement;
}

export function prepareStatements(database: SqlDatabase): IndexStatements {
  const prepare = (text: string) => database.prepare(text);
  return {
    putSegment: prepare(
      "insert into segment values(?, ?, ?, ?) on conflict(id) do update set offset = excluded.offset, unreadable = excluded.unreadable",
    ),
    addWriter: prepare("insert into writer values(?, ?, 0, 0)"),
    putCount: prepare("update writer set count = ?, time = ? where id = ?"),
    addAsset: prepare("insert into asset values(?, ?, null)"),
    putFacts: prepare("update asset set facts = ? where id = ?"),
    addRun: prepare("insert into run values(?, ?, 0, ?, null, null, null)"),
    putRun: prepare("update run set state = ?, started = ?, ended = ?, error = ?, plan = ? where id = ?"),
    putCode: prepare("insert into code values(?, ?) on conflict do nothing"),
    addEvent: prepare("insert into event values(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
  };
}
