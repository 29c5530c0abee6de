/** Rows that lie in storage; each iteration reads them anew, so that a consumer may go through them as often as it likes. */
export class StoredStream<Row> implements AsyncIterable<Row> {
  readonly #read: () => AsyncIterator<Row>;

  constructor(read: () => AsyncIterator<Row>) {
    this.#read = read;
  }

  [Symbol.asyncIterator](): AsyncIterator<Row> {
    return this.#read();
  }
}

/** Whether a value is to be stored row by row: it can be iterated, and is none of the collections that are kept whole. */
export function isRowSource(value: unknown): value is AsyncIterable<unknown> | Iterable<unknown> {
  if (typeof value !== "object" || value === null) return false;
  if (Symbol.asyncIterator in value) return true;
  return Symbol.iterator in value && "next" in value && typeof value.next === "function";
}
