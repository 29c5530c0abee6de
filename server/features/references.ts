import type { Location, Position } from "vscode-languageserver";
import type { Workspace } from "../workspace/workspace.ts";
import { nameAtCursor } from "./name-at-cursor.ts";
import { locationOf } from "./places.ts";

/** Everywhere that the asset at the cursor is named by those that read it, and where it is defined if that is asked for too. */
export function references(
  workspace: Workspace,
  file: string,
  position: Position,
  options: { readonly includeDeclaration: boolean },
): Location[] {
  const name = nameAtCursor(workspace, file, position);
  if (name === undefined) return [];
  const { nodes } = workspace.graph();
  const found: Location[] = [];
  const own = nodes[name.asset];
  if (own && options.includeDeclaration) found.push(locationOf(workspace.folder, own.keyRange));
  for (const reader of workspace.downstream(name.asset)) {
    for (const edge of nodes[reader]?.upstream ?? []) {
      if (edge.from === name.asset) found.push(locationOf(workspace.folder, edge.range));
    }
  }
  return found;
}
