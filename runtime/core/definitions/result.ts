import { definitionErrors } from "../../../protocol/errors/definition-errors.ts";
import { userError } from "../../../protocol/errors/error-entry.ts";
import { runErrors } from "../../../protocol/errors/run-errors.ts";
import type { Metadata } from "./metadata.ts";
import { numberFrom } from "./number-from.ts";

/** A value with what is to be recorded about it. */
export interface Output<out V> {
  readonly "~output": V;
}

export interface OutputOptions {
  metadata?: Metadata | undefined;
  /** Equal text says: equal data. Without it the stored content is compared. */
  dataVersion?: string | undefined;
  tags?: Readonly<Record<string, string>> | undefined;
}

/** Nothing is materialized this time; downstream is skipped too. */
export interface Skip {
  readonly "~skip": string;
}

/** Rows that are streamed to storage. A consumer may iterate it as often as it likes. */
export interface Stream<out T> extends AsyncIterable<T> {}

/** What `output` and `skip` made, for whoever runs the function. */
export type ReturnedResult =
  | {
      readonly kind: "output";
      readonly value: unknown;
      readonly metadata: Metadata;
      readonly dataVersion?: string;
      readonly tags: Readonly<Record<string, string>>;
    }
  | { readonly kind: "skip"; readonly reason: string };

/** What an error of `retryAfter` or `failure` asks for. `seconds` to wait; `retries` after the first attempt, above the policy's. */
export type FailureRequest =
  | { readonly kind: "retry"; readonly seconds: number; readonly retries?: number }
  | { readonly kind: "failure"; readonly retry: boolean; readonly metadata: Metadata };

// Global, so that a project's copy of the package and the runner's understand each other.
const resultOf: unique symbol = Symbol.for("evergraph.result") as never;
const requestOf: unique symbol = Symbol.for("evergraph.failure") as never;

/**
 * A value with metadata, a data version or tags. When to use: there is more to say about a materialization than its value (rows, columns,
 * bytes and seconds are recorded unasked).
 * @throws nothing.
 * @example
 * ```ts
 * import { asset, output } from "evergraph";
 * export const stations = asset("stations", () => output([{ id: "a" }], { metadata: { source: "stations.csv" } }));
 * ```
 */
export function output<V>(value: V, options: OutputOptions = {}): Output<V> {
  const { metadata = {}, dataVersion, tags = {} } = options;
  const result: ReturnedResult = {
    kind: "output",
    value,
    metadata,
    tags,
    ...(dataVersion === undefined ? {} : { dataVersion }),
  };
  return Object.freeze({ [resultOf]: result }) as never;
}

/**
 * Says that there is nothing to make this time. The asset and what is downstream are skipped; the last value stays.
 * @throws nothing.
 * @example
 * ```ts
 * import { asset, skip } from "evergraph";
 * export const news = asset("news", (): string[] | ReturnType<typeof skip> => skip("nothing new"));
 * ```
 */
export function skip(reason: string): Skip {
  const result: ReturnedResult = { kind: "skip", reason };
  return Object.freeze({ [resultOf]: result }) as never;
}

/**
 * An error that asks for another attempt after so many seconds. It wins over the asset's `retry`; `retries`, if given, is how many there
 * may be after the first attempt.
 * @throws `bad-number` when `seconds` or `retries` is no number from 0 up; else throw what it returns.
 * @example
 * ```ts
 * import { asset, retryAfter } from "evergraph";
 * export const page = asset("page", async () => {
 *   const ready = await Promise.resolve(true);
 *   if (!ready) throw retryAfter(30, { retries: 5 });
 *   return "page";
 * });
 * ```
 */
export function retryAfter(seconds: number, options: { retries?: number | undefined } = {}): Error {
  const { retries } = options;
  if (!Number.isFinite(seconds) || seconds < 0) {
    const facts = { of: "retryAfter", option: "seconds", value: String(seconds), wanted: "a number from 0 up" };
    throw userError(definitionErrors.badNumber, facts);
  }
  if (retries !== undefined) numberFrom(0, retries, "retryAfter", "retries");
  const request: FailureRequest = { kind: "retry", seconds, ...(retries === undefined ? {} : { retries }) };
  return withRequest(userError(runErrors.retryAsked, { seconds }), request);
}

/**
 * An error with metadata; with `retry: false` it is final, whatever the asset's `retry` says.
 * @throws nothing; throw what it returns.
 * @example
 * ```ts
 * import { asset, failure } from "evergraph";
 * export const orders = asset("orders", () => {
 *   const rows: string[] = ["one"];
 *   if (rows.length === 0) throw failure("The export is empty.", { retry: false, metadata: { rows: rows.length } });
 *   return rows;
 * });
 * ```
 */
export function failure(
  message: string,
  options: { retry?: boolean | undefined; metadata?: Metadata | undefined } = {},
): Error {
  const { retry = true, metadata = {} } = options;
  return withRequest(new Error(message), { kind: "failure", retry, metadata });
}

/** What `output` or `skip` made; undefined: it is a plain value. */
export function readResult(value: unknown): ReturnedResult | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  return (value as { readonly [resultOf]?: ReturnedResult })[resultOf];
}

/** What a thrown error asks for; undefined: it is any error. */
export function readRequest(error: unknown): FailureRequest | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  return (error as { readonly [requestOf]?: FailureRequest })[requestOf];
}

function withRequest(error: Error, request: FailureRequest): Error {
  return Object.defineProperty(error, requestOf, { value: request });
}
