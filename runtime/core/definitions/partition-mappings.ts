import type {
  HasKey,
  MultiPartitions,
  OnlyKeys,
  PartitionsDefinition,
  SomePartitions,
  TimePartitions,
} from "./partitions.ts";

/** one value, one or undefined, a Map; "fixed": the same one for every partition; "default", "window": by the grains of both. */
export type Shape =
  | "one"
  | "maybe"
  | "many"
  | "fixed"
  | "default"
  | "window"
  | ByDimension<unknown>
  | AlongDimension<string, unknown>;

/** Which upstream partitions arrive. `Up` and `Down` are the partitions it can connect. */
export interface PartitionMapping<out S extends Shape, in Up, in Down> {
  readonly "~mapping": [S, (up: Up) => void, (down: Down) => void];
}
export type AnyMapping = PartitionMapping<Shape, never, never>;

export interface ByDimension<out M> {
  readonly "~byDimension": M;
}
export interface AlongDimension<out N extends string, out S> {
  readonly "~alongDimension": [N, S];
}

/**
 * The partition of the same key.
 * @throws nothing.
 * @example
 * ```ts
 * import { asset, daily, from, identity } from "evergraph";
 * const days = daily({ start: "2024-01-01" });
 * const events = asset("events", { partitions: days }, (_, { partition }) => [partition.key]);
 * export const report = asset("report", { partitions: days, inputs: { events: from(events, { partitions: identity() }) } }, ({ events }) => events.length);
 * ```
 */
export function identity(): PartitionMapping<"one", SomePartitions, SomePartitions> {
  return mapping("identity");
}

/**
 * Every partition there is.
 * @throws nothing.
 * @example
 * ```ts
 * import { allPartitions, asset, daily, from } from "evergraph";
 * const days = daily({ start: "2024-01-01" });
 * const events = asset("events", { partitions: days }, (_, { partition }) => [partition.key]);
 * export const report = asset("report", { inputs: { events: from(events, { partitions: allPartitions() }) } }, ({ events }) => events.size);
 * ```
 */
export function allPartitions(): PartitionMapping<"many", SomePartitions, PartitionsDefinition> {
  return mapping("allPartitions");
}

/**
 * The newest partition.
 * @throws nothing.
 * @example
 * ```ts
 * import { asset, daily, from, latestPartition } from "evergraph";
 * const days = daily({ start: "2024-01-01" });
 * const events = asset("events", { partitions: days }, (_, { partition }) => [partition.key]);
 * export const report = asset("report", { inputs: { events: from(events, { partitions: latestPartition() }) } }, ({ events }) => events.length);
 * ```
 */
export function latestPartition(): PartitionMapping<"fixed", SomePartitions, PartitionsDefinition> {
  return mapping("latestPartition");
}

/**
 * Exactly the partition of this key.
 * @throws nothing.
 * @example
 * ```ts
 * import { asset, daily, from, partitionKey } from "evergraph";
 * const days = daily({ start: "2024-01-01" });
 * const events = asset("events", { partitions: days }, (_, { partition }) => [partition.key]);
 * export const report = asset("report", { inputs: { events: from(events, { partitions: partitionKey("2024-01-01") }) } }, ({ events }) => events.length);
 * ```
 */
export function partitionKey<const Key extends string>(
  key: Key,
): PartitionMapping<"fixed", HasKey<Key>, PartitionsDefinition> {
  return mapping("partitionKey", { key });
}

/**
 * Exactly the partitions of these keys.
 * @throws nothing.
 * @example
 * ```ts
 * import { asset, daily, from, partitionKeys } from "evergraph";
 * const days = daily({ start: "2024-01-01" });
 * const events = asset("events", { partitions: days }, (_, { partition }) => [partition.key]);
 * export const report = asset("report", { inputs: { events: from(events, { partitions: partitionKeys(["2024-01-01", "2024-01-02"]) }) } }, ({ events }) => events.size);
 * ```
 */
export function partitionKeys<const Key extends string>(
  keys: readonly Key[],
): PartitionMapping<"many", HasKey<Key>, PartitionsDefinition> {
  return mapping("partitionKeys", { keys });
}

/**
 * For each key of this asset the upstream's. One value arrives where no list is given, else a Map.
 * @throws nothing.
 * @example
 * ```ts
 * import { asset, from, staticMapping, staticPartitions } from "evergraph";
 * const shops = asset("shops", { partitions: staticPartitions(["paris", "lille", "nice"]) }, () => 1);
 * const regions = staticPartitions(["north", "south"]);
 * const byRegion = staticMapping({ north: ["paris", "lille"], south: ["nice"] });
 * export const sales = asset("sales", { partitions: regions, inputs: { shops: from(shops, { partitions: byRegion }) } }, ({ shops }) => shops.size);
 * ```
 */
export function staticMapping<const M extends { readonly [down: string]: string | readonly string[] }>(
  upstreamByDownstream: M,
): PartitionMapping<
  M[keyof M] extends string ? "one" : "many",
  HasKey<UpKeys<M[keyof M]>>,
  OnlyKeys<keyof M & string>
> {
  return mapping("staticMapping", { upstreamByDownstream });
}
type UpKeys<U> = U extends readonly (infer Key extends string)[] ? Key : U extends string ? U : never;

/**
 * The partitions of the last `days` days, newest last.
 * @throws nothing.
 * @example
 * ```ts
 * import { asset, daily, from, lastDays } from "evergraph";
 * const days = daily({ start: "2024-01-01" });
 * const events = asset("events", { partitions: days }, (_, { partition }) => [partition.key]);
 * export const report = asset("report", { partitions: days, inputs: { week: from(events, { partitions: lastDays(7) }) } }, ({ week }) => week.size);
 * ```
 */
