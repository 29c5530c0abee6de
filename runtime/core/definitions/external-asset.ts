import type { Description } from "./asset-options.ts";
import type { Context } from "./context.ts";
import { definedBy, resourcesOf } from "./defined-by-options.ts";
import type { AssetDefinition } from "./definition.ts";
import { definitionOf } from "./definition.ts";
import type { ExternalAsset } from "./handle.ts";
import { assetKey } from "./key.ts";
import type { Observation } from "./observation.ts";
import type { PartitionsDefinition, Unpartitioned } from "./partitions.ts";
import type { Slots } from "./resource.ts";
import type { Absent, StandardSchema } from "./schema.ts";

export interface ExternalOptions<SI, SO, P, R = {}> extends Omit<Description, "deps" | "codeVersion" | "io"> {
  partitions?: P | undefined;
  resources?: R | undefined;
  /** Of a row; it types what its readers get. Nothing is parsed with it, as `observe` tells a version and never rows: whoever reads them may. */
  schema?: StandardSchema<SI, SO> | undefined;
  /** Tells which data is there now: a version, a date, an etag. Another answer makes what is downstream stale. */
  observe?: ((context: Context<string, P, R, Absent>) => Observation | Promise<Observation>) | undefined;
}

/**
 * An asset that is made elsewhere: a node of the graph that is never materialized here. When to use: a table or file of another system
 * that yours are made from. `externalAsset<number>("rate")` types it; beside other options `schema` does.
 * @throws `malformed-key` when it is called.
 * @example
 * ```ts
 * import { asset, externalAsset } from "evergraph";
 * export const surcharge = externalAsset<number>("vendor/surcharge");
 * export const price = asset("price", { inputs: { surcharge } }, ({ surcharge }) => 10 + surcharge);
 * ```
 */
export function externalAsset<
  V = unknown,
  K extends string = string,
  P extends PartitionsDefinition = Unpartitioned,
  R extends Slots = {},
  SO = V,
>(
  key: K,
  options: ExternalOptions<any, SO, P, R> = {},
): ExternalAsset<unknown extends V ? (unknown extends SO ? unknown : SO[]) : V, K, P> {
  const definition: AssetDefinition = {
    kind: "external",
    key: assetKey(key),
    ...definedBy(options),
    inputs: [],
    resources: resourcesOf(options.resources),
    ...(options.observe === undefined ? {} : { observe: options.observe as (context: unknown) => unknown }),
  };
  return Object.freeze({ key: definition.key, external: true, [definitionOf]: definition }) as never;
}
