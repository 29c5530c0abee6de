import type { AssetKey } from "../../protocol/graph/asset-key.ts";

/** The selection that names one asset: a bare key may hold what means something in a selection. */
export function selectionFor(asset: AssetKey): string {
  return `key:"${asset}"`;
}
