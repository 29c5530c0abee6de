import type { LocationLink, Position } from "vscode-languageserver";
import type { Workspace } from "../workspace/workspace.ts";
import { type NameAtCursor, nameAtCursor } from "./name-at-cursor.ts";
import { linkTo } from "./places.ts";

/** From a name in a parameter, `inputs` or `deps` to the asset that it names. */
export function definition(
  workspace: Workspace,
  file: string,
  position: Position,
  name: NameAtCursor | undefined = nameAtCursor(workspace, file, position),
): LocationLink[] {
  const node = name && workspace.graph().nodes[name.asset];
  return name && node ? [linkTo(workspace.folder, node, name.range)] : [];
}
