import { definitionErrors } from "../../../protocol/errors/definition-errors.ts";
import { userError } from "../../../protocol/errors/error-entry.ts";
import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import type { PartitionMapping as MappingData } from "../../../protocol/graph/partitions.ts";
import type { Arrives, DefaultShape, Problem, ShapeOf } from "./arrival.ts";
import { readDefinition } from "./definition.ts";
import { assetKey } from "./key.ts";
import type { PartitionMapping, Shape } from "./partition-mappings.ts";
import type { PartitionsDefinition, TimePartitions, Unpartitioned } from "./partitions.ts";
import type { Entry, EntryPartitions, EntryValue, NoRegistry, RegisteredKey } from "./registry-entry.ts";

/** Any asset with this value: made here, one of several outputs, or external. Covariant, so that references are compared by their arguments alone. */
export interface AnyAsset<
  out V = unknown,
  out K extends string = string,
  out P extends PartitionsDefinition = PartitionsDefinition,
> {
  readonly key: K;
  readonly "~asset": { readonly value: V; readonly partitions: P };
}

/** A reference with a mapping, or one that may be missing. Made by `from` and `optional`. */
export interface From<out V, out P, out S, in D = PartitionsDefinition> {
  readonly "~from": [V, P, S, (down: D) => void];
}
export type AnyFrom = From<unknown, unknown, unknown, never>;
export type Ref = AnyAsset | AnyFrom | string;
/** Comes first, is not loaded. */
export type Dep = AnyAsset | AnyFrom | RegisteredKey;
export type Refs = { readonly [name: string]: Ref };
export type RefValue<H> = H extends string
  ? EntryValue<Entry<H>>
  : H extends { readonly "~asset": { readonly value: infer V } }
    ? V
    : unknown;
export type RefKey<H> = H extends string ? H : H extends { readonly key: infer K extends string } ? K : string;
export type RefPartitions<H> = H extends string
  ? EntryPartitions<Entry<H>>
  : H extends { readonly "~asset": { readonly partitions: infer P } }
    ? P
    : Unpartitioned;

/** What a reference points at, for running. */
export interface ReadReference {
  readonly asset: AssetKey;
  readonly optional: boolean;
  readonly mapping?: MappingData;
}

const referenceOf: unique symbol = Symbol.for("evergraph.reference") as never;

/**
 * Refers to an asset with a partition mapping: which of its partitions arrive.
 * @throws `malformed-key` for a text that is no key, `bad-reference` for what is no asset.
 * @example
 * ```ts
 * import { asset, daily, from, lastDays } from "evergraph";
 * const days = daily({ start: "2024-01-01" });
 * const rows = asset("rows", { partitions: days }, (_, { partition }) => [partition.key]);
 * export const week = asset("week", { partitions: days, inputs: { rows: from(rows, { partitions: lastDays(7) }) } }, ({ rows }) => rows.size);
 * ```
 */
export function from<H extends AnyAsset | RegisteredKey, S extends Shape, D>(
  asset: H,
  options: { partitions: PartitionMapping<S, RefPartitions<H>, D> },
): From<RefValue<H>, RefPartitions<H>, S, D> {
  const mapping = options.partitions as unknown as MappingData;
  return reference({ asset: referredKey(asset), optional: false, mapping });
}

/**
 * Refers to an asset that may be missing: its value, or undefined while there is none (it was skipped, or never made).
 * @throws `malformed-key` for a text that is no key.
 * @example
 * ```ts
 * import { asset, optional } from "evergraph";
 * export const page = asset("page", { inputs: { model: optional("model") } }, ({ model }) => model ?? "none yet");
 * ```
 */
export function optional<H extends AnyAsset | RegisteredKey>(
  asset: H,
): From<RefValue<H> | undefined, RefPartitions<H>, "default"> {
  return reference({ asset: referredKey(asset), optional: true });
}

/** What a key, a handle, `from(…)` or `optional(…)` points at. Throws `bad-reference` for anything else. */
export function readReference(value: unknown): ReadReference {
  const read = (value as { readonly [referenceOf]?: ReadReference } | undefined)?.[referenceOf];
  return read ?? { asset: referredKey(value), optional: false };
}

function referredKey(value: unknown): AssetKey {
  if (typeof value === "string") return assetKey(value);
  const definition = readDefinition(value);
  if (definition?.kind === "asset" || definition?.kind === "external") return definition.key;
  throw userError(definitionErrors.badReference, { what: nameOf(value) });
}

function nameOf(value: unknown): string {
  return typeof value === "object" && value !== null ? "An object that is no handle" : String(value);
}

function reference(read: ReadReference): never {
  return Object.freeze({ [referenceOf]: read }) as never;
}

export type Arriving<H, D> =
  H extends From<infer V, infer Up, infer S, any>
    ? Arrives<V, Up, ShapeOf<S, Up, D>>
    : Arrives<RefValue<H>, RefPartitions<H>, DefaultShape<RefPartitions<H>, D>>;
export type ByReference<I, D> = { readonly [N in keyof I]: Arriving<I[N], D> };
export type AssetsByName<D> = { readonly [K in RegisteredKey]: Arriving<K, D> };

/** While there is no registry: any name, not known. */
export interface UnknownAssets {
  readonly [name: string]: unknown;
}

// Without a registry the parameter's type is inferred, so that an annotation with an interface fits (an interface is not assignable
// to an index signature); unannotated it is UnknownAssets, its default. With a registry `In` occurs nowhere. Used as
// `ByName<…>["inputs"]`: of an alias the compiler would print the name, of an interface's property it prints AssetsByName.
export interface ByName<In, D> {
  readonly inputs: NoRegistry extends true ? In : AssetsByName<D>;
}

// With `inputs`, exactly these arrive. (`ByReference & AssetsByName` would let both be mixed, but for every call the compiler
// enumerates all properties of an intersection, here all names of the registry, to see whether one of them is `never`.)
// NoInfer: nothing is to be inferred from the parameter. Without it the compiler infers into both branches, that is, compares all
// names of the registry with the parameter of every function (a form that allowed it took 1.2 s an edit at 10,000 assets, not 0.13 s).
export type Inputs<I, D, In> = NoRegistry extends true
  ? [keyof I] extends [never]
    ? In
    : NoInfer<ByReference<I, D>>
  : NoInfer<[keyof I] extends [never] ? AssetsByName<D> : ByReference<I, D>>;

// Intersected with what the user wrote. Each problem is an object type: `"user" & "users"` would be `never`, and take the whole
// of `inputs` with it ("not assignable to undefined").
export type CheckRefs<I, D> = { readonly [N in keyof I]: CheckRef<I[N], D> };
type CheckRef<H, D> = H extends string
  ? H extends RegisteredKey
    ? CheckShape<Arriving<H, D>>
    : Problem<"There is no asset of this key">
  : H extends From<any, any, any, infer Fits>
    ? D extends Fits
      ? CheckShape<Arriving<H, D>>
      : TimePartitions extends Fits
        ? Problem<"This mapping needs an asset that is partitioned by time: add the option `partitions`">
        : Problem<"This mapping does not fit the partitions of the two assets">
    : CheckShape<Arriving<H, D>>;
type CheckShape<V> = V extends Problem<string> ? V : unknown;
