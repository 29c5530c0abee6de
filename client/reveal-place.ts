import { join } from "node:path";
import { Range, TabInputText, type TextEditor, Uri, ViewColumn, window } from "vscode";
import type { SourceRange } from "../protocol/graph/source-range.ts";

/** Opens a place of a project in an editor and puts the cursor at its start. */
export async function revealPlace(project: string, place: SourceRange): Promise<TextEditor> {
  const uri = Uri.file(join(project, place.file));
  const { start } = place;
  // The cursor, not the whole call: typing must not replace an asset.
  const selection = new Range(start.line, start.character, start.line, start.character);
  return window.showTextDocument(uri, { selection, viewColumn: columnFor(uri), preserveFocus: false });
}

/** Where the file is open already, else beside the panel: what was clicked stays in view. */
function columnFor(uri: Uri): ViewColumn {
  const holds = (file: string | undefined) =>
    window.tabGroups.all.find(({ tabs }) =>
      tabs.some(({ input }) => input instanceof TabInputText && (file === undefined || input.uri.fsPath === file)),
    );
  const active = window.tabGroups.activeTabGroup;
  if (active.activeTab?.input instanceof TabInputText) return active.viewColumn;
  const other = holds(uri.fsPath) ?? holds(undefined);
  return other === undefined || other === active ? ViewColumn.Beside : other.viewColumn;
}
