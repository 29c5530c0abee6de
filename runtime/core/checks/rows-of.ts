import { type MetadataMark, table } from "../definitions/metadata.ts";
import type { ReadyContext } from "./ready-made.ts";

/** Failing rows that are shown. */
const shownRows = 10;
const shownLetters = 200;

/** Looks at each row of a list or a stream; another value is one row. Answers how many there were. Rejects when the run is cancelled. */
export async function eachRow(
  value: unknown,
  { signal }: Pick<ReadyContext, "signal">,
  visit: (row: unknown, index: number) => void | Promise<void>,
): Promise<number> {
  let count = 0;
  if (Array.isArray(value)) {
    for (const row of value) {
      const waiting = visit(row, count++);
      if (waiting !== undefined) await waiting;
      if (count % 10_000 === 0) signal.throwIfAborted();
    }
    return count;
  }
  if (!isAsyncIterable(value)) {
    await visit(value, 0);
    return 1;
  }
  for await (const row of value) {
    signal.throwIfAborted();
    const waiting = visit(row, count++);
    if (waiting !== undefined) await waiting;
  }
  return count;
}

/** How many rows there are. */
export function countRows(value: unknown, context: Pick<ReadyContext, "signal">): number | Promise<number> {
  return Array.isArray(value) ? value.length : eachRow(value, context, () => {});
}

/** A cell of a row; undefined also when the row has no cells. */
export function cellOf(row: unknown, column: string): unknown {
  return typeof row === "object" && row !== null ? (row as Readonly<Record<string, unknown>>)[column] : undefined;
}

/** Gathers the first rows that fail, each with its index, for a table. */
export class FailingRows {
  count = 0;
  readonly #first: object[] = [];

  /** `more`: columns that say what is wrong with it. */
  add(row: unknown, index: number, more: Readonly<Record<string, string>> = {}): void {
    this.count += 1;
    if (this.#first.length === shownRows) return;
    const cells = typeof row === "object" && row !== null ? row : { value: row };
    const shown = Object.entries(cells).map(([name, cell]) => [name, shortened(cell)]);
    this.#first.push({ "#": index, ...more, ...Object.fromEntries(shown) });
  }

  /** For `metadata`: how many failed, and the first of them. */
  metadata(): { readonly failed_rows: number; readonly first_failed?: MetadataMark } {
    return { failed_rows: this.count, ...(this.count === 0 ? {} : { first_failed: table(this.#first) }) };
  }
}

/** Equal for equal values, and for no others: dates by their time, objects, lists, Maps, Sets and bytes by what they hold, in its order. */
export function equalityKey(value: unknown): string {
  return keyWithin(value, []);
}

/** `above`: the objects that the value lies in, from the outermost. What leads back to one of them is told by its depth. */
function keyWithin(value: unknown, above: readonly object[]): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value !== "object" || value === null) return `${typeof value} ${String(value)}`;
  if (value instanceof Date) return `Date ${value.getTime()}`;
  const depth = above.indexOf(value);
  if (depth !== -1) return `above ${depth}`;
  const inside = [...above, value];
  const keyOf = (part: unknown) => keyWithin(part, inside);
  if (Array.isArray(value)) return `[${Array.from(value, keyOf).join()}]`;
  if (value instanceof Map)
    return `Map {${Array.from(value, ([name, part]) => `${keyOf(name)}:${keyOf(part)}`).join()}}`;
  if (value instanceof Set) return `Set {${Array.from(value, keyOf).join()}}`;
  const { toJSON } = value as { readonly toJSON?: unknown };
  if (typeof toJSON === "function") return `${value.constructor?.name} ${keyOf(toJSON.call(value))}`;
  if (ArrayBuffer.isView(value)) {
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    return `${value.constructor.name} [${bytes.join()}]`;
  }
  if (value instanceof ArrayBuffer) return `ArrayBuffer [${new Uint8Array(value).join()}]`;
  return `{${Object.entries(value)
    .map(([name, part]) => `${JSON.stringify(name)}:${keyOf(part)}`)
    .join()}}`;
}

function shortened(cell: unknown): unknown {
  return typeof cell === "string" && cell.length > shownLetters ? `${cell.slice(0, shownLetters)}…` : cell;
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}
