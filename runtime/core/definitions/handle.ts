import type { Batch, Batched, KeyOf, PartitionSelection } from "./partition-context.ts";
import type { PartitionsDefinition, Unpartitioned } from "./partitions.ts";
import type { AnyAsset, Arriving } from "./references.ts";
import type { AssetReads, AssetRegistry } from "./registry.ts";
import type { ResourcesOf } from "./resource.ts";
import type { Stream } from "./result.ts";
import type { Absent } from "./schema.ts";

/** An asset's handle. Refer to it in `inputs`, `deps` and tests; call it to run its function alone. */
export interface Asset<
  out V = unknown,
  K extends string = string,
  P extends PartitionsDefinition = Unpartitioned,
  N extends AnyNeeds = any,
> extends AnyAsset<V, K, P>,
    Callable<V, K, P, N> {}

// A method in disguise, so that the handle stays covariant although its parameters depend on K, P and N.
type Callable<V, K, P, N extends AnyNeeds> = {
  /** Runs the function with these inputs: no store, no upstream. Rejects when it skips. */
  call(inputs: CallInputs<K, P, N>, ...context: CallContext<P, N>): Promise<CallResult<V, P, N>>;
}["call"];

/** Made elsewhere: observed, never materialized. */
export interface ExternalAsset<
  out V = unknown,
  out K extends string = string,
  out P extends PartitionsDefinition = Unpartitioned,
> extends AnyAsset<V, K, P> {
  readonly external: true;
}

export interface AnyNeeds {
  readonly inputs: any;
  readonly resources: any;
  readonly config: any;
}

/** What an asset needs besides its inputs by name. */
export interface Needs<I, R, C> {
  readonly inputs: I;
  readonly resources: R;
  readonly config: C;
}

/** The same of an asset that makes several partitions in a call. */
export interface BatchNeeds<I, R, C> extends Needs<I, R, C> {
  readonly batch: true;
}
interface AnyBatchNeeds extends AnyNeeds {
  readonly batch: true;
}

/** What may be given in place of a loaded value. */
export type Given<T> = T extends Stream<infer E> ? AsyncIterable<E> | Iterable<E> : T;

type CallInputs<K, P, N extends AnyNeeds> = 0 extends 1 & N
  ? any
  : CallInputsOf<K, N extends AnyBatchNeeds ? Batch<P> : P, N["inputs"]>;
type CallInputsOf<K, D, I> = { readonly [N in keyof I]: Given<Arriving<I[N], D>> } & (K extends keyof AssetReads
  ? { readonly [A in AssetReads[K] & string]: Given<Arriving<A, D>> }
  : { readonly [A in keyof AssetRegistry]?: Given<Arriving<A, D>> });
type CallResult<V, P, N extends AnyNeeds> = 0 extends 1 & N
  ? V
  : N extends AnyBatchNeeds
    ? ReadonlyMap<KeyOf<P>, V>
    : V;
type CallContext<P, N extends AnyNeeds> = 0 extends 1 & N
  ? [context?: any]
  : {} extends CallContextObject<P, N>
    ? [context?: CallContextObject<P, N>]
    : [context: CallContextObject<P, N>];
type CallContextObject<P, N extends AnyNeeds> = {
  readonly signal?: AbortSignal | undefined;
  readonly environment?: string | undefined;
} & ([keyof N["resources"]] extends [never] ? unknown : { readonly resources: ResourcesOf<N["resources"]> }) &
  ([N["config"]] extends [Absent]
    ? unknown
    : {} extends N["config"]
      ? { readonly config?: N["config"] | undefined }
      : { readonly config: N["config"] }) &
  (P extends Unpartitioned
    ? unknown
    : N extends AnyBatchNeeds
      ? { readonly partitions: PartitionSelection<KeyOf<P>> }
      : { readonly partition?: KeyOf<P> | undefined });

/** Needs of an asset, from its options. */
export type NeedsOf<I, R, C, B> = B extends Batched ? BatchNeeds<I, R, C> : Needs<I, R, C>;
