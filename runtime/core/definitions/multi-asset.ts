import { definitionErrors } from "../../../protocol/errors/definition-errors.ts";
import { userError } from "../../../protocol/errors/error-entry.ts";
import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import { assetHandle } from "./asset-handle.ts";
import { checkDefinition } from "./check-definition.ts";
import type { ComputeOf, MaybePromise } from "./compute-types.ts";
import { type AnyCompute, computedBy } from "./computed-by.ts";
import type { Context, WithSelected } from "./context.ts";
import { definedBy, executionOf, resourcesOf } from "./defined-by-options.ts";
import type { AssetDefinition, CheckDefinition, MultiAssetDefinition } from "./definition.ts";
import type { Asset, NeedsOf } from "./handle.ts";
import { assetKey } from "./key.ts";
import type { MultiAssetOptions, NoOthers, Outputs, OutputValue, Specs } from "./multi-asset-options.ts";
import type { Down } from "./partition-context.ts";
import type { PartitionsDefinition, Unpartitioned } from "./partitions.ts";
import type { Inputs, Refs, UnknownAssets } from "./references.ts";
import type { Slots } from "./resource.ts";
import type { Absent } from "./schema.ts";

type AnyOptions = MultiAssetOptions<
  Specs,
  boolean,
  Refs,
  PartitionsDefinition,
  Slots,
  unknown,
  unknown,
  string,
  unknown
>;

/**
 * One function that makes several assets. When to use: they come of one pass over the data, or one call gives them all. It returns an
 * object with a value for each output; destructure the handles, and export them.
 * @param key names the whole; the outputs have keys of their own.
 * @param options `outputs` by key, each with what is special about it; the rest as for `asset`, said of all.
 * @param compute makes the values; with `canSubset` it looks at `context.selected` and makes only those.
 * @throws `malformed-key`, `no-outputs`, `check-of-no-output`, and as `asset`, when it is called.
 * @example
 * ```ts
 * import { asset, multiAsset } from "evergraph";
 * export const orders = asset("orders", () => [{ id: "a", total: 3 }, { id: "b", total: 400 }]);
 * export const { large_orders, small_orders } = multiAsset(
 *   "split_orders",
 *   { inputs: { orders }, outputs: { large_orders: { description: "100 and more" }, small_orders: {} } },
 *   ({ orders }) => ({
 *     large_orders: orders.filter((order) => order.total >= 100),
 *     small_orders: orders.filter((order) => order.total < 100),
 *   }),
 * );
 * ```
 */
export function multiAsset<
  K extends string,
  const O extends Specs,
  Ret extends Outputs<O, Subset, B>,
  const Subset extends boolean = false,
  const I extends Refs = {},
  P extends PartitionsDefinition = Unpartitioned,
  R extends Slots = {},
  CI = Absent,
  CO = Absent,
  CN extends string = never,
  B = Absent,
  In = UnknownAssets,
>(
  key: K,
  options: MultiAssetOptions<O, Subset, I, P, R, CI, CO, CN, B>,
  compute: ComputeOf<
    Inputs<I, Down<P, B>, In>,
    Context<K, P, R, CO, CN, B> & (true extends Subset ? WithSelected<keyof O> : unknown),
    MaybePromise<Ret & NoOthers<Ret, O>>
  >["compute"],
): { readonly [N in keyof O & string]: Asset<OutputValue<O[N], N, Ret, B>, N, P, NeedsOf<I, R, CI, B>> } {
  const definitions = define(key, options as unknown as AnyOptions, compute as AnyCompute);
  return Object.freeze(
    Object.fromEntries(definitions.map(([name, definition]) => [name, assetHandle(definition)])),
  ) as never;
}

function define(
  text: string,
  options: AnyOptions,
  compute: AnyCompute,
): readonly (readonly [name: string, definition: AssetDefinition])[] {
  const key = assetKey(text);
  const { outputs, inputs, resources, config } = options;
  const specs = Object.entries(outputs).map(([name, spec]) => ({ name, key: assetKey(name), spec }));
  if (specs.length === 0) throw userError(definitionErrors.noOutputs, { key });
  const whole: MultiAssetDefinition = {
    key,
    canSubset: options.canSubset === true,
    outputs: specs.map((output) => output.key),
    optional: new Set(specs.filter(({ spec }) => spec.optional === true).map((output) => output.key)),
    definitions: () => defined.map(([, definition]) => definition),
  };
  const shared = {
    kind: "asset" as const,
    ...executionOf(key, options),
    ...computedBy(key, inputs as Refs | undefined, compute),
    resources: resourcesOf(resources),
    ...(config === undefined ? {} : { config }),
    multiAsset: whole,
  };
  const checks = checksOf(whole, options.checks);
  const defined = specs.map(({ name, key: output, spec }) => {
    const own = checks.filter(({ asset }) => asset === output);
    const definition: AssetDefinition = {
      key: output,
      ...shared,
      ...definedBy({ ...options, ...present(spec), deps: [...(options.deps ?? []), ...(spec.deps ?? [])] }),
      ...(own.length === 0 ? {} : { checks: own }),
    };
    return [name, definition] as const;
  });
  return defined;
}

function checksOf({ key, outputs }: MultiAssetDefinition, checks: AnyOptions["checks"]): readonly CheckDefinition[] {
  return Object.entries(checks ?? {}).map(([name, spec]) => {
    const asset = String(spec.asset).normalize("NFC") as AssetKey;
    if (!outputs.includes(asset)) throw userError(definitionErrors.checkOfNoOutput, { key, check: name, asset });
    return checkDefinition(name, asset, spec);
  });
}

/** Options that are there but undefined say nothing. */
function present<Options extends object>(options: Options): Options {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Options;
}
