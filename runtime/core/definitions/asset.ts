import { definitionErrors } from "../../../protocol/errors/definition-errors.ts";
import { userError } from "../../../protocol/errors/error-entry.ts";
import type { AssetOptions } from "./asset-options.ts";
import { callAsset } from "./call-asset.ts";
import type { BatchValueOf, Checked, ComputeOf, MaybePromise, Result, ValueOf } from "./compute-types.ts";
import type { AssetContext, Context } from "./context.ts";
import { definedBy, executionOf, resourcesOf } from "./defined-by-options.ts";
import type { AssetDefinition, InputDefinition } from "./definition.ts";
import { definitionOf } from "./definition.ts";
import type { Asset, Needs, NeedsOf } from "./handle.ts";
import { inputNames } from "./input-names.ts";
import { assetKey } from "./key.ts";
import type { Batched, Down } from "./partition-context.ts";
import type { PartitionsDefinition, Unpartitioned } from "./partitions.ts";
import type { ByName, Inputs, Refs, UnknownAssets } from "./references.ts";
import { readReference } from "./references.ts";
import type { Slots } from "./resource.ts";
import type { Absent } from "./schema.ts";

type AnyOptions = AssetOptions<Refs, PartitionsDefinition, Slots, unknown, unknown, unknown, unknown, unknown>;
type AnyCompute = (inputs: Readonly<Record<string, unknown>>, context: unknown) => unknown;

/**
 * An asset: its key, and how it is made. The names destructured from the first parameter are the keys of the assets whose values are
 * loaded; `inputs` renames them, or refers by handle. Export what it returns: every exported definition counts.
 * @param key segments joined by `/`, a literal: text search finds it, and history survives a renamed variable.
 * @param options whatever is to be said about it; durations carry their unit (`"30s"`).
 * @param compute makes the value; may be async, or an async generator whose rows are streamed.
 * @throws `malformed-key`, `rest-input`, `computed-input`, `inputs-unreadable`, `bad-duration` when it is called.
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
  B = Absent,
  In = UnknownAssets,
>(
  key: K,
  options: AssetOptions<I, P, R, CI, CO, SI, SO, B>,
  compute: ComputeOf<Inputs<I, Down<P, B>, In>, Context<K, P, R, CO, B>, MaybePromise<Ret>>["compute"],
): Asset<Checked<SO, B extends Batched ? BatchValueOf<Ret> : ValueOf<Ret>>, K, P, NeedsOf<I, R, CI, B>>;
export function asset(key: string, first: unknown, second?: unknown): any {
  const [options, compute] = (second === undefined ? [{}, first] : [first, second]) as [AnyOptions, AnyCompute];
  const definition = define(key, options, compute);
  const handle = (inputs: Readonly<Record<string, unknown>>, context?: object) =>
    callAsset(definition, inputs, context ?? {});
  return Object.defineProperties(handle, {
    key: { value: definition.key, enumerable: true },
    name: { value: definition.key },
    [definitionOf]: { value: definition },
  }) as never;
}

function define(text: string, options: AnyOptions, compute: AnyCompute): AssetDefinition {
  const key = assetKey(text);
  const named = options.inputs as Refs | undefined;
  const inputs = named === undefined ? undefined : Object.entries(named).map(([name, ref]) => inputOf(name, ref));
  const read = inputs ?? destructured(key, compute);
  return {
    kind: "asset",
    key,
    ...definedBy(options),
    ...executionOf(key, options),
    inputs: read,
    resources: resourcesOf(options.resources),
    ...(options.config === undefined ? {} : { config: options.config }),
    compute: inputs === undefined && read.length === 0 ? guarded(key, compute) : compute,
  };
}

function destructured(key: string, compute: AnyCompute): readonly InputDefinition[] {
  const names = inputNames(compute.toString());
  switch (names.kind) {
    case "names":
      return names.names.map((name) => ({ name, asset: assetKey(name), optional: false }));
    case "rest":
      throw userError(definitionErrors.restInput, { name: names.name });
    case "computed":
      throw userError(definitionErrors.computedInput, { expression: names.expression });
    case "unreadable":
      throw userError(definitionErrors.inputsUnreadable, { key });
  }
}

function inputOf(name: string, reference: unknown): InputDefinition {
  return { name, ...readReference(reference) };
}

/** A function that names no inputs and reads one all the same, by `inputs.name`, would get undefined without a word. */
function guarded(key: string, compute: AnyCompute): AnyCompute {
  if (compute.length === 0) return compute;
  const guard = new Proxy(Object.freeze({}), {
    get(target, name) {
      if (typeof name === "symbol" || name === "then" || name === "toJSON") return Reflect.get(target, name);
      throw userError(definitionErrors.inputsNotDestructured, { key, name });
    },
  });
  return (_, context) => compute(guard, context);
}
