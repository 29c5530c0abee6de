import { checkDefinition } from "./check-definition.ts";
import { checkFunction } from "./check-function.ts";
import type { AssetCheck, CheckCall } from "./check-handle.ts";
import { checkHandle } from "./check-handle.ts";
import type { AnyCheckResult, CheckedPartitions, CheckOptions } from "./check-options.ts";
import type { ComputeOf, MaybePromise } from "./compute-types.ts";
import type { ContextOfCheck } from "./context.ts";
import type { CheckFunction } from "./definition.ts";
import type { AnyAsset, Arriving, RefKey, Refs } from "./references.ts";
import { readReference } from "./references.ts";
import type { RegisteredKey } from "./registry-entry.ts";
import type { Slots } from "./resource.ts";

/**
 * A check that runs after its asset, on the value that was made. It is given the value, and says whether it is good. When to use: data
 * may be wrong although the code is right. A failure of a `blocking` check holds back what is downstream.
 * @param name of the check, unique for its asset.
 * @param options `asset`: what is checked, a handle or a key; the rest describes the check and how it is run.
 * @param check gives true or false, or a `CheckResult` that says more.
 * @throws `malformed-key`, `bad-reference`, `bad-duration`, `bad-number`, `delay-missing` when it is called.
 * @example
 * ```ts
 * import { asset, assetCheck } from "evergraph";
 * export const orders = asset("orders", () => [{ id: "a", total: 3 }]);
 * export const totals = assetCheck("totals_positive", { asset: orders, blocking: true }, (rows) => {
 *   const wrong = rows.filter((row) => row.total < 0);
 *   return { passed: wrong.length === 0, metadata: { wrong: wrong.length } };
 * });
 * const { passed } = await totals([{ id: "b", total: -1 }]);
 * if (passed) throw new Error("a total below zero is wrong");
 * ```
 */
export function assetCheck<
  const Name extends string,
  const H extends AnyAsset | RegisteredKey,
  const I extends Refs = {},
  R extends Slots = {},
  W extends boolean = false,
>(
  name: Name,
  options: CheckOptions<H, I, R, W>,
  check: ComputeOf<
    Arriving<H, CheckedPartitions<H, W>>,
    ContextOfCheck<RefKey<H>, I, CheckedPartitions<H, W>, R>,
    MaybePromise<AnyCheckResult>
  >["compute"],
): AssetCheck<Name, RefKey<H>, Arriving<H, CheckedPartitions<H, W>>, CheckCall<I, CheckedPartitions<H, W>, R>> {
  const { asset } = readReference(options.asset);
  const definition = checkDefinition(name, asset, options);
  const compute = check as CheckFunction["compute"];
  return checkHandle(definition, checkFunction(name, asset, [definition], options, compute)) as never;
}
