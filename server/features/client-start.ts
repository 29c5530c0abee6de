import { createHash } from "node:crypto";
import { enableCompileCache } from "node:module";
import { basename, join } from "node:path";
import {
  type ClientCapabilities,
  CodeActionKind,
  type Connection,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
} from "vscode-languageserver";
import type { ServerStart } from "../../protocol/messages/server-messages.ts";
import { completionTriggers } from "./completion.ts";
import { pathOfUri } from "./places.ts";

/** Files that can change a graph: sources, what they import by value, lock files and compiler options. */
const watchedFiles = [
  "**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs,json,jsonc,sql,txt,graphql}",
  "**/{yarn.lock,pnpm-lock.yaml,bun.lock}",
];

/** What our own client gives at the start; of another client, what the protocol tells, and then nothing is written. */
export function startOptions(parameters: InitializeParams): ServerStart {
  const given: unknown = parameters.initializationOptions;
  const read = (name: keyof ServerStart): unknown =>
    typeof given === "object" && given !== null ? Reflect.get(given, name) : undefined;
  const folders = read("folders");
  const storageFolder = read("storageFolder");
  return {
    trusted: read("trusted") === true,
    folders: isTexts(folders)
      ? folders
      : (parameters.workspaceFolders ?? []).flatMap(({ uri }) => pathOfUri(uri) ?? []),
    ...(typeof storageFolder === "string" ? { storageFolder } : {}),
  };
}

/** Lets V8 keep what it compiled of the modules that are loaded from now on. Nothing is kept in an untrusted workspace. */
export function keepCompiledCode({ trusted, storageFolder }: ServerStart): void {
  if (trusted && storageFolder !== undefined) enableCompileCache(join(storageFolder, "compiled"));
}

/** Where each project keeps its caches below the client's storage folder. */
export function cacheFolderIn(storageFolder: string): (project: string) => string {
  return (project) => {
    const digest = createHash("sha256").update(project).digest("hex").slice(0, 12);
    return join(storageFolder, "projects", `${basename(project)}-${digest}`);
  };
}

export function capabilities(): InitializeResult {
  return {
    capabilities: {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      codeLensProvider: { resolveProvider: false },
      hoverProvider: true,
      definitionProvider: true,
      referencesProvider: true,
      workspaceSymbolProvider: true,
      documentSymbolProvider: { label: "Evergraph" },
      completionProvider: { triggerCharacters: [...completionTriggers] },
      renameProvider: { prepareProvider: true },
      codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
      inlayHintProvider: true,
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    },
    serverInfo: { name: "Evergraph" },
  };
}

/** Asks the client to tell of files that change on disk, when it can. */
export async function watchFiles(connection: Connection, abilities: ClientCapabilities): Promise<void> {
  if (abilities.workspace?.didChangeWatchedFiles?.dynamicRegistration !== true) return;
  await connection.client.register(DidChangeWatchedFilesNotification.type, {
    watchers: watchedFiles.map((globPattern) => ({ globPattern })),
  });
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
