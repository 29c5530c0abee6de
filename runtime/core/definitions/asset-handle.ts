import { callAsset } from "./call-asset.ts";
import type { AssetDefinition } from "./definition.ts";
import { definitionOf } from "./definition.ts";

/** What users get for an asset that is made here: it carries the definition, and runs the function when it is called. */
export function assetHandle(definition: AssetDefinition): unknown {
  const handle = (inputs: Readonly<Record<string, unknown>>, context?: object) =>
    callAsset(definition, inputs, context ?? {});
  return Object.defineProperties(handle, {
    key: { value: definition.key, enumerable: true },
    name: { value: definition.key },
    [definitionOf]: { value: definition },
  });
}
