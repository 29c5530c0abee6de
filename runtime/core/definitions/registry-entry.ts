import type { PartitionsDefinition, Unpartitioned } from "./partitions.ts";
import type { AssetRegistry } from "./registry.ts";

/** A registry entry of a partitioned asset. */
export interface Partitioned<out V, out P extends PartitionsDefinition> {
  readonly "~value": V;
  readonly "~partitions": P;
}

// Asked once, not at each call.
export type NoRegistry = [keyof AssetRegistry] extends [never] ? true : false;

/** Keys that the compiler knows; any text while there is no registry. */
export type RegisteredKey = [keyof AssetRegistry] extends [never] ? string : keyof AssetRegistry & string;

export type Entry<K> = K extends keyof AssetRegistry ? AssetRegistry[K] : unknown;
export type EntryValue<E> = E extends Partitioned<infer V, any> ? V : E;
export type EntryPartitions<E> = E extends Partitioned<any, infer P> ? P : Unpartitioned;
