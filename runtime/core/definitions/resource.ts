import type { ProviderDefinition, ResourceDefinition } from "./definition.ts";
import { definitionOf } from "./definition.ts";

/** A typed slot. What fills it is said per environment in `evergraph.config.ts`. */
export interface Resource<out T = unknown> {
  readonly name: string;
  readonly "~resource": T;
}

export type Slots = { readonly [name: string]: Resource };
export type ResourcesOf<R> = { readonly [N in keyof R]: R[N] extends Resource<infer T> ? T : never };
/** What may fill a slot: the thing itself, or what starts it. */
export type Bound<S> = S extends Resource<infer T> ? T | Provider<T> : never;

/** Lines for the run's log. */
export interface Log {
  debug(message: string, fields?: object): void;
  info(message: string, fields?: object): void;
  warn(message: string, fields?: object): void;
  error(message: string, fields?: object): void;
}

/** Starts a resource when a run needs it, and stops it after. */
export interface Provider<out T> {
  readonly "~provides": T;
}

export interface StartContext {
  /** An environment variable; throws when it is not set. Its value is kept out of logs and of the store. */
  readonly env: (name: string) => string;
  readonly log: Log;
  readonly signal: AbortSignal;
  resource<T>(slot: Resource<T>): Promise<T>;
}

/**
 * A typed slot that assets ask for by `resources`. When to use: something that has to be opened and closed, or that differs between
 * environments and tests (a database, a client, a folder).
 * @throws nothing.
 * @example
 * ```ts
 * import { asset, resource } from "evergraph";
 * export const numbers = resource<{ list(): Promise<number[]> }>("numbers");
 * export const sum = asset("sum", { resources: { numbers } }, async (_, { resources }) =>
 *   (await resources.numbers.list()).reduce((total, one) => total + one, 0));
 * ```
 */
export function resource<T>(name: string): Resource<T> {
  const definition: ResourceDefinition = { kind: "resource", name };
  return Object.freeze({ name, [definitionOf]: definition }) as never;
}

/**
 * How a resource is started and stopped. A run starts only those that its assets need, once, and stops them in reverse, also when it
 * fails.
 * @throws nothing; what `start` throws fails the assets that need it.
 * @example
 * ```ts
 * import { defineConfig, provide } from "evergraph";
 * export default defineConfig({
 *   environments: { dev: { resources: { numbers: provide(() => ({ list: async () => [1, 2] }), () => {}) } } },
 * });
 * ```
 */
export function provide<T>(
  start: (context: StartContext) => T | Promise<T>,
  stop?: (value: T) => void | Promise<void>,
): Provider<T> {
  const definition: ProviderDefinition = {
    kind: "provider",
    start: start as ProviderDefinition["start"],
    ...(stop === undefined ? {} : { stop: stop as NonNullable<ProviderDefinition["stop"]> }),
  };
  return Object.freeze({ [definitionOf]: definition }) as never;
}
