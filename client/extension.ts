import { dirname } from "node:path";
import { type ExtensionContext, type TextDocument, window, workspace } from "vscode";
import type { Extension } from "./activation.ts";
import { registerCommands } from "./commands.ts";
import { type Context, createContext } from "./context.ts";
import { passesGate } from "./project-gate.ts";

/** Starts the extension in full at most once. */
let start: (() => Promise<Extension>) | undefined;
let started: Promise<Extension> | undefined;

/**
 * The gate: called for every TypeScript or JavaScript file that is opened anywhere, so it only looks whether the folder has to do with
 * Evergraph. All else is loaded behind it.
 */
export function activate(context: ExtensionContext): void {
  const state = createContext();
  start = () => {
    started ??= load(context, state);
    return started;
  };
  const begin = start;
  context.subscriptions.push(...registerCommands(begin));
  if (windowPassesGate()) {
    void begin();
    return;
  }
  state.state("none");
  const opening = workspace.onDidOpenTextDocument((document) => {
    if (!documentPassesGate(document)) return;
    opening.dispose();
    saving.dispose();
    void begin();
  });
  // A package.json that begins to name the package.
  const saving = workspace.onDidSaveTextDocument((document) => {
    if (!document.fileName.endsWith("package.json") || !windowPassesGate()) return;
    opening.dispose();
    saving.dispose();
    void begin();
  });
  context.subscriptions.push(opening, saving);
  // VS Code found a config somewhere below, and does not say where; asked last, as it walks the folders.
  void workspace.findFiles("**/evergraph.config.*", "**/node_modules/**", 1).then(([config]) => config && begin());
}

async function load(context: ExtensionContext, state: Context): Promise<Extension> {
  const began = performance.now();
  const { activateExtension } = await import("./activation.ts");
  return activateExtension(context, state, performance.now() - began);
}

export async function deactivate(): Promise<void> {
  await (await started)?.stop();
}

function windowPassesGate(): boolean {
  const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file");
  if (folders.some(({ uri }) => passesGate(uri.fsPath))) return true;
  const document = window.activeTextEditor?.document;
  return document !== undefined && documentPassesGate(document);
}

function documentPassesGate({ uri, languageId }: TextDocument): boolean {
  return uri.scheme === "file" && /^(type|java)script(react)?$/.test(languageId) && passesGate(dirname(uri.fsPath));
}
