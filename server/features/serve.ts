import {
  type CodeLens,
  type Connection,
  type InlayHint,
  LSPErrorCodes,
  MessageType,
  ResponseError,
  ShowMessageNotification,
  type ShowMessageParams,
  TextDocuments,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { ClientTells, ServerRequests } from "../../protocol/messages/server-messages.ts";
import type { Located } from "../workspace/projects.ts";
import { capabilities, keepCompiledCode, startOptions } from "./client-start.ts";
import { codeLenses } from "./code-lens.ts";
import { completion } from "./completion.ts";
import { definition } from "./definition.ts";
import { feature, listener, request } from "./feature.ts";
import { hover } from "./hover.ts";
import { inlayHints } from "./inlay-hints.ts";
import { nameAnywhere } from "./name-in-text.ts";
import { type PanelRequests, panelRequests } from "./panel-requests.ts";
import { pathOfUri } from "./places.ts";
import { quickFixes } from "./quick-fixes.ts";
import { onceEach, references, referencesInTexts } from "./references.ts";
import { prepareRename, rename } from "./rename.ts";
import { createSession, type OpenWorkspace, type Session } from "./session.ts";
import { documentSymbols, workspaceSymbols } from "./symbols.ts";

/** Answers everything that a language client may ask, over one connection. */
export function serve(connection: Connection, open: OpenWorkspace): void {
  const documents = new TextDocuments(TextDocument);
  const log = (message: string): void => connection.console.error(message);
  const started = Promise.withResolvers<Session>();
  let session: Session | undefined;

  connection.onInitialize((parameters) => {
    keepCompiledCode(startOptions(parameters));
    session = createSession(connection, parameters, log, open, () =>
      documents.keys().flatMap((uri) => pathOfUri(uri) ?? []),
    );
    started.resolve(session);
    return capabilities();
  });
  connection.onInitialized(
    listener("initialized", log, async () => {
      await session?.begin();
    }),
  );
  connection.onShutdown(
    listener("shutdown", log, async () => {
      await session?.end();
    }),
  );

  /** The project and the file of a document; undefined when no project governs it. */
  async function locate(uri: string): Promise<Located | undefined> {
    const path = pathOfUri(uri);
    return path === undefined ? undefined : (await started.promise).projects.locate(path);
  }

  async function inFile<Answer>(
    uri: string,
    answer: (at: Located) => Answer | Promise<Answer>,
  ): Promise<Answer | null> {
    const at = await locate(uri);
    return at === undefined ? null : answer(at);
  }

  connection.onCodeLens(
    feature("code lens", log, ({ textDocument }) =>
      inFile<CodeLens[]>(textDocument.uri, ({ workspace, file }) => {
        const { lenses, validFor } = codeLenses(workspace, file);
        session?.lensRefresh.given(validFor);
        return [...lenses];
      }),
    ),
  );
  connection.onHover(
    feature("hover", log, ({ textDocument, position }) =>
      inFile(textDocument.uri, async ({ workspace, file }) =>
        hover(workspace, file, position, await nameAnywhere(workspace, file, position)),
      ),
    ),
  );
  connection.onDefinition(
    feature("definition", log, ({ textDocument, position }) =>
      inFile(textDocument.uri, async ({ workspace, file }) =>
        definition(workspace, file, position, await nameAnywhere(workspace, file, position)),
      ),
    ),
  );
  connection.onReferences(
    feature("references", log, ({ textDocument, position, context }) =>
      inFile(textDocument.uri, async ({ workspace, file }) => {
        const name = await nameAnywhere(workspace, file, position);
        if (name === undefined) return [];
        const inGraph = references(workspace, file, position, context, name);
        return onceEach([...inGraph, ...(await referencesInTexts(workspace, name.asset))]);
      }),
    ),
  );
  connection.onCompletion(
    feature("completion", log, ({ textDocument, position }) =>
      inFile(textDocument.uri, ({ workspace, file }) => completion(workspace, file, position)),
    ),
  );
  connection.onPrepareRename(
    feature("prepare rename", log, ({ textDocument, position }) =>
      inFile(textDocument.uri, ({ workspace, file }) => prepareRename(workspace, file, position)),
    ),
  );
  connection.onRenameRequest(
    feature("rename", log, async ({ textDocument, position, newName }) => {
      const renamed = await inFile(textDocument.uri, ({ workspace, file }) =>
        rename(workspace, file, position, newName),
      );
      if (renamed === null) return null;
      if ("refused" in renamed) {
        const { message, remedy } = renamed.refused;
        return new ResponseError<void>(LSPErrorCodes.RequestFailed, `${message} ${remedy}`);
      }
      if (renamed.note !== undefined) {
        const told: ShowMessageParams = { type: MessageType.Info, message: renamed.note };
        void connection.sendNotification(ShowMessageNotification.method, told);
      }
      return renamed.edit;
    }),
  );
  connection.onCodeAction(
    feature("quick fixes", log, ({ textDocument, range }) =>
      inFile(textDocument.uri, async ({ workspace, file }) => [...(await quickFixes(workspace, file, range))]),
    ),
  );
  connection.languages.inlayHint.on(
    feature("inlay hints", log, ({ textDocument, range }) =>
      inFile<InlayHint[]>(textDocument.uri, ({ workspace, file }) => {
        const { hints, validFor } = inlayHints(workspace, file, range);
        session?.lensRefresh.given(validFor);
        return [...hints];
      }),
    ),
  );
  connection.onDocumentSymbol(
    feature("document symbols", log, ({ textDocument }) =>
      inFile(textDocument.uri, ({ workspace, file }) => documentSymbols(workspace, file)),
    ),
  );
  connection.onWorkspaceSymbol(
    feature("symbols", log, async ({ query }) => {
      const { projects } = await started.promise;
      return projects.opened().flatMap((workspace) => workspaceSymbols(workspace, query));
    }),
  );

  const requests = panelRequests(
    {
      at: async (folder) => (await started.promise).projects.at(folder),
      opened: () => session?.projects.opened() ?? [],
    },
    (project) => session?.feedAsked(project),
  );
  for (const name of Object.keys(requests) as (keyof ServerRequests)[]) {
    answerRequest(name, requests[name]);
  }

  function answerRequest<Name extends keyof ServerRequests>(name: Name, handle: PanelRequests[Name]): void {
    connection.onRequest(
      `evergraph/${name}`,
      request<ServerRequests[Name][0], ServerRequests[Name][1]>(name, log, handle),
    );
  }

  connection.onNotification(
    "evergraph/environment",
    listener("environment", log, async ({ project, environment }: ClientTells["environment"]) => {
      const workspace = await session?.projects.at(project);
      await workspace?.setEnvironment(environment);
    }),
  );
  connection.onNotification(
    "evergraph/loaded",
    listener("loaded", log, async ({ project, graph, basis }: ClientTells["loaded"]) => {
      const workspace = await session?.projects.at(project);
      workspace?.takeLoaded(graph, basis);
    }),
  );
  connection.onNotification(
    "evergraph/trusted",
    listener("trusted", log, async () => {
      await session?.projects.trust();
    }),
  );

  documents.onDidChangeContent(
    listener("text", log, ({ document }) => {
      const path = pathOfUri(document.uri);
      if (path === undefined) return;
      session?.projects.setText(path, document.getText());
      session?.textEdited();
    }),
  );
  documents.onDidClose(
    listener("close", log, ({ document }) => {
      const path = pathOfUri(document.uri);
      if (path === undefined) return;
      session?.projects.setText(path, undefined);
      session?.textEdited();
    }),
  );
  documents.listen(connection);
  connection.onDidChangeWatchedFiles(
    listener("files", log, ({ changes }) => {
      session?.projects.filesChanged(changes.flatMap(({ uri }) => pathOfUri(uri) ?? []));
    }),
  );
}
