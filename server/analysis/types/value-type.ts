import type { AssetKey } from "../../../protocol/graph/asset-key.ts";

/** The type of an asset's value, as the checker gives it, printed by value. */
export interface ValueType {
  readonly key: AssetKey;
  /** `{ id: string }[]`; `unknown` where it is not known. */
  readonly text: string;
  /** Properties of a row, or of the one object that it is. */
  readonly columns?: readonly { readonly name: string; readonly type: string; readonly optional: boolean }[];
}
