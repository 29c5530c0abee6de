import { definitionErrors } from "../../../protocol/errors/definition-errors.ts";
import type { Json as PlainJson } from "../../../protocol/errors/error-entry.ts";
import { userError } from "../../../protocol/errors/error-entry.ts";
import type {
  Metadata as RecordedMetadata,
  MetadataValue as RecordedValue,
} from "../../../protocol/record/metadata.ts";

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/** A value with how it is to be shown; made by `markdown`, `table`, `path` or `url`. */
export interface MetadataMark {
  readonly "~metadata": string;
}

export type MetadataValue = Json | Date | URL | bigint | MetadataMark;

/** Facts about a materialization, by name. */
export interface Metadata {
  readonly [name: string]: MetadataValue | undefined;
}

/** Global, so that a project's copy of the package and the runner's understand each other. */
const markOf: unique symbol = Symbol.for("evergraph.metadata") as never;

/**
 * Metadata that is shown as Markdown. When to use: a short report beside a materialization.
 * @throws nothing.
 * @example
 * ```ts
 * import { asset, markdown, output } from "evergraph";
 * export const rates = asset("rates", () => output([1.1, 0.9], { metadata: { note: markdown("**two** rates") } }));
 * ```
 */
export function markdown(text: string): MetadataMark {
  return mark({ type: "markdown", value: text });
}

/**
 * Metadata that is shown as a table; columns in the order in which the rows first name them. When to use: a few rows that say it best.
 * @throws nothing.
 * @example
 * ```ts
 * import { asset, output, table } from "evergraph";
 * export const sums = asset("sums", () => output(3, { metadata: { parts: table([{ of: "a", sum: 1 }, { of: "b", sum: 2 }]) } }));
 * ```
 */
export function table(rows: readonly object[]): MetadataMark {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = rows.map((row) => columns.map((column) => toCell((row as Record<string, unknown>)[column])));
  return mark({ type: "table", columns, rows: cells });
}

/**
 * Metadata that is shown as a file's path, from the project's folder or absolute.
 * @throws nothing.
 * @example
 * ```ts
 * import { asset, output, path } from "evergraph";
 * export const report = asset("report", () => output("done", { metadata: { file: path("reports/today.html") } }));
 * ```
 */
export function path(path: string): MetadataMark {
  return mark({ type: "path", value: path });
}

/**
 * Metadata that is shown as a link. A `URL` object is shown so without it.
 * @throws nothing.
 * @example
 * ```ts
 * import { asset, output, url } from "evergraph";
 * export const page = asset("page", () => output("ok", { metadata: { source: url("https://example.org/data") } }));
 * ```
 */
export function url(address: string): MetadataMark {
  return mark({ type: "url", value: address });
}

/** As it is kept. Throws `metadata-value` for what cannot be kept as a fact (a function, a Map, a ring). */
export function recordMetadata(metadata: Metadata): RecordedMetadata {
  const recorded: Record<string, RecordedValue> = {};
  for (const [name, value] of Object.entries(metadata)) {
    if (value === undefined) continue;
    const known = recordValue(value);
    if (known === undefined) throw userError(definitionErrors.metadataValue, { name });
    recorded[name] = known;
  }
  return recorded;
}

/** As a test reads it: plain values, times as `Date`, a table as its rows. */
export type PlainMetadata = Readonly<Record<string, Json | Date | undefined>>;

/** What was recorded, as plain values. */
export function plainMetadata(recorded: RecordedMetadata): PlainMetadata {
  return Object.fromEntries(Object.entries(recorded).map(([name, value]) => [name, plainValue(value)]));
}

function plainValue(recorded: RecordedValue): Json | Date {
  switch (recorded.type) {
    case "timestamp":
      return new Date(recorded.value);
    case "table": {
      const { columns, rows } = recorded;
      return rows.map((row) => Object.fromEntries(columns.map((column, at) => [column, row[at] ?? null])));
    }
    default:
      return recorded.value;
  }
}

function recordValue(value: unknown): RecordedValue | undefined {
  switch (typeof value) {
    case "string":
      return { type: "text", value };
    case "boolean":
      return { type: "boolean", value };
    case "number":
      return recordNumber(value);
    case "bigint":
      return Number.isSafeInteger(Number(value))
        ? { type: "int", value: Number(value) }
        : { type: "text", value: String(value) };
    case "object":
      return recordObject(value);
    default:
      return undefined;
  }
}

function recordNumber(value: number): RecordedValue {
  // JSON has no word for NaN and the infinities.
  if (!Number.isFinite(value)) return { type: "text", value: String(value) };
  return { type: Number.isInteger(value) ? "int" : "float", value };
}

function recordObject(value: object | null): RecordedValue | undefined {
  if (value === null) return { type: "json", value: null };
  const marked = (value as { readonly [markOf]?: RecordedValue })[markOf];
  if (marked !== undefined) return marked;
  if (value instanceof Date) {
    const time = value.getTime();
    return Number.isNaN(time) ? { type: "text", value: "Invalid Date" } : { type: "timestamp", value: time };
  }
  if (Object.prototype.toString.call(value) === "[object URL]") return { type: "url", value: String(value) };
  const json = toJson(value);
  return json === undefined ? undefined : { type: "json", value: json };
}

function toCell(value: unknown): PlainJson {
  return typeof value === "bigint" ? String(value) : (toJson(value) ?? null);
}

/** A copy, so that later changes by the caller are not recorded. */
function toJson(value: unknown): PlainJson | undefined {
  try {
    const text = JSON.stringify(value, refuseLossy) as string | undefined;
    return text === undefined ? undefined : (JSON.parse(text) as PlainJson);
  } catch {
    return undefined;
  }
}

/** JSON writes a Map or a Set as {}: what is in it would be lost without a word. */
function refuseLossy(_name: string, value: unknown): unknown {
  if (value instanceof Map || value instanceof Set) throw new TypeError("A Map or a Set is no JSON.");
  return value;
}

function mark(value: RecordedValue): MetadataMark {
  return Object.freeze({ [markOf]: Object.freeze(value) }) as never;
}
