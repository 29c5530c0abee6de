import type { EventBody, Outcome, RunState } from "../../../protocol/record/events.ts";
import type { SqlDatabase } from "./sql-driver.ts";

/** Changes with every change of the tables; an index of another schema is thrown away and made again from the journal. */
const schemaVersion = 5;

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
create table asset_lines(id integer primary key, count integer not null, assets integer not null, lines text not null);
create table asset_pages(id integer primary key, asset integer not null, pages text not null);
create table run(id integer primary key, name text not null unique, state integer not null, started real not null, ended real, error text,
  plan_segment integer, plan_offset integer, plan_length integer);
create table code(hash text primary key, segment integer not null, offset integer not null, length integer not null) without rowid;
create table event_page(id integer primary key, segment integer not null, writer integer not null, run integer not null, newest real not null,
  kinds integer not null, events blob not null);
create index page_of_run on event_page(run);
create index pages_of_asset on asset_pages(asset);
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
