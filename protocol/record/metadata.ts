import type { Json } from "../errors/error-entry.ts";

/** One fact about a materialization, with how it is to be shown. */
export type MetadataValue =
  | { readonly type: "int" | "float"; readonly value: number }
  | { readonly type: "text" | "markdown" | "url" | "path"; readonly value: string }
  | { readonly type: "boolean"; readonly value: boolean }
  /** Milliseconds since the epoch. */
  | { readonly type: "timestamp"; readonly value: number }
  | { readonly type: "json"; readonly value: Json }
  | { readonly type: "table"; readonly columns: readonly string[]; readonly rows: readonly (readonly Json[])[] };

export type Metadata = Readonly<Record<string, MetadataValue>>;

/** Names of the facts that are recorded unasked. */
export const recordedUnasked = {
  /** int: number of rows of an array, an iterable or a stream. */
  rows: "evergraph/rows",
  /** int: size of the stored value. */
  bytes: "evergraph/bytes",
  /** float: seconds of the compute function. */
  seconds: "evergraph/seconds",
  /** json: `{ name, type }[]`, from the first rows. */
  columns: "evergraph/columns",
} as const;

export interface RecordedColumn {
  readonly name: string;
  /** As JavaScript sees it: `string`, `number`, `boolean`, `Date`, `bigint`, `object`, `array`, `null`, joined by ` | `. */
  readonly type: string;
}
