import type { AnyCheckResult } from "./check-options.ts";
import type { Metadata } from "./metadata.ts";
import type { Batched, BatchOf, KeyOf, PartitionOf } from "./partition-context.ts";
import type { Unpartitioned } from "./partitions.ts";
import type { AnyAsset, ByReference, RefPartitions, RefValue } from "./references.ts";
import type { RegisteredKey } from "./registry-entry.ts";
import type { Log, ResourcesOf } from "./resource.ts";
import type { Absent } from "./schema.ts";

/** Second parameter of an asset's function. `partition`, `resources` and `config` are there when the options ask for them. */
export interface AssetContext<out K extends string = string> {
  readonly key: K;
  readonly run: { readonly id: string; readonly tags: Readonly<Record<string, string>> };
  readonly environment: string;
  readonly log: Log;
  /** Adds to what is recorded with the value; a name given again replaces. */
  readonly metadata: { add(metadata: Metadata): void };
  /** Aborted when the run is cancelled. */
  readonly signal: AbortSignal;
  /** Loads a declared dependency; what it read is recorded. */
  loadInput<H extends AnyAsset | RegisteredKey>(
    asset: H,
    options?: { partition?: KeyOf<RefPartitions<H>> | undefined },
  ): Promise<RefValue<H>>;
}

interface WithPartition<P> {
  readonly partition: PartitionOf<P>;
}
interface WithPartitions<P> {
  readonly partitions: BatchOf<P>;
}
interface WithResources<R> {
  readonly resources: ResourcesOf<R>;
}
interface WithConfig<C> {
  readonly config: C;
}
interface WithChecks<N extends string> {
  /** Reports a check that the option `checks` names. */
  check(name: N, result: AnyCheckResult): void;
}
/** Of what makes several things, and may leave some out. */
export interface WithSelected<N> {
  /** What is wanted this time. */
  readonly selected: ReadonlySet<N>;
}

export type Context<K extends string, P, R, C, CN extends string = never, B = Absent> = AssetContext<K> &
  (P extends Unpartitioned ? unknown : B extends Batched ? WithPartitions<P> : WithPartition<P>) &
  ([keyof R] extends [never] ? unknown : WithResources<R>) &
  ([C] extends [Absent] ? unknown : WithConfig<C>) &
  ([CN] extends [never] ? unknown : WithChecks<CN>);

/** Second parameter of a check's function. `partition`, `resources` and `inputs` are there when the options ask for them. */
export interface CheckContext<out K extends string = string> {
  /** Of the asset whose value arrives. */
  readonly key: K;
  readonly run: { readonly id: string; readonly tags: Readonly<Record<string, string>> };
  readonly environment: string;
  readonly log: Log;
  /** Aborted when the run is cancelled. */
  readonly signal: AbortSignal;
}
interface WithInputs<I, P> {
  readonly inputs: ByReference<I, P>;
}

export type ContextOfCheck<K extends string, I, P, R> = CheckContext<K> &
  (P extends Unpartitioned ? unknown : WithPartition<P>) &
  ([keyof R] extends [never] ? unknown : WithResources<R>) &
  ([keyof I] extends [never] ? unknown : WithInputs<I, P>);
