import type {
  Dimensions,
  DynamicPartitions,
  MultiPartitions,
  PartitionsDefinition,
  StaticPartitions,
  TimePartition,
  TimePartitions,
  Unpartitioned,
} from "./partitions.ts";

export interface KeyPartition<out Key extends string> {
  readonly key: Key;
}

export interface MultiPartition<out D extends Dimensions> {
  readonly key: string;
  readonly keys: { readonly [N in keyof D]: KeyOf<D[N]> };
  readonly dimensions: { readonly [N in keyof D]: PartitionOf<D[N]> };
}

/** What `context.partition` is. */
export type PartitionOf<P> = P extends TimePartitions
  ? TimePartition
  : P extends StaticPartitions<infer Key>
    ? KeyPartition<Key>
    : P extends DynamicPartitions
      ? KeyPartition<string>
      : P extends MultiPartitions<infer D>
        ? MultiPartition<D>
        : never;

export type KeyOf<P> = P extends StaticPartitions<infer Key> ? Key : string;

/** Of a definition that may be absent: no key then. */
export type OptionalKeyOf<P> = P extends Unpartitioned ? never : KeyOf<P>;

/** Some partitions: their keys, or the first and the last. */
export type PartitionSelection<Key extends string = string> = readonly Key[] | { readonly from: Key; readonly to: Key };

/** How a backfill is cut into runs. Without one: a run for each partition. */
export interface Batched {
  readonly "~backfill": "batched";
}

/**
 * One run for all partitions of a backfill (one for each gapless range of them): the function gets `partitions`, and gives a Map.
 * @throws nothing.
 * @example
 * ```ts
 * import { asset, daily, singleRun } from "evergraph";
 * const days = daily({ start: "2024-01-01" });
 * export const hits = asset("hits", { partitions: days, backfillPolicy: singleRun() }, (_, { partitions }) =>
 *   new Map(partitions.keys.map((key) => [key, 1])));
 * ```
 */
export function singleRun(): Batched {
  return { kind: "singleRun" } as never;
}

/**
 * Runs of at most so many partitions of a backfill; otherwise as `singleRun`.
 * @throws nothing.
 * @example
 * ```ts
 * import { asset, daily, multiRun } from "evergraph";
 * const days = daily({ start: "2024-01-01" });
 * export const hits = asset("hits", { partitions: days, backfillPolicy: multiRun(30) }, (_, { partitions }) =>
 *   new Map(partitions.keys.map((key) => [key, 1])));
 * ```
 */
export function multiRun(maxPartitionsPerRun: number): Batched {
  return { kind: "multiRun", maxPartitionsPerRun } as never;
}

/** The partitions of this call, in order. */
export interface PartitionBatch<Key extends string, out One> extends Iterable<One> {
  readonly keys: readonly Key[];
  /** One entry for each partition, empty ones included; a row that belongs to none is an error. A Date means the window it falls into. */
  split<Row>(rows: readonly Row[], keyOf: (row: Row) => Key | Date): ReadonlyMap<Key, Row[]>;
}

export interface PartitionRange<Key extends string, out One> extends PartitionBatch<Key, One> {
  readonly range: { readonly from: Key; readonly to: Key };
}

/** From the start of the first window to the end of the last; iterate it for the windows. */
export interface TimeRange extends PartitionRange<string, TimePartition> {
  readonly start: Date;
  readonly end: Date;
}

/** What `context.partitions` is. */
export type BatchOf<P> = P extends TimePartitions
  ? TimeRange
  : P extends MultiPartitions<any>
    ? PartitionBatch<string, PartitionOf<P>>
    : PartitionRange<KeyOf<P>, PartitionOf<P>>;

// Stands for the consumer's partitions where shapes are computed.
export interface Batch<out P> extends PartitionsDefinition {
  readonly kind: "batch";
  readonly of: P;
}

export type Down<P, B> = B extends Batched ? (P extends Unpartitioned ? P : Batch<P>) : P;
