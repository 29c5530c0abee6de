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

/** The partition of the same key. */
export function identity(): PartitionMapping<"one", SomePartitions, SomePartitions> {
  return mapping("identity");
}

/** Every partition there is. */
export function allPartitions(): PartitionMapping<"many", SomePartitions, PartitionsDefinition> {
  return mapping("allPartitions");
}

/** The newest partition. */
export function latestPartition(): PartitionMapping<"fixed", SomePartitions, PartitionsDefinition> {
  return mapping("latestPartition");
}

/** Exactly the partition of this key. */
export function partitionKey<const Key extends string>(
  key: Key,
): PartitionMapping<"fixed", HasKey<Key>, PartitionsDefinition> {
  return mapping("partitionKey", { key });
}

/** Exactly the partitions of these keys. */
export function partitionKeys<const Key extends string>(
  keys: readonly Key[],
): PartitionMapping<"many", HasKey<Key>, PartitionsDefinition> {
  return mapping("partitionKeys", { keys });
}

/** For each key of this asset the upstream's: `staticMapping({ north: ["paris", "lille"], south: ["nice"] })`. One value arrives where no list is given. */
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

/** The partitions of the last `days` days, newest last. */
export function lastDays(days: number): PartitionMapping<"many", TimePartitions, TimePartitions> {
  return mapping("lastDays", { days });
}

/** The partition `steps` before this one; nothing before the first. The only way for an asset to read itself. */
export function previous(steps = 1): PartitionMapping<"maybe", TimePartitions, TimePartitions> {
  return mapping("previous", { steps });
}

/** All that overlap this one's window: for definitions of one grain that do not line up (06:00 and 00:00). */
export function overlapping(): PartitionMapping<"many", TimePartitions, TimePartitions> {
  return mapping("overlapping");
}

/** This one's window, start and end moved by so many of this asset's partitions. */
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

/** Between several dimensions and one definition: along this dimension. */
export function dimension<const N extends string, S extends Shape = "default">(
  name: N,
  inner?: PartitionMapping<S, never, never>,
): PartitionMapping<AlongDimension<N, S>, PartitionsDefinition, PartitionsDefinition> {
  return mapping("dimension", { name, inner });
}

/** Between dimensions and dimensions, by the upstream's names; those left out arrive whole. `{ downstream }` when the names differ. */
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
