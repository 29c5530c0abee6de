import type { Asset, Given } from "./handle.ts";
import type { KeyOf, OptionalKeyOf } from "./partition-context.ts";
import type { Unpartitioned } from "./partitions.ts";
import type { RefPartitions } from "./references.ts";
import type { AssetRegistry, ResourceRegistry } from "./registry.ts";
import type { Partitioned } from "./registry-entry.ts";
import type { Bound } from "./resource.ts";
import type { Absent } from "./schema.ts";

/** Values of assets, in place of stored ones. */
export type GivenByKey = [keyof AssetRegistry] extends [never]
  ? { readonly [key: string]: unknown }
  : {
      readonly [K in keyof AssetRegistry]?: AssetRegistry[K] extends Partitioned<infer V, infer P>
        ? Given<V> | ReadonlyMap<KeyOf<P>, V>
        : Given<AssetRegistry[K]>;
    };
/** What fills resource slots; any of them may be left out. */
export type BindingsByName = [keyof ResourceRegistry] extends [never]
  ? { readonly [name: string]: unknown }
  : { readonly [N in keyof ResourceRegistry]?: Bound<ResourceRegistry[N]> };
/** Config of those of the handles that take one. */
export type ConfigByKey<H> = {
  readonly [A in H as A extends Asset<any, infer K, any, infer N>
    ? [N["config"]] extends [Absent]
      ? never
      : K
    : never]?: A extends Asset<any, any, any, infer N> ? N["config"] : never;
};
/** Partition keys of any of the handles. */
export type AnyKeyOf<H> = OptionalKeyOf<Exclude<RefPartitions<H>, Unpartitioned>>;
