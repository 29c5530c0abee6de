import { type Json, type RecordedError, UserError, userError } from "../../protocol/errors/error-entry.ts";
import { serverErrors } from "../../protocol/errors/server-errors.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { ColumnProfile, ValueRows } from "../../protocol/messages/server-messages.ts";
import { eventId, type MaterializationEvent } from "../../protocol/record/events.ts";
import type { EventId } from "../../protocol/record/identifiers.ts";
import type { Recorded } from "../../runtime/core/record/asset-record.ts";
import type { Store } from "../../runtime/storage/store.ts";
import { type ColumnProfiler, profileColumn } from "./column-profile.ts";
import { hasCells, jsonCell } from "./json-cell.ts";
import { createKeptValues } from "./kept-values.ts";
import type { ReadableRows } from "./readable-rows.ts";
import { rowsIn } from "./recorded-facts.ts";
import { openStoredRows, type StoredPlace } from "./stored-rows.ts";
import { createTurns, type GiveTurns } from "./turns.ts";

/** Rows from which profiles are made, and columns of which. */
const mostProfiled = 100_000;
const mostColumns = 200;
/** No page is longer, whatever is asked for. */
const mostRows = 10_000;
/** Values whose profiles are kept: pages of one value are asked for one after the other. */
const mostKept = 8;
/** Of values that can only be read whole. */
const mostKeptBytes = 32 * 1024 * 1024;
/** The column of rows that are no objects. */
const onlyColumn = "value";

/** Reads pages of stored values. Profiles of a value are made once, since a value never changes. */
export interface ValueReader {
  rows(store: Store | undefined, wanted: WantedRows, signal: AbortSignal): Promise<ValueRows>;
}

export interface WantedRows {
  readonly asset: AssetKey;
  readonly event?: EventId;
  readonly from: number;
  readonly count: number;
}

interface Profiles {
  readonly columns: readonly ColumnProfile[];
  readonly profiled: number;
  /** Known when the end was read. */
  readonly total: number | undefined;
}

export function createValueReader(): ValueReader {
  const kept = new Map<EventId, Profiles>();
  const values = createKeptValues(mostKeptBytes);

  async function profilesOf(event: EventId, rows: ReadableRows, turns: GiveTurns): Promise<Profiles> {
    const known = kept.get(event);
    const profiles = known ?? (await profileRows(rows, turns));
    kept.delete(event);
    kept.set(event, profiles);
    const [oldest] = kept.keys();
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
    return profiles;
  }

  return {
    async rows(store, { asset, event, from, count }, signal) {
      try {
        const { place, made } = placeOf(store, asset, event);
        const opened = await openStoredRows(place, signal, values);
        const turns = createTurns(signal);
        const profiles = await profilesOf(made.id, opened, turns);
        const names = profiles.columns.map(({ name }) => name);
        const first = Math.max(0, Math.floor(from));
        const page = await pageOf(opened, first, Math.min(mostRows, Math.max(0, count)), turns);
        const total = profiles.total ?? rowsIn(made.metadata);
        return {
          columns: profiles.columns,
          rows: await cellsForPage(page, names, turns),
          from: first,
          ...(total === undefined ? {} : { total }),
          profiled: profiles.profiled,
          event: made.id,
          made: made.time,
          isList: opened.isList,
        };
      } catch (error) {
        return { problem: problemOf(error) };
      }
    },
  };
}

/** Where a materialization's value lies. Throws `no-value`, or `value-removed` when it is too long ago. */
export function placeOf(
  store: Store | undefined,
  asset: AssetKey,
  event?: EventId,
): { readonly place: StoredPlace; readonly made: Recorded<MaterializationEvent> } {
  const made = materializationOf(store, asset, event);
  const stored = made?.value;
  if (store === undefined || made === undefined || stored === undefined)
    throw userError(serverErrors.noValueYet, { key: asset });
  return { place: { asset, folder: store.folder, stored }, made };
}

function materializationOf(
  store: Store | undefined,
  asset: AssetKey,
  event: EventId | undefined,
): Recorded<MaterializationEvent> | undefined {
  if (store === undefined) return undefined;
  const { latest, history } = store.asset(asset);
  if (event === undefined || latest?.id === event) return latest;
  const known = history.find(({ id }) => id === event);
  if (known?.value !== undefined) return known;
  for (const found of store.events({ asset, kinds: ["materialization"] })) {
    if (found.kind === "materialization" && eventId(found) === event) return { ...found, id: event };
  }
  throw userError(serverErrors.valueRemoved, { key: asset });
}

/** The cells of a row by the names of its columns; a row without names is the only cell. */
export function cellsOf(row: unknown, names: readonly string[]): readonly unknown[] {
  if (!hasCells(row)) return names.map((_, index) => (index === 0 ? row : undefined));
  return names.map((name) => (Object.hasOwn(row, name) ? row[name] : undefined));
}

/** Adds the columns that a row has and that are not known yet. */
export function addNames(row: unknown, names: Set<string>): void {
  if (!hasCells(row)) {
    if (names.size === 0) names.add(onlyColumn);
    return;
  }
  for (const name in row) if (names.size < mostColumns) names.add(name);
}

/** What a page says instead of rows. A bug, or a cancellation, is no problem of the value. */
export function problemOf(error: unknown): RecordedError {
  if (!(error instanceof UserError)) throw error;
  return { code: error.code, message: error.message, remedy: error.remedy };
}

async function profileRows(rows: ReadableRows, turns: GiveTurns): Promise<Profiles> {
  const names = new Set<string>();
  const profilers = new Map<string, ColumnProfiler>();
  let profiled = 0;
  let isWhole = true;
  reading: for (const slice of rows.from(0)) {
    for (const row of slice) {
      if (profiled === mostProfiled) {
        isWhole = false;
        break reading;
      }
      addNames(row, names);
      for (const name of names) if (!profilers.has(name)) profilers.set(name, lateProfiler(name, profiled));
      const cells = cellsOf(row, [...names]);
      let index = 0;
      for (const profiler of profilers.values()) profiler.add(cells[index++]);
      profiled += 1;
      if (profiled % 256 === 0) await turns();
    }
    await turns();
  }
  return {
    columns: [...profilers.values()].map((profiler) => profiler.profile()),
    profiled,
    total: isWhole ? profiled : undefined,
  };
}

/** A column that comes later was missing in the rows before. */
function lateProfiler(name: string, missing: number): ColumnProfiler {
  const profiler = profileColumn(name);
  for (let row = 0; row < missing; row += 1) profiler.add(undefined);
  return profiler;
}

/** One row after the other: a page of long cells is long work too. */
async function cellsForPage(
  page: readonly unknown[],
  names: readonly string[],
  turns: GiveTurns,
): Promise<readonly (readonly Json[])[]> {
  const rows: (readonly Json[])[] = [];
  for (const row of page) {
    rows.push(cellsOf(row, names).map(jsonCell));
    await turns();
  }
  return rows;
}

async function pageOf(rows: ReadableRows, first: number, count: number, turns: GiveTurns): Promise<readonly unknown[]> {
  const page: unknown[] = [];
  if (count === 0) return page;
  for (const slice of rows.from(first)) {
    for (const row of slice.slice(0, count - page.length)) page.push(row);
    if (page.length >= count) break;
    await turns();
  }
  return page;
}
