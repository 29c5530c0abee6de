import { definitionErrors } from "../../../protocol/errors/definition-errors.ts";
import { userError } from "../../../protocol/errors/error-entry.ts";
import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import { parseAssetKey } from "../../../protocol/graph/asset-key.ts";

/** The key that a text in a definition spells. Throws `malformed-key`. */
export function assetKey(text: string): AssetKey {
  const key = parseAssetKey(text);
  if (key === undefined) throw userError(definitionErrors.malformedKey, { key: text });
  return key;
}
