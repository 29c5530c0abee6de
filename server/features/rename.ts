import type { Position, PrepareRenameResult, WorkspaceEdit } from "vscode-languageserver";
import { definitionErrors } from "../../protocol/errors/definition-errors.ts";
import { type ErrorEntry, type UserError, userError } from "../../protocol/errors/error-entry.ts";
import { renameErrors } from "../../protocol/errors/rename-errors.ts";
import type { AssetId, AssetNode } from "../../protocol/graph/asset-graph.ts";
import { type AssetKey, parseAssetKey } from "../../protocol/graph/asset-key.ts";
import type { SourceRange } from "../../protocol/graph/source-range.ts";
import { renameInSelection } from "../../runtime/core/selection/rename-in-selection.ts";
import type { SourceEdit } from "../analysis/rewrite-source.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { workspaceEdit } from "./edits.ts";
import { nameAtCursor } from "./name-at-cursor.ts";
import { rangeOf } from "./places.ts";

export interface Renamed {
  readonly edit: WorkspaceEdit;
  /** What a person should know of it. */
  readonly note: string | undefined;
}

/** The key that is renamed at a position; null: none, so that the editor may rename a variable there. */
export async function prepareRename(
  workspace: Workspace,
  file: string,
  position: Position,
): Promise<PrepareRenameResult | null> {
  const name = nameAtCursor(workspace, file, position);
  const node = name && workspace.graph().nodes[name.asset];
  const text = workspace.analysis.text(file);
  if (!name || !node || text === undefined) return null;
  const { rewriteSource } = await import("../analysis/rewrite-source.ts");
  const edits = rewriteSource(file, text).renameKeyAt(name.range.start, node.key, `${node.key}_`);
  // A handle is a variable, and the compiler knows best how to rename it.
  if (edits?.length === 0) return null;
  return { range: rangeOf(name.range), placeholder: node.key };
}

/** Gives the asset at a position another key, wherever the project's text names it; or says why that is refused. */
export async function rename(
  workspace: Workspace,
  file: string,
  position: Position,
  written: string,
): Promise<Renamed | { readonly refused: UserError } | null> {
  const name = nameAtCursor(workspace, file, position);
  const node = name && workspace.graph().nodes[name.asset];
  if (!node) return null;
  const to = parseAssetKey(written);
  if (to === undefined) return refuse(definitionErrors.malformedKey, { key: written });
  if (to === node.key) return { edit: { changes: {} }, note: undefined };
  const other = workspace.find(to);
  if (other !== undefined && workspace.graph().nodes[other] != null) return refuse(renameErrors.keyTaken, { key: to });
  if (node.multiAsset !== undefined) {
    return refuse(renameErrors.keyOfOutput, { key: node.key, multiAsset: node.multiAsset.key });
  }
  const edits = await editsOf(workspace, node, to);
  if ("at" in edits) {
    const { file: where, start } = edits.at;
    return refuse(renameErrors.keyNotPlain, { key: node.key, file: where, line: start.line + 1 });
  }
  const { historyStays } = renameErrors;
  const facts = { from: node.key, to };
  const hasHistory = workspace.status(node.id).happened.latest !== "never";
  return {
    edit: workspaceEdit(workspace, edits.byFile),
    note: hasHistory ? `${historyStays.message(facts)} ${historyStays.remedy(facts)}` : undefined,
  };
}

async function editsOf(
  workspace: Workspace,
  node: AssetNode,
  to: AssetKey,
): Promise<{ readonly byFile: ReadonlyMap<string, readonly SourceEdit[]> } | { readonly at: SourceRange }> {
  const { rewriteSource } = await import("../analysis/rewrite-source.ts");
  const places = [node.keyRange, ...placesNaming(workspace, node.id)];
  const { jobs, sensors } = workspace.graph();
  const files = new Set([...places, ...node.checks.map(({ range }) => range)].map(({ file }) => file));
  for (const { range } of [...jobs, ...sensors]) files.add(range.file);
  const byFile = new Map<string, readonly SourceEdit[]>();
  for (const file of files) {
    const text = workspace.analysis.text(file);
    if (text === undefined) continue;
    const source = rewriteSource(file, text);
    const edits: SourceEdit[] = [];
    for (const place of places) {
      if (place.file !== file) continue;
      const found = source.renameKeyAt(place.start, node.key, to);
      if (found === undefined) return { at: place };
      edits.push(...found);
    }
    edits.push(
      ...source.renameTexts((role, said) => {
        if (role === "selection") return renameInSelection(said, node.key, to);
        return parseAssetKey(said) === node.key ? to : said;
      }),
    );
    byFile.set(file, onceEach(edits));
  }
  return { byFile };
}

function placesNaming(workspace: Workspace, asset: AssetId): readonly SourceRange[] {
  const { nodes } = workspace.graph();
  return workspace
    .downstream(asset)
    .flatMap((reader) => nodes[reader]?.upstream ?? [])
    .filter(({ from }) => from === asset)
    .map(({ range }) => range);
}

/** The same place may be named by several: a constant, the function of two assets. */
function onceEach(edits: readonly SourceEdit[]): readonly SourceEdit[] {
  return [...new Map(edits.map((edit) => [`${edit.start.line}:${edit.start.character}`, edit])).values()];
}

function refuse<Facts>(entry: ErrorEntry<Facts>, facts: Facts): { readonly refused: UserError } {
  return { refused: userError(entry, facts) };
}
