import type { AssetKey } from "../protocol/graph/asset-key.ts";

/** What the language server says of a file's outline, as it comes over the wire. */
export interface OutlineSymbol {
  readonly name: string;
  readonly kind: number;
  readonly range: { readonly start: OutlinePosition; readonly end: OutlinePosition };
  readonly children?: readonly OutlineSymbol[];
}

interface OutlinePosition {
  readonly line: number;
  readonly character: number;
}

/** `SymbolKind.Struct` of the Language Server Protocol: how our server marks assets. */
const assetKind = 23;

/** The asset whose definition a position is in. */
export function assetInOutline(symbols: readonly OutlineSymbol[], at: OutlinePosition): AssetKey | undefined {
  for (const { name, kind, range, children = [] } of symbols) {
    if (!holds(range, at)) continue;
    if (kind === assetKind) return name as AssetKey;
    // Of what is made together, the one whose name is there, else the first.
    const outputs = children.filter((child) => child.kind === assetKind);
    const output = outputs.find((child) => holds(child.range, at)) ?? outputs[0];
    if (output !== undefined) return output.name as AssetKey;
  }
  return undefined;
}

function holds({ start, end }: OutlineSymbol["range"], { line, character }: OutlinePosition): boolean {
  const isBefore = line < start.line || (line === start.line && character < start.character);
  const isAfter = line > end.line || (line === end.line && character > end.character);
  return !isBefore && !isAfter;
}
