import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import type { AssetDefinition } from "./definition.ts";

/** An asset of which nothing is said but its key: in the place of one that could not be loaded, or that is given instead of made. */
export function bareAsset(key: AssetKey, kind: AssetDefinition["kind"]): AssetDefinition {
  return {
    kind,
    key,
    group: "default",
    owners: [],
    tags: {},
    kinds: [],
    inputs: [],
    deps: [],
    resources: {},
    metadata: {},
  };
}
