import type { Position } from "vscode-languageserver";
import type { AssetId } from "../../protocol/graph/asset-graph.ts";
import type { SourceRange } from "../../protocol/graph/source-range.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { touches } from "./places.ts";

/** An asset named at a place in the text: by its own key, or by one that reads it. */
export interface NameAtCursor {
  readonly asset: AssetId;
  readonly range: SourceRange;
  /** In whose definition the name stands; undefined: it is the key of its own. */
  readonly reader?: AssetId;
}

/** The asset that the text names at a position: its key, a destructured name, an entry of `inputs` or of `deps`. */
export function nameAtCursor(workspace: Workspace, file: string, position: Position): NameAtCursor | undefined {
  const { nodes } = workspace.graph();
  for (const id of workspace.assetsIn(file)) {
    const node = nodes[id];
    if (!node) continue;
    if (touches(node.keyRange, position)) return { asset: id, range: node.keyRange };
    const edge = node.upstream.find(({ range }) => range.file === file && touches(range, position));
    if (edge !== undefined) return { asset: edge.from, range: edge.range, reader: id };
  }
  return undefined;
}
