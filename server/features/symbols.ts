import { SymbolKind, type WorkspaceSymbol } from "vscode-languageserver";
import type { Workspace } from "../workspace/workspace.ts";
import { locationOf } from "./places.ts";

/** More than this nobody reads; the next letter narrows them. */
const mostSymbols = 500;

/** Assets whose keys hold the letters of the query in their order, for "Go to Symbol in Workspace". */
export function workspaceSymbols(workspace: Workspace, query: string): WorkspaceSymbol[] {
  const letters = query.toLowerCase();
  const found: WorkspaceSymbol[] = [];
  for (const node of workspace.graph().nodes) {
    if (!node || !holdsInOrder(node.key.toLowerCase(), letters)) continue;
    if (found.length === mostSymbols) break;
    found.push({
      name: node.key,
      kind: SymbolKind.Struct,
      containerName: node.group,
      location: locationOf(workspace.folder, node.keyRange),
    });
  }
  return found;
}

function holdsInOrder(text: string, letters: string): boolean {
  let from = 0;
  for (const letter of letters) {
    from = text.indexOf(letter, from) + 1;
    if (from === 0) return false;
  }
  return true;
}
