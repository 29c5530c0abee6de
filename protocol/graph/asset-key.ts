/** An asset's identity, spelled the same everywhere: segments joined by `/`, in Unicode NFC. `"marts/orders"` */
export type AssetKey = string & { readonly "~brand": "AssetKey" };

/** Why a text is no asset key. */
export type KeyProblem = "empty" | "empty segment" | "character";

const segment = /^[\p{L}\p{N}\p{M}_.-]+$/u;

/** What is wrong with a text as an asset key; undefined when it is one (letters, digits, `_`, `-`, `.`, in segments joined by `/`). */
export function keyProblem(text: string): KeyProblem | undefined {
  if (text === "") return "empty";
  for (const part of text.normalize("NFC").split("/")) {
    if (part === "") return "empty segment";
    if (!segment.test(part)) return "character";
  }
  return undefined;
}

/** The key that a text spells, or undefined when it is malformed. */
export function parseAssetKey(text: string): AssetKey | undefined {
  return keyProblem(text) === undefined ? (text.normalize("NFC") as AssetKey) : undefined;
}

/** Takes a text that is known to be a key, from a record or a graph. */
export function asAssetKey(text: string): AssetKey {
  return text.normalize("NFC") as AssetKey;
}
