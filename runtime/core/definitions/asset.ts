import { assetHandle } from "./asset-handle.ts";
import type { AssetOptions } from "./asset-options.ts";
import { checkDefinition, reportedChecks } from "./check-definition.ts";
import type { BatchValueOf, Checked, ComputeOf, MaybePromise, Result, ValueOf } from "./compute-types.ts";
import { type AnyCompute, computedBy } from "./computed-by.ts";
import type { AssetContext, Context } from "./context.ts";
import { definedBy, executionOf, resourcesOf } from "./defined-by-options.ts";
import type { AssetDefinition } from "./definition.ts";
import type { Asset, Needs, NeedsOf } from "./handle.ts";
import { assetKey } from "./key.ts";
import type { Batched, Down } from "./partition-context.ts";
import type { PartitionsDefinition, Unpartitioned } from "./partitions.ts";
import type { ByName, Inputs, Refs, UnknownAssets } from "./references.ts";
import type { Slots } from "./resource.ts";
import type { Absent } from "./schema.ts";

type AnyOptions = AssetOptions<Refs, PartitionsDefinition, Slots, unknown, unknown, unknown, unknown, string, unknown>;

/**
 * An asset: its key, and how it is made. The names destructured from the first parameter are the keys of the assets whose values are
 * loaded; `inputs` renames them, or refers by handle. Export what it returns: every exported definition counts.
 * @param key segments joined by `/`, a literal: text search finds it, and history survives a renamed variable.
 * @param options whatever is to be said about it; durations carry their unit (`"30s"`).
 * @param compute makes the value; may be async, or an async generator whose rows are streamed.
 * @throws `malformed-key`, `rest-input`, `computed-input`, `inputs-unreadable`, `bad-duration`, `bad-number`, `delay-missing` when it is
 * called.
 * @example
 * ```ts
 * import { asset } from "evergraph";
 * /** Orders as the shop exports them. *\/
 * export const rawOrders = asset("raw_orders", () => [{ id: "a", total: 3 }, { id: "b", total: 4 }]);
 * export const revenue = asset("revenue", { inputs: { orders: rawOrders }, owners: ["team:shop"] }, ({ orders }) =>
 *   orders.reduce((sum, order) => sum + order.total, 0));
 * ```
 */
export function asset<K extends string, Ret, In = UnknownAssets>(
  key: K,
  compute: ComputeOf<ByName<In, Unpartitioned>["inputs"], AssetContext<K>, MaybePromise<Ret>>["compute"],
): Asset<ValueOf<Ret>, K, Unpartitioned, Needs<{}, {}, Absent>>;
export function asset<
  K extends string,
  Ret extends Result<SI, B>,
  const I extends Refs = {},
  P extends PartitionsDefinition = Unpartitioned,
  R extends Slots = {},
  CI = Absent,
  CO = Absent,
  SI = unknown,
  SO = unknown,
  CN extends string = never,
  B = Absent,
  In = UnknownAssets,
>(
  key: K,
  options: AssetOptions<I, P, R, CI, CO, SI, SO, CN, B>,
  compute: ComputeOf<Inputs<I, Down<P, B>, In>, Context<K, P, R, CO, CN, B>, MaybePromise<Ret>>["compute"],
): Asset<Checked<SO, B extends Batched ? BatchValueOf<Ret> : ValueOf<Ret>>, K, P, NeedsOf<I, R, CI, B>>;
export function asset(key: string, first: unknown, second?: unknown): any {
  const [options, compute] = (second === undefined ? [{}, first] : [first, second]) as [AnyOptions, AnyCompute];
  return assetHandle(define(key, options, compute));
}

function define(text: string, options: AnyOptions, compute: AnyCompute): AssetDefinition {
  const key = assetKey(text);
  const checks = reportedChecks(options.checks).map((check) => checkDefinition(check.name, key, check.spec));
  return {
    kind: "asset",
    key,
    ...definedBy(options),
    ...executionOf(key, options),
    ...computedBy(key, options.inputs as Refs | undefined, compute),
    resources: resourcesOf(options.resources),
    ...(options.config === undefined ? {} : { config: options.config }),
    ...(checks.length === 0 ? {} : { checks }),
  };
}
