import type { Location, Position } from "vscode-languageserver";
import type { AssetId } from "../../protocol/graph/asset-graph.ts";
import { asAssetKey, parseAssetKey } from "../../protocol/graph/asset-key.ts";
import { renameInSelection } from "../../runtime/core/selection/rename-in-selection.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { type NameAtCursor, nameAtCursor } from "./name-at-cursor.ts";
import { locationOf } from "./places.ts";

/** Everywhere that the asset at the cursor is named by those that read it, and where it is defined if that is asked for too. */
export function references(
  workspace: Workspace,
  file: string,
  position: Position,
  options: { readonly includeDeclaration: boolean },
  name: NameAtCursor | undefined = nameAtCursor(workspace, file, position),
): Location[] {
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

/** Where texts in checks, jobs and sensors name it, of which the graph keeps no places: the files in which these stand are read. */
export async function referencesInTexts(workspace: Workspace, asset: AssetId): Promise<Location[]> {
  const { nodes, keys, jobs, sensors } = workspace.graph();
  const key = keys[asset];
  if (key === undefined) return [];
  const { rewriteSource } = await import("../analysis/rewrite-source.ts");
  const files = new Set([...jobs, ...sensors].map(({ range }) => range.file));
  for (const { range } of nodes[asset]?.checks ?? []) files.add(range.file);
  const other = asAssetKey(`${key}_`);
  const renamed = (role: "reference" | "selection", said: string): string =>
    role === "selection" ? renameInSelection(said, key, other) : parseAssetKey(said) === key ? other : said;
  return [...files].flatMap((file) => {
    const text = workspace.analysis.text(file);
    if (text === undefined || !text.includes(key)) return [];
    // What a rename would write anew is what names it.
    return rewriteSource(file, text)
      .renameTexts(renamed)
      .map(({ start, end }) => locationOf(workspace.folder, { file, start, end }));
  });
}

/** A place may be known to the graph and stand in a text too. */
export function onceEach(locations: readonly Location[]): Location[] {
  const placeOf = ({ uri, range }: Location): string => `${uri} ${range.start.line}:${range.start.character}`;
  return [...new Map(locations.map((location) => [placeOf(location), location])).values()];
}
