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
import { type CheckAtCursor, checkAtCursor } from "./check-at-cursor.ts";
import { workspaceEdit } from "./edits.ts";
import { nameAtCursor } from "./name-at-cursor.ts";
import { rangeOf } from "./places.ts";

export interface Renamed {
  readonly edit: WorkspaceEdit;
  /** What a person should know of it. */
  readonly note: string | undefined;
}

/** The key, or the name of a check, that is renamed at a position; null: none, so that the editor may rename a variable there. */
export async function prepareRename(
  workspace: Workspace,
  file: string,
  position: Position,
): Promise<PrepareRenameResult | null> {
  const text = workspace.analysis.text(file);
  if (text === undefined) return null;
  const name = nameAtCursor(workspace, file, position);
  const node = name && workspace.graph().nodes[name.asset];
  if (!name || !node) {
    const named = checkAtCursor(workspace, file, position);
    return named === undefined ? null : { range: rangeOf(named.range), placeholder: named.place.check.name };
  }
  const { rewriteSource } = await import("../analysis/rewrite-source.ts");
  const edits = rewriteSource(file, text).renameKeyAt(name.range.start, node.key, `${node.key}_`);
  // A handle is a variable, and the compiler knows best how to rename it.
  if (edits?.length === 0) return null;
  return { range: rangeOf(name.range), placeholder: node.key };
}

/** Gives the asset, or the check, at a position another name, wherever the project's text says it; or says why that is refused. */
export async function rename(
  workspace: Workspace,
  file: string,
  position: Position,
  written: string,
): Promise<Renamed | { readonly refused: UserError } | null> {
  const name = nameAtCursor(workspace, file, position);
  const node = name && workspace.graph().nodes[name.asset];
  if (!node) {
    const check = checkAtCursor(workspace, file, position);
    return check === undefined ? null : renameCheck(workspace, check, written);
  }
  const to = parseAssetKey(written);
  if (to === undefined) return refuse(definitionErrors.malformedKey, { key: written });
  if (to === node.key) return { edit: { changes: {} }, note: undefined };
  const other = workspace.find(to);
  if (other !== undefined && workspace.graph().nodes[other] != null) return refuse(renameErrors.keyTaken, { key: to });
  const edits = await editsOf(workspace, node, to);
  if ("at" in edits) {
    const facts = { key: node.key, file: edits.at.file, line: edits.at.start.line + 1 };
    return edits.inMultiAsset === undefined
      ? refuse(renameErrors.keyNotPlain, facts)
      : refuse(renameErrors.keyOfOutput, { ...facts, multiAsset: edits.inMultiAsset });
  }
  const { historyStays } = renameErrors;
  const facts = { from: node.key, to };
  const hasHistory = workspace.status(node.id).happened.latest !== "never";
  return {
    edit: workspaceEdit(workspace, edits.byFile),
    note: hasHistory ? `${historyStays.message(facts)} ${historyStays.remedy(facts)}` : undefined,
  };
}

async function renameCheck(
  workspace: Workspace,
  { place: { asset, check }, range }: CheckAtCursor,
  written: string,
): Promise<Renamed | { readonly refused: UserError } | null> {
  const to = written.trim().normalize("NFC");
  const node = workspace.graph().nodes[asset];
  const text = workspace.analysis.text(range.file);
  if (!node || text === undefined) return null;
  if (to === "" || /\p{Cc}/u.test(to)) return refuse(renameErrors.checkMalformed, { check: written });
  if (to === check.name) return { edit: { changes: {} }, note: undefined };
  if (node.checks.some(({ name }) => name === to)) {
    return refuse(renameErrors.checkTaken, { key: node.key, check: to });
  }
  const { rewriteSource } = await import("../analysis/rewrite-source.ts");
  const renamed = rewriteSource(range.file, text).renameCheck(range.start, check.name, to);
  if ("unclear" in renamed) {
    const { line, character } = renamed.unclear;
    const isNameless = line === check.range.start.line && character === check.range.start.character;
    return isNameless
      ? refuse(renameErrors.checkNamedByDefault, { check: check.name })
      : refuse(renameErrors.checkNotPlain, { check: check.name, file: range.file, line: line + 1 });
  }
  const { historyStays } = renameErrors;
  const facts = { from: check.name, to };
  const hasHistory = (workspace.check(asset, check.name)?.results.length ?? 0) > 0;
  return {
    edit: workspaceEdit(workspace, [[range.file, onceEach(renamed.edits)]]),
    note: hasHistory ? `${historyStays.message(facts)} ${historyStays.remedy(facts)}` : undefined,
  };
}

/** What only running could explain; of a multi-asset, when it is about an output of it. */
interface Unclear {
  readonly at: SourceRange;
  readonly inMultiAsset?: string;
}

async function editsOf(
  workspace: Workspace,
  node: AssetNode,
  to: AssetKey,
): Promise<{ readonly byFile: ReadonlyMap<string, readonly SourceEdit[]> } | Unclear> {
  const { rewriteSource, sourceFilesOf } = await import("../analysis/rewrite-source.ts");
  const { multiAsset } = node;
  const places = [...(multiAsset === undefined ? [node.keyRange] : []), ...placesNaming(workspace, node.id)];
  const readers = readersOf(workspace, node);
  const { jobs, sensors } = workspace.graph();
  const files = new Set([node.keyRange, ...places, ...node.checks.map(({ range }) => range)].map(({ file }) => file));
  for (const { range } of [...jobs, ...sensors]) files.add(range.file);
  // Tests define nothing, so the graph knows no place in them.
  for (const file of sourceFilesOf(workspace.folder)) {
    if (workspace.analysis.text(file)?.includes(node.key) === true) files.add(file);
  }
  const byFile = new Map<string, readonly SourceEdit[]>();
  for (const file of files) {
    const text = workspace.analysis.text(file);
    if (text === undefined) continue;
    const source = rewriteSource(file, text);
    const edits: SourceEdit[] = [];
    if (multiAsset !== undefined && file === node.keyRange.file) {
      const renamed = source.renameOutput(node.keyRange.start, node.key, to);
      if ("unclear" in renamed) {
        return { at: { file, start: renamed.unclear, end: renamed.unclear }, inMultiAsset: multiAsset.key };
      }
      edits.push(...renamed.edits);
    }
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
      ...source.renameInTests(node.key, to, readers),
    );
    byFile.set(file, onceEach(edits));
  }
  return { byFile };
}

/** Names under which assets are exported that destructure this one: a direct call of them names it too. */
function readersOf(workspace: Workspace, { id, key }: AssetNode): ReadonlySet<string> {
  const { nodes } = workspace.graph();
  return new Set(
    workspace.downstream(id).flatMap((reader) => {
      const node = nodes[reader];
      const isByName = node?.upstream.some(({ from, kind, input }) => from === id && kind === "value" && input === key);
      return isByName === true && node?.exportedAs !== undefined ? [node.exportedAs] : [];
    }),
  );
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
