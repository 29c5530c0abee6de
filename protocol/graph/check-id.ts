import type { AssetKey } from "./asset-key.ts";

/** `marts/orders:no_null_ids`: a check by its asset and its name. Keys hold no colon, so the first one parts the two. */
export type CheckId = `${string}:${string}`;

export function checkId(asset: AssetKey, check: string): CheckId {
  return `${asset}:${check}`;
}

export function splitCheckId(id: CheckId): { readonly asset: AssetKey; readonly check: string } {
  const colon = id.indexOf(":");
  return { asset: id.slice(0, colon) as AssetKey, check: id.slice(colon + 1) };
}
