import type { TextEdit, WorkspaceEdit } from "vscode-languageserver";
import type { SourceEdit } from "../analysis/rewrite-source.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { uriOf } from "./places.ts";

/** Edits of a project's files, by file, as the editor takes them. */
export function workspaceEdit(
  workspace: Workspace,
  byFile: Iterable<readonly [file: string, edits: readonly SourceEdit[]]>,
): WorkspaceEdit {
  const changes: Record<string, TextEdit[]> = {};
  for (const [file, edits] of byFile) {
    if (edits.length > 0) changes[uriOf(workspace.folder, file)] = edits.map(textEdit);
  }
  return { changes };
}

export function textEdit({ start, end, text }: SourceEdit): TextEdit {
  return { range: { start, end }, newText: text };
}
