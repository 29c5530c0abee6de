import { window } from "vscode";
import type { AssetKey } from "../protocol/graph/asset-key.ts";
import { assetInOutline, type OutlineSymbol } from "./asset-in-outline.ts";

export interface CursorOptions {
  /** Whether a file belongs to the project. */
  readonly isIn: (file: string, project: string) => boolean;
  /** Our own server's outline of a file: not what other extensions have. */
  readonly outline: (uri: string) => Promise<readonly OutlineSymbol[]>;
}

/** The asset whose definition the cursor of the editor in front is in. Asks once for each version of a text. */
export function createAssetAtCursor({
  isIn,
  outline,
}: CursorOptions): (project: string) => Promise<AssetKey | undefined> {
  let known: { readonly name: string; readonly symbols: Promise<readonly OutlineSymbol[]> } | undefined;
  return async (project) => {
    const editor = window.activeTextEditor;
    if (editor === undefined || editor.document.uri.scheme !== "file") return undefined;
    const { document, selection } = editor;
    if (!isIn(document.uri.fsPath, project)) return undefined;
    const name = `${document.uri.toString()} ${document.version}`;
    if (known?.name !== name) known = { name, symbols: outline(document.uri.toString()) };
    try {
      return assetInOutline(await known.symbols, selection.active);
    } catch {
      // The server is away: at its next start it is asked again.
      known = undefined;
      return undefined;
    }
  };
}
