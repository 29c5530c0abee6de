import type { Metadata } from "./metadata.ts";
import type { Log, Resource } from "./resource.ts";
import type { StandardSchema } from "./schema.ts";

/** Stores values and loads them. `store` says where the value lies; `load` gets this place back. Without the stream functions, streams are refused. */
export interface IoManager {
  store(value: unknown, context: StoreContext): Promise<string>;
  load(location: string, context: LoadContext): Promise<unknown>;
  storeStream?(rows: AsyncIterable<unknown>, context: StoreContext): Promise<string>;
  loadStream?(location: string, context: LoadContext): AsyncIterable<unknown>;
}

interface IoContext {
  /** Of the asset whose value it is. */
  readonly key: string;
  /** Of this value; undefined if the asset has no partitions. */
  readonly partition: string | undefined;
  readonly environment: string;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** What fills this slot in the environment. */
  resource<T>(slot: Resource<T>): Promise<T>;
  /** What to throw when nothing lies there: names the asset and the place. */
  missing(location: string): Error;
}

export interface StoreContext extends IoContext {
  readonly run: { readonly id: string };
  /** A new one for each materialization, safe in paths: values are never overwritten. */
  readonly version: string;
  readonly schema: StandardSchema | undefined;
  /** Adds to what is recorded with the value. */
  readonly metadata: { add(metadata: Metadata): void };
}

export interface LoadContext extends IoContext {
  /** Key of the asset that is being made from it. */
  readonly consumer: string | undefined;
}

/** Made by `frames`, `json` or `memory`. */
export interface BuiltInIoManager {
  readonly "~io": string;
}
export type AnyIoManager = IoManager | BuiltInIoManager;

/** What `frames`, `json` and `memory` say, for whoever opens them. */
export interface BuiltInIo {
  readonly kind: "frames" | "json" | "memory";
  /** As written. */
  readonly directory?: string;
}

// Global, so that a project's copy of the package and the runner's understand each other.
const ioOf: unique symbol = Symbol.for("evergraph.io") as never;

/**
 * Keeps exact JavaScript values (dates, Maps, bigints, typed arrays), and streams as they come. When to use: it is the default; name it
 * beside others, or to give it a directory.
 * @param options `directory`: a folder of its own, absolute or from the project's folder; without it, in the store.
 * @throws nothing.
 * @example
 * ```ts
 * import { defineConfig, frames, json } from "evergraph";
 * export default defineConfig({ environments: { dev: { io: { default: frames(), reports: json() } } } });
 * ```
 */
export function frames(options: { directory?: string | undefined } = {}): BuiltInIoManager {
  return builtIn("frames", options.directory);
}

/**
 * Keeps values as JSON, for people and other programs to read: an array with a row a line, a stream as lines. When to use: something else
 * reads the files too. Dates come back as text; what JSON would lose is refused.
 * @param options `directory`: a folder of its own, absolute or from the project's folder; without it, in the store.
 * @throws nothing.
 * @example
 * ```ts
 * import { asset, defineConfig, json } from "evergraph";
 * export const summary = asset("summary", { io: "published" }, () => ({ orders: 2 }));
 * export default defineConfig({ environments: { dev: { io: { published: json({ directory: "public/data" }) } } } });
 * ```
 */
export function json(options: { directory?: string | undefined } = {}): BuiltInIoManager {
  return builtIn("json", options.directory);
}

/**
 * Keeps values in the memory of the run, as they are; they are gone when it ends. When to use: a value that cannot be stored, and is
 * made again in every run that reads it.
 * @throws nothing.
 * @example
 * ```ts
 * import { asset, memory, defineConfig } from "evergraph";
 * export const parser = asset("parser", { io: "memory" }, () => (text: string) => text.split(","));
 * export default defineConfig({ environments: { test: { io: memory() } } });
 * ```
 */
export function memory(): BuiltInIoManager {
  return builtIn("memory", undefined);
}

/** What a built-in IO manager says; undefined: it is none. */
export function readBuiltInIo(value: unknown): BuiltInIo | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  return (value as { readonly [ioOf]?: BuiltInIo })[ioOf];
}

/** Whether it is one IO manager, built in or the user's own, and not several by name. */
export function isIoManager(value: unknown): value is AnyIoManager {
  if (readBuiltInIo(value) !== undefined) return true;
  const { store, load } = (value ?? {}) as { readonly store?: unknown; readonly load?: unknown };
  return typeof store === "function" && typeof load === "function";
}

function builtIn(kind: BuiltInIo["kind"], directory: string | undefined): BuiltInIoManager {
  const io: BuiltInIo = { kind, ...(directory === undefined ? {} : { directory }) };
  return Object.freeze({ [ioOf]: io }) as never;
}
