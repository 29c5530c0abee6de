import type { Json } from "../../protocol/errors/error-entry.ts";
import type { RecordedColumn } from "../../protocol/record/metadata.ts";
import { isPlainObject } from "./find-unstorable.ts";

/** What people are told of a value without loading it. */
export interface ValueMeasure {
  /** Absent: it is no array and no stream. */
  readonly rows?: number;
  readonly columns?: readonly RecordedColumn[];
  /** The first rows, or the value itself, cut to what fits on a page. */
  readonly preview: readonly Json[];
}

/** Rows that are looked at for names and types of columns. */
export const rowsLookedAt = 100;
const rowsShown = 10;
const columnsShown = 50;
const fieldsShown = 20;
const lettersShown = 200;
const previewLetters = 4096;
const depthShown = 3;

/** Measures a value that is whole in memory. */
export function measureValue(value: unknown): ValueMeasure {
  if (Array.isArray(value)) return measureRows(value, value.length);
  const shown = showCell(value, 0);
  return { preview: JSON.stringify(shown).length > previewLetters ? ["…"] : [shown] };
}

/** Measures rows of which only the first are at hand. */
export function measureRows(first: readonly unknown[], rows: number): ValueMeasure {
  const columns = columnsOf(first.slice(0, rowsLookedAt));
  return { rows, ...(columns === undefined ? {} : { columns }), preview: previewOf(first) };
}

function columnsOf(rows: readonly unknown[]): readonly RecordedColumn[] | undefined {
  const types = new Map<string, Set<string>>();
  let counted = 0;
  for (const row of rows) {
    if (typeof row !== "object" || row === null || Array.isArray(row) || !isPlainObject(row)) return undefined;
    for (const [name, cell] of Object.entries(row)) {
      let known = types.get(name);
      if (known === undefined) {
        known = new Set(counted > 0 ? ["undefined"] : []);
        types.set(name, known);
      }
      known.add(typeName(cell));
    }
    for (const [name, known] of types) if (!Object.hasOwn(row, name)) known.add("undefined");
    counted += 1;
  }
  if (counted === 0) return undefined;
  return Array.from(types, ([name, known]) => ({ name, type: [...known].sort(byTypeName).join(" | ") }));
}

/** What is missing comes last, as people write it. */
function byTypeName(a: string, b: string): number {
  const missing = (name: string) => (name === "undefined" ? 2 : name === "null" ? 1 : 0);
  return missing(a) - missing(b) || (a < b ? -1 : a > b ? 1 : 0);
}

function typeName(cell: unknown): string {
  if (cell === null) return "null";
  if (typeof cell !== "object") return typeof cell;
  if (Array.isArray(cell)) return "array";
  if (isPlainObject(cell)) return "object";
  const owner: unknown = Object.getPrototypeOf(cell)?.constructor;
  return typeof owner === "function" && owner.name !== "" ? owner.name : "object";
}

function previewOf(rows: readonly unknown[]): readonly Json[] {
  const shown: Json[] = [];
  let letters = 0;
  for (const row of rows.slice(0, rowsShown)) {
    const next = showCell(row, 0);
    letters += JSON.stringify(next).length;
    if (letters > previewLetters) break;
    shown.push(next);
  }
  return shown;
}

/** A value as JSON for people: what JSON lacks is written as text, what is long is cut. */
function showCell(cell: unknown, depth: number): Json {
  switch (typeof cell) {
    case "string":
      return cell.length > lettersShown ? `${cell.slice(0, lettersShown)}…` : cell;
    case "number":
      return Number.isFinite(cell) ? cell : String(cell);
    case "boolean":
      return cell;
    case "bigint":
      return String(cell);
    case "undefined":
      return null;
    case "symbol":
    case "function":
      return typeName(cell);
    case "object":
      return cell === null ? null : showObject(cell, depth);
  }
}

function showObject(value: object, depth: number): Json {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  if (value instanceof Map || value instanceof Set) return `${typeName(value)}(${value.size})`;
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `${typeName(value)}(${value.byteLength} bytes)`;
  if (value instanceof RegExp || value instanceof Error) return String(value);
  if (depth === depthShown) return "…";
  if (Array.isArray(value)) {
    const shown = value.slice(0, fieldsShown).map((item) => showCell(item, depth + 1));
    return value.length > fieldsShown ? [...shown, "…"] : shown;
  }
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  const limit = depth === 0 ? columnsShown : fieldsShown;
  return Object.fromEntries(fields.slice(0, limit).map(([name, field]) => [name, showCell(field, depth + 1)]));
}
