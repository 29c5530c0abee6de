import { checkDefinition } from "./check-definition.ts";
import { checkFunction } from "./check-function.ts";
import type { AssetCheck, CheckCall } from "./check-handle.ts";
import { checkHandle } from "./check-handle.ts";
import type { AnyCheckResult, CheckedPartitions, ChecksOptions, SpecOfMany } from "./check-options.ts";
import type { ComputeOf, MaybePromise } from "./compute-types.ts";
import type { ContextOfCheck, WithSelected } from "./context.ts";
import type { CheckFunction } from "./definition.ts";
import type { NoOthers } from "./multi-asset-options.ts";
import type { AnyAsset, Arriving, RefKey, Refs } from "./references.ts";
import { readReference } from "./references.ts";
import type { RegisteredKey } from "./registry-entry.ts";
import type { Slots } from "./resource.ts";

type ManySpecs = { readonly [name: string]: SpecOfMany };
type ManyResults<C, Subset> = true extends Subset
  ? { readonly [N in keyof C]?: AnyCheckResult }
  : { readonly [N in keyof C]: AnyCheckResult };

/**
 * Several checks by one function, which returns an object with a result for each. When to use: they come of one pass over the rows, or
 * look at the same further assets. Destructure the handles, and export them.
 * @param name of the whole.
 * @param options `asset`: whose value arrives; `checks` by name, each with what is special about it.
 * @param check gives the results by name.
 * @throws `malformed-key`, `bad-reference`, `bad-duration`, `bad-number`, `delay-missing` when it is called.
 * @example
 * ```ts
 * import { asset, assetChecks } from "evergraph";
 * export const orders = asset("orders", () => [{ id: "a", total: 3 }]);
 * export const { ids, totals } = assetChecks(
 *   "orders_ok",
 *   { asset: orders, checks: { ids: { blocking: true }, totals: { severity: "WARN" } } },
 *   (rows) => ({ ids: rows.every((row) => row.id !== ""), totals: rows.every((row) => row.total > 0) }),
 * );
 * ```
 */
export function assetChecks<
  const H extends AnyAsset | RegisteredKey,
  const C extends ManySpecs,
  Ret extends ManyResults<C, Subset>,
  const Subset extends boolean = false,
  const I extends Refs = {},
  R extends Slots = {},
  W extends boolean = false,
>(
  name: string,
  options: ChecksOptions<H, C, Subset, I, R, W>,
  check: ComputeOf<
    Arriving<H, CheckedPartitions<H, W>>,
    ContextOfCheck<RefKey<H>, I, CheckedPartitions<H, W>, R> & (true extends Subset ? WithSelected<keyof C> : unknown),
    MaybePromise<Ret & NoOthers<Ret, C>>
  >["compute"],
): {
  readonly [N in keyof C & string]: AssetCheck<
    N,
    C[N] extends { readonly asset: infer A } ? RefKey<A> : RefKey<H>,
    Arriving<H, CheckedPartitions<H, W>>,
    CheckCall<I, CheckedPartitions<H, W>, R>
  >;
} {
  const { asset } = readReference(options.asset);
  const definitions = Object.entries<SpecOfMany>(options.checks).map(([one, spec]) =>
    checkDefinition(one, spec.asset === undefined ? asset : readReference(spec.asset).asset, spec),
  );
  const made = checkFunction(name, asset, definitions, options, check as CheckFunction["compute"]);
  const shared: CheckFunction = { ...made, several: true };
  return Object.freeze(
    Object.fromEntries(definitions.map((definition) => [definition.name, checkHandle(definition, shared)])),
  ) as never;
}
