import { fieldPath, findUnstorable, isPlainObject, type Unstorable } from "./find-unstorable.ts";

/** Uniform rows turned on their side: numbers, booleans and dates as typed arrays, repeated texts by number. */
export interface Columns {
  readonly rows: number;
  readonly names: readonly string[];
  readonly columns: readonly Column[];
}

export type Column =
  | { readonly kind: "number"; readonly values: Float64Array }
  | { readonly kind: "boolean"; readonly values: Uint8Array }
  | { readonly kind: "date"; readonly values: Float64Array }
  | { readonly kind: "repeated text"; readonly distinct: readonly string[]; readonly values: Uint8Array }
  | { readonly kind: "any"; readonly values: readonly unknown[] };

/** Fewer rows than this are smaller and faster as they are. */
const leastRows = 16;

/** Rows as columns, or undefined when they are not plain objects with the same fields in the same order. */
export function toColumns(rows: readonly unknown[]): Columns | undefined {
  const names = sharedNames(rows);
  if (names === undefined) return undefined;
  const plain = rows as readonly Record<string, unknown>[];
  return { rows: rows.length, names, columns: names.map((name) => toColumn(plain, name)) };
}

/** The rows again, exactly as they were. */
export function toRows(columns: Columns): Record<string, unknown>[] {
  const rows: Record<string, unknown>[] = [];
  for (let row = 0; row < columns.rows; row += 1) rows.push({});
  for (const [position, column] of columns.columns.entries()) {
    const name = columns.names[position];
    if (name !== undefined) fillRows(rows, name, column);
  }
  return rows;
}

/** What of the columns cannot be stored; `first` is the number of the first row in the whole value. */
export function findUnstorableCell(columns: Columns, first: number, seen: Set<object>): Unstorable | undefined {
  for (const [position, column] of columns.columns.entries()) {
    if (column.kind !== "any") continue;
    const name = columns.names[position] ?? "";
    for (const [row, cell] of column.values.entries()) {
      if (typeof cell === "string" || typeof cell === "number" || cell === null) continue;
      const found = findUnstorable(cell, fieldPath(`value[${first + row}]`, name), seen);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function sharedNames(rows: readonly unknown[]): readonly string[] | undefined {
  const first = rows[0];
  if (rows.length < leastRows || typeof first !== "object" || first === null) return undefined;
  const names = Object.keys(first);
  // An own field of this name would set the prototype when the row is built again.
  if (names.length === 0 || names.includes("__proto__")) return undefined;
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index];
    if (typeof row !== "object" || row === null || !isPlainObject(row)) return undefined;
    let position = 0;
    for (const name in row) {
      if (names[position] !== name) return undefined;
      position += 1;
    }
    if (position !== names.length) return undefined;
  }
  // The same object in two rows is one object; as columns it would come back as two.
  return new Set(rows).size === rows.length ? names : undefined;
}

function toColumn(rows: readonly Record<string, unknown>[], name: string): Column {
  const first = rows[0]?.[name];
  if (typeof first === "number") return numberColumn(rows, name) ?? anyColumn(rows, name);
  if (typeof first === "boolean") return booleanColumn(rows, name) ?? anyColumn(rows, name);
  if (typeof first === "string") return repeatedTextColumn(rows, name) ?? anyColumn(rows, name);
  if (first instanceof Date) return dateColumn(rows, name) ?? anyColumn(rows, name);
  return anyColumn(rows, name);
}

function anyColumn(rows: readonly Record<string, unknown>[], name: string): Column {
  return { kind: "any", values: rows.map((row) => row[name]) };
}

function numberColumn(rows: readonly Record<string, unknown>[], name: string): Column | undefined {
  const values = new Float64Array(rows.length);
  for (let index = 0; index < rows.length; index += 1) {
    const cell = rows[index]?.[name];
    if (typeof cell !== "number") return undefined;
    values[index] = cell;
  }
  return { kind: "number", values };
}

function booleanColumn(rows: readonly Record<string, unknown>[], name: string): Column | undefined {
  const values = new Uint8Array(rows.length);
  for (let index = 0; index < rows.length; index += 1) {
    const cell = rows[index]?.[name];
    if (typeof cell !== "boolean") return undefined;
    values[index] = cell ? 1 : 0;
  }
  return { kind: "boolean", values };
}

function dateColumn(rows: readonly Record<string, unknown>[], name: string): Column | undefined {
  const values = new Float64Array(rows.length);
  for (let index = 0; index < rows.length; index += 1) {
    const cell = rows[index]?.[name];
    if (!(cell instanceof Date) || Object.getPrototypeOf(cell) !== Date.prototype) return undefined;
    values[index] = cell.getTime();
  }
  return { kind: "date", values };
}

function repeatedTextColumn(rows: readonly Record<string, unknown>[], name: string): Column | undefined {
  const numbers = new Map<string, number>();
  const values = new Uint8Array(rows.length);
  for (let index = 0; index < rows.length; index += 1) {
    const cell = rows[index]?.[name];
    if (typeof cell !== "string") return undefined;
    let number = numbers.get(cell);
    if (number === undefined) {
      if (numbers.size === 256) return undefined;
      number = numbers.size;
      numbers.set(cell, number);
    }
    values[index] = number;
  }
  return { kind: "repeated text", distinct: [...numbers.keys()], values };
}

function fillRows(rows: readonly Record<string, unknown>[], name: string, column: Column): void {
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index];
    if (row !== undefined) row[name] = cellOf(column, index);
  }
}

function cellOf(column: Column, index: number): unknown {
  switch (column.kind) {
    case "number":
      return column.values[index];
    case "boolean":
      return column.values[index] === 1;
    case "date":
      return new Date(column.values[index] ?? Number.NaN);
    case "repeated text":
      return column.distinct[column.values[index] ?? 0];
    case "any":
      return column.values[index];
    default:
      return column satisfies never;
  }
}
