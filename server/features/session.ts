import { CodeLensRefreshRequest, type Connection, type InitializeParams } from "vscode-languageserver";
import { toEnvelope } from "../../protocol/messages/feed-envelope.ts";
import type { ServerTells } from "../../protocol/messages/server-messages.ts";
import { createProjects, type Projects } from "../workspace/projects.ts";
import type { Workspace, WorkspaceChange, WorkspaceOptions } from "../workspace/workspace.ts";
import { cacheFolderIn, startOptions, watchFiles } from "./client-start.ts";
import { createDiagnosticsTeller } from "./diagnostics.ts";
import { listener } from "./feature.ts";
import { createLensRefresh, type LensRefresh } from "./lens-refresh.ts";
import { pathOfUri } from "./places.ts";

/** How a project is opened. */
export type OpenWorkspace = (options: WorkspaceOptions) => Promise<Workspace>;

/** What lives as long as the connection: the projects, and what of them was told. */
export interface Session {
  readonly projects: Projects;
  readonly lensRefresh: LensRefresh;
  /** Opens the projects; a client that waits for answers is not kept waiting for the rest. */
  begin(): Promise<void>;
  feedAsked(project: string): void;
  end(): Promise<void>;
}

export function createSession(
  connection: Connection,
  parameters: InitializeParams,
  log: (message: string) => void,
  open: OpenWorkspace,
): Session {
  const start = startOptions(parameters);
  const abilities = parameters.capabilities;
  const followed = new Set<string>();
  const teller = createDiagnosticsTeller((uri, diagnostics) => {
    void connection.sendDiagnostics({ uri, diagnostics: [...diagnostics] });
  });
  const lensRefresh = createLensRefresh(() => {
    if (abilities.workspace?.codeLens?.refreshSupport === true)
      void connection.sendRequest(CodeLensRefreshRequest.type);
  });

  function tell<Name extends keyof ServerTells>(name: Name, told: ServerTells[Name]): void {
    void connection.sendNotification(`evergraph/${name}`, told);
  }

  function changed(workspace: Workspace, change: WorkspaceChange): void {
    const project = workspace.folder;
    if (followed.has(project) && change.feed.length > 0) {
      tell("feed", { project, messages: change.feed.map(toEnvelope) });
    }
    for (const run of change.runs) tell("run", { project, run });
    if (change.listed) tell("project", workspace.summary());
    teller.update(workspace);
    lensRefresh.ask();
  }

  const projects = createProjects({
    folders: start.folders,
    trusted: start.trusted,
    open,
    ...(start.storageFolder === undefined ? {} : { cacheFolder: cacheFolderIn(start.storageFolder) }),
    onOpened(workspace) {
      tell("project", workspace.summary());
      teller.update(workspace);
      if (followed.has(workspace.folder)) {
        tell("feed", { project: workspace.folder, messages: workspace.feed(undefined).map(toEnvelope) });
      }
      lensRefresh.ask();
    },
    onClosed(project) {
      teller.forget(project);
    },
    onChange: changed,
    onProblem: (problem) => log(`open: ${problem instanceof Error ? problem.stack : String(problem)}`),
  });

  return {
    projects,
    lensRefresh,
    async begin() {
      // A client that never answers is no reason not to open its projects.
      watchFiles(connection, abilities).catch((problem: unknown) => log(`watch: ${String(problem)}`));
      if (abilities.workspace?.workspaceFolders === true) {
        connection.workspace.onDidChangeWorkspaceFolders(
          listener("folders", log, async () => {
            const folders = (await connection.workspace.getWorkspaceFolders()) ?? [];
            await projects.setFolders(folders.flatMap(({ uri }) => pathOfUri(uri) ?? []));
          }),
        );
      }
      await projects.openAll();
    },
    feedAsked(project) {
      followed.add(project);
    },
    async end() {
      lensRefresh.stop();
      await projects.close();
    },
  };
}