export function lastDays(days: number): PartitionMapping<"many", TimePartitions, TimePartitions> {
  return mapping("lastDays", { days });
}

/**
 * The partition `steps` before this one; nothing before the first. The only way for an asset to read itself.
 * @throws nothing.
 * @example
 * ```ts
 * import { asset, daily, from, previous } from "evergraph";
 * const days = daily({ start: "2024-01-01" });
 * const events = asset("events", { partitions: days }, (_, { partition }) => [partition.key]);
 * export const report = asset("report", { partitions: days, inputs: { before: from(events, { partitions: previous() }) } }, ({ before }) => before?.length ?? 0);
 * ```
 */
export function previous(steps = 1): PartitionMapping<"maybe", TimePartitions, TimePartitions> {
  return mapping("previous", { steps });
}

/**
 * All that overlap this one's window: for definitions of one grain that do not line up (06:00 and 00:00).
 * @throws nothing.
 * @example
 * ```ts
 * import { asset, daily, from, overlapping } from "evergraph";
 * const days = daily({ start: "2024-01-01" });
 * const events = asset("events", { partitions: days }, (_, { partition }) => [partition.key]);
 * export const report = asset("report", { partitions: days, inputs: { events: from(events, { partitions: overlapping() }) } }, ({ events }) => events.size);
 * ```
 */
export function overlapping(): PartitionMapping<"many", TimePartitions, TimePartitions> {
  return mapping("overlapping");
}

/**
 * This one's window, start and end moved by so many of this asset's partitions.
 * @throws nothing.
 * @example
 * ```ts
 * import { asset, daily, from, timeWindow } from "evergraph";
 * const days = daily({ start: "2024-01-01" });
 * const events = asset("events", { partitions: days }, (_, { partition }) => [partition.key]);
 * export const report = asset("report", { partitions: days, inputs: { three: from(events, { partitions: timeWindow({ startOffset: -2 }) }) } }, ({ three }) => three.size);
 * ```
 */
export function timeWindow<const O extends TimeWindow = {}>(
  options?: O,
): PartitionMapping<WindowShape<O>, TimePartitions, TimePartitions> {
  return mapping("timeWindow", { ...options });
}

export interface TimeWindow {
  startOffset?: number | undefined;
  endOffset?: number | undefined;
  /** Otherwise a plan that needs what cannot exist is an error. */
  allowNonexistent?: boolean | undefined;
}
type WindowShape<O> =
  OffsetOf<O, "startOffset"> extends infer S
    ? OffsetOf<O, "endOffset"> extends infer E
      ? number extends S | E
        ? "many"
        : [S, E] extends [E, S]
          ? [S, O] extends [0, { allowNonexistent?: false | undefined }]
            ? "default"
            : "window"
          : "many"
      : never
    : never;
type OffsetOf<O, N extends string> = O extends { readonly [X in N]: infer V extends number } ? V : 0;

/**
 * Between several dimensions and one definition: along this dimension.
 * @throws nothing.
 * @example
 * ```ts
 * import { asset, daily, dimension, from, multiPartitions, staticPartitions } from "evergraph";
 * const days = daily({ start: "2024-01-01" });
 * const cells = multiPartitions({ day: days, shop: staticPartitions(["paris", "lyon"]) });
 * const sales = asset("sales", { partitions: cells }, (_, { partition }) => partition.keys.shop);
 * export const total = asset("total", { partitions: days, inputs: { sales: from(sales, { partitions: dimension("day") }) } }, ({ sales }) => sales.size);
 * ```
 */
export function dimension<const N extends string, S extends Shape = "default">(
  name: N,
  inner?: PartitionMapping<S, never, never>,
): PartitionMapping<AlongDimension<N, S>, PartitionsDefinition, PartitionsDefinition> {
  return mapping("dimension", { name, inner });
}

/**
 * Between dimensions and dimensions, by the upstream's names; those left out arrive whole. `{ downstream }` when the names differ.
 * @throws nothing.
 * @example
 * ```ts
 * import { asset, daily, from, identity, multiMapping, multiPartitions, staticPartitions } from "evergraph";
 * const days = daily({ start: "2024-01-01" });
 * const cells = multiPartitions({ day: days, shop: staticPartitions(["paris", "lyon"]) });
 * const sales = asset("sales", { partitions: cells }, (_, { partition }) => partition.keys.shop);
 * const sameDay = multiMapping({ day: identity() });
 * export const share = asset("share", { partitions: cells, inputs: { sales: from(sales, { partitions: sameDay }) } }, ({ sales }) => sales.size);
 * ```
 */
export function multiMapping<
  const M extends {
    readonly [up: string]: AnyMapping | { readonly downstream: string; readonly mapping?: AnyMapping };
  },
>(
  byUpstreamDimension: M,
): PartitionMapping<
  ByDimension<M>,
  MultiPartitions<{ readonly [N in keyof M]: PartitionsDefinition }>,
  MultiPartitions<{ readonly [N in keyof M as DownName<M[N], N>]: PartitionsDefinition }>
> {
  return mapping("multiMapping", { byUpstreamDimension });
}
export type DownName<T, N> = T extends { readonly downstream: infer D extends string } ? D : N;

function mapping(kind: string, options: object = {}): never {
  return Object.freeze({ kind, ...options }) as never;
}
