// What the editor says of an asset, and how the editor is moved, through the bridge into the extension host.
import { until } from "./until.mjs";

/** The lenses of a file by asset: `{ gated: ["$(evergraph-never) never run", "Materialize +1", "Lineage"] }`. */
export function lenses(host, file) {
  return host.call(async (vscode, name) => {
    const uri = vscode.Uri.joinPath(vscode.workspace.workspaceFolders[0].uri, name);
    await vscode.workspace.openTextDocument(uri);
    const found = (await vscode.commands.executeCommand("vscode.executeCodeLensProvider", uri, 1000)) ?? [];
    const byAsset = {};
    // The status comes first and names no asset: the lenses of a line belong together.
    const byLine = Map.groupBy(found, ({ range }) => range.start.line);
    for (const line of byLine.values()) {
      const asset = line.map(({ command }) => command?.arguments?.[0]?.asset).find((key) => key !== undefined);
      byAsset[asset] = line.map(({ command }) => command?.title ?? "");
    }
    return byAsset;
  }, file);
}

/** Waits until an asset's lenses, joined by " | ", match; gives them. */
export function untilLens(host, file, asset, pattern) {
  const what = `the lens of ${asset} to match ${pattern}`;
  return until(what, async () => {
    const line = (await lenses(host, file))[asset]?.join(" | ");
    if (line !== undefined && pattern.test(line)) return line;
    throw new Error(`the lens is: ${line}`);
  });
}

/** Opens a file of the workspace in the first column, with the cursor at its start. */
export function openFile(host, file) {
  return host.call(async (vscode, name) => {
    const uri = vscode.Uri.joinPath(vscode.workspace.workspaceFolders[0].uri, name);
    const start = new vscode.Range(0, 0, 0, 0);
    await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.One, selection: start, preview: false });
  }, file);
}

/** Replaces the first occurrence of a text in a file, in the editor, without saving. */
export function editText(host, file, before, after) {
  return host.call(
    async (vscode, name, from, to) => {
      const uri = vscode.Uri.joinPath(vscode.workspace.workspaceFolders[0].uri, name);
      const document = await vscode.workspace.openTextDocument(uri);
      const at = document.getText().indexOf(from);
      if (at === -1) throw new Error(`${name} has no ${from}`);
      const edit = new vscode.WorkspaceEdit();
      edit.replace(uri, new vscode.Range(document.positionAt(at), document.positionAt(at + from.length)), to);
      if (!(await vscode.workspace.applyEdit(edit))) throw new Error("the edit was not applied");
    },
    file,
    before,
    after,
  );
}

/** Undoes the unsaved edits of a file, as Ctrl+Z would. */
export async function undo(host, file) {
  await openFile(host, file);
  await host.call((vscode) => vscode.commands.executeCommand("undo"));
}

/** Runs a command of VS Code or of an extension. */
export function command(host, id, ...values) {
  return host.call(
    async (vscode, name, given) => void (await vscode.commands.executeCommand(name, ...given)),
    id,
    values,
  );
}

/** Starts a command and does not wait for its end: a run may take long. */
export function startCommand(host, id, ...values) {
  return host.call((vscode, name, given) => void vscode.commands.executeCommand(name, ...given), id, values);
}

/** The problems of a file, without hints: `[{ line, message, source }]`, lines counted from 1. */
export function problems(host, file) {
  return host.call((vscode, name) => {
    const uri = vscode.Uri.joinPath(vscode.workspace.workspaceFolders[0].uri, name);
    return vscode.languages
      .getDiagnostics(uri)
      .filter(({ severity }) => severity !== vscode.DiagnosticSeverity.Hint)
      .map(({ range, message, source, code }) => ({ line: range.start.line + 1, message, source, code }));
  }, file);
}

/** Where the cursor is: `assets/raw.ts:12`, counted from 1. */
export function cursorPlace(host) {
  return host.call((vscode) => {
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined) return undefined;
    return `${vscode.workspace.asRelativePath(editor.document.uri)}:${editor.selection.active.line + 1}`;
  });
}

/** The line, from 1, of the first occurrence of a text in a file. */
export function lineOf(host, file, text) {
  return host.call(
    async (vscode, name, wanted) => {
      const uri = vscode.Uri.joinPath(vscode.workspace.workspaceFolders[0].uri, name);
      const document = await vscode.workspace.openTextDocument(uri);
      return document.positionAt(document.getText().indexOf(wanted)).line + 1;
    },
    file,
    text,
  );
}

/** Shows the hover of the first occurrence of a text in a file that is open in front. */
export function showHover(host, file, text) {
  return host.call(
    async (vscode, name, wanted) => {
      const uri = vscode.Uri.joinPath(vscode.workspace.workspaceFolders[0].uri, name);
      const editor = await vscode.window.showTextDocument(uri);
      const at = editor.document.positionAt(editor.document.getText().indexOf(wanted) + 1);
      editor.selection = new vscode.Selection(at, at);
      await vscode.commands.executeCommand("editor.action.showHover");
    },
    file,
    text,
  );
}
