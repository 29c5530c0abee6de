import { userError } from "../../protocol/errors/error-entry.ts";
import { serverErrors } from "../../protocol/errors/server-errors.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { DifferentRow, ValueDifference } from "../../protocol/messages/server-messages.ts";
import type { EventId } from "../../protocol/record/identifiers.ts";
import type { Store } from "../../runtime/storage/store.ts";
import { cellText } from "./column-profile.ts";
import { jsonCell, typesText, typeText } from "./json-cell.ts";
import { openStoredRows } from "./stored-rows.ts";
import { createTurns, type GiveTurns } from "./turns.ts";
import { addNames, cellsOf, placeOf, problemOf } from "./value-rows.ts";

/** Rows of a value that are compared; more are refused, since both values are held in memory. */
const mostRows = 500_000;
/** Different rows that are told. */
const mostShown = 500;
/** Pairs are looked for among so many columns. */
const mostPaired = 8;

export interface WantedDifference {
  readonly asset: AssetKey;
  readonly before: EventId;
  readonly after: EventId;
  readonly by?: readonly string[];
}

/** A whole value as rows of cells. */
interface Table {
  readonly names: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

/** Compares two values of an asset row by row: by key columns, or by whole rows where none tell the rows apart. */
export async function differenceOf(
  store: Store | undefined,
  { asset, before, after, by }: WantedDifference,
  signal: AbortSignal,
): Promise<ValueDifference> {
  try {
    const turns = createTurns(signal);
    const old = await tableOf(store, asset, before, signal, turns);
    const now = await tableOf(store, asset, after, signal, turns);
    requireColumns(asset, by ?? [], old, now);
    const keys = by ?? (await findKeys(old, now, turns));
    const rows = keys.length === 0 ? await byWholeRow(old, now, turns) : await byKeys(old, now, keys, turns);
    return { by: keys, columns: await columnsOf(old, now, turns), ...rows };
  } catch (error) {
    return { problem: problemOf(error) };
  }
}

async function tableOf(
  store: Store | undefined,
  asset: AssetKey,
  event: EventId,
  signal: AbortSignal,
  turns: GiveTurns,
): Promise<Table> {
  const opened = await openStoredRows(placeOf(store, asset, event).place, signal);
  if (!opened.isList) throw userError(serverErrors.valueNoList, { key: asset });
  const raw: unknown[] = [];
  const names = new Set<string>();
  for (const slice of opened.from(0)) {
    for (const row of slice) {
      addNames(row, names);
      raw.push(row);
    }
    if (raw.length > mostRows) throw userError(serverErrors.valueTooLong, { key: asset, most: mostRows });
    await turns();
  }
  const columns = [...names];
  const rows: (readonly unknown[])[] = [];
  for (const row of raw) {
    rows.push(cellsOf(row, columns));
    if (rows.length % 1024 === 0) await turns();
  }
  return { names: columns, rows };
}

function requireColumns(asset: AssetKey, by: readonly string[], old: Table, now: Table): void {
  for (const column of by) {
    const lacking = [old, now].find(({ names }) => !names.includes(column));
    if (lacking !== undefined) {
      throw userError(serverErrors.unknownColumn, { key: asset, column, known: lacking.names });
    }
  }
}

/** The first column, else the first pair of columns, that tells rows apart on both sides. Empty: none does. */
async function findKeys(old: Table, now: Table, turns: GiveTurns): Promise<readonly string[]> {
  const shared = now.names.filter((name) => old.names.includes(name));
  for (const name of shared) if (await isUnique([name], old, now, turns)) return [name];
  const paired = shared.slice(0, mostPaired);
  for (const [place, first] of paired.entries()) {
    for (const second of paired.slice(place + 1)) {
      if (await isUnique([first, second], old, now, turns)) return [first, second];
    }
  }
  return [];
}

async function isUnique(keys: readonly string[], old: Table, now: Table, turns: GiveTurns): Promise<boolean> {
  for (const { names, rows } of [old, now]) {
    const places = keys.map((name) => names.indexOf(name));
    const seen = new Set<string>();
    for (const row of rows) {
      if (places.some((place) => row[place] === undefined || row[place] === null)) return false;
      const identity = identityOf(row, places);
      if (seen.has(identity)) return false;
      seen.add(identity);
      if (seen.size % 1024 === 0) await turns();
    }
  }
  return true;
}

type Rows = Pick<
  Extract<ValueDifference, { by: unknown }>,
  "added" | "removed" | "changed" | "same" | "names" | "rows"
>;

/** Rows with one key are taken in their order, where a key that was given tells them not apart. */
async function byKeys(old: Table, now: Table, keys: readonly string[], turns: GiveTurns): Promise<Rows> {
  const told = tell(old, now);
  const waiting = await waitingRows(
    old,
    keys.map((key) => old.names.indexOf(key)),
    turns,
  );
  const places = keys.map((key) => now.names.indexOf(key));
  for (const row of now.rows) {
    const before = waiting.get(identityOf(row, places))?.next();
    if (before === undefined) told.added(row);
    else if (told.isSame(before, row)) told.same();
    else told.changed(before, row);
    await turns();
  }
  for (const queue of waiting.values())
    for (let row = queue.next(); row !== undefined; row = queue.next()) told.removed(row);
  return told.rows();
}

async function byWholeRow(old: Table, now: Table, turns: GiveTurns): Promise<Rows> {
  const told = tell(old, now);
  const names = [...new Set([...now.names, ...old.names])];
  const waiting = await waitingRows(
    old,
    names.map((name) => old.names.indexOf(name)),
    turns,
  );
  const places = names.map((name) => now.names.indexOf(name));
  for (const row of now.rows) {
    const before = waiting.get(identityOf(row, places))?.next();
    if (before === undefined) told.added(row);
    else told.same();
    await turns();
  }
  for (const queue of waiting.values())
    for (let row = queue.next(); row !== undefined; row = queue.next()) told.removed(row);
  return told.rows();
}

async function waitingRows(
  { rows }: Table,
  places: readonly number[],
  turns: GiveTurns,
): Promise<Map<string, RowQueue>> {
  const waiting = new Map<string, RowQueue>();
  for (const row of rows) {
    const identity = identityOf(row, places);
    const known = waiting.get(identity);
    if (known === undefined) waiting.set(identity, makeRowQueue(row));
    else known.add(row);
    await turns();
  }
  return waiting;
}

/** Rows of one identity, first in, first out. */
interface RowQueue {
  add(row: readonly unknown[]): void;
  next(): readonly unknown[] | undefined;
}

/** Taking the first out of an array moves all others, which is slow where all rows of a value are equal. */
function makeRowQueue(first: readonly unknown[]): RowQueue {
  const rows = [first];
  let taken = 0;
  return {
    add: (row) => rows.push(row),
    next: () => rows[taken++],
  };
}

/** Counts what differs, and keeps the first of it. */
function tell(old: Table, now: Table) {
  const names = [...now.names, ...old.names.filter((name) => !now.names.includes(name))];
  const oldPlaces = names.map((name) => old.names.indexOf(name));
  const nowPlaces = names.map((name) => now.names.indexOf(name));
  const counts = { added: 0, removed: 0, changed: 0, same: 0 };
  const shown: DifferentRow[] = [];
  const show = (row: () => DifferentRow): void => {
    if (shown.length < mostShown) shown.push(row());
  };
  const beforeOf = (row: readonly unknown[]) => oldPlaces.map((place) => jsonCell(row[place]));
  const afterOf = (row: readonly unknown[]) => nowPlaces.map((place) => jsonCell(row[place]));
  return {
    isSame: (before: readonly unknown[], after: readonly unknown[]) =>
      identityOf(before, oldPlaces) === identityOf(after, nowPlaces),
    same() {
      counts.same += 1;
    },
    added(row: readonly unknown[]) {
      counts.added += 1;
      show(() => ({ change: "added", after: afterOf(row) }));
    },
    removed(row: readonly unknown[]) {
      counts.removed += 1;
      show(() => ({ change: "removed", before: beforeOf(row) }));
    },
    changed(before: readonly unknown[], after: readonly unknown[]) {
      counts.changed += 1;
      show(() => ({ change: "changed", before: beforeOf(before), after: afterOf(after) }));
    },
    rows: (): Rows => ({ ...counts, names, rows: shown }),
  };
}

/** Equal cells of equal types have one text. A missing field and `undefined` are one. */
function identityOf(row: readonly unknown[], places: readonly number[]): string {
  let identity = "";
  for (const place of places) {
    const cell = row[place];
    const text = cell === undefined ? "" : exactText(cell);
    identity += `${typeof cell === "object" ? typeText(cell) : typeof cell} ${text.length} ${text}`;
  }
  return identity;
}

/** Fields in the order of their names: an object is the same however it was written. */
function exactText(cell: unknown): string {
  if (typeof cell !== "object" || cell === null || cell instanceof Date) return cellText(cell);
  if (cell instanceof Map) return exactText([...cell]);
  if (cell instanceof Set) return exactText([...cell]);
  if (ArrayBuffer.isView(cell)) {
    return Buffer.from(cell.buffer, cell.byteOffset, cell.byteLength).toString("base64");
  }
  if (Array.isArray(cell)) return `[${cell.map((item) => `${typeof item} ${exactText(item)}`).join()}]`;
  if (typeText(cell) !== "object") return cellText(cell);
  const fields = Object.entries(cell).filter(([, field]) => field !== undefined);
  fields.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${typeof field} ${exactText(field)}`).join()}}`;
}

async function columnsOf(
  old: Table,
  now: Table,
  turns: GiveTurns,
): Promise<Extract<ValueDifference, { by: unknown }>["columns"]> {
  const before = await typesOf(old, turns);
  const after = await typesOf(now, turns);
  return {
    added: now.names.filter((name) => !before.has(name)),
    removed: old.names.filter((name) => !after.has(name)),
    retyped: now.names.flatMap((name) => {
      const [was, is] = [before.get(name), after.get(name)];
      return was === undefined || is === undefined || was === is ? [] : [{ name, before: was, after: is }];
    }),
  };
}

async function typesOf({ names, rows }: Table, turns: GiveTurns): Promise<ReadonlyMap<string, string>> {
  const types = names.map(() => new Set<string>());
  for (const row of rows) {
    for (const [place, cell] of row.entries()) types[place]?.add(typeText(cell));
    await turns();
  }
  return new Map(names.map((name, place) => [name, typesText(types[place] ?? [])]));
}
