import {
  CodeLensRefreshRequest,
  type Connection,
  type InitializeParams,
  InlayHintRefreshRequest,
} from "vscode-languageserver";
import type { Diagnostic } from "../../protocol/errors/error-entry.ts";
import { toEnvelope } from "../../protocol/messages/feed-envelope.ts";
import type { ServerTells } from "../../protocol/messages/server-messages.ts";
import { createProjects, type Projects } from "../workspace/projects.ts";
import type { Workspace, WorkspaceChange, WorkspaceOptions } from "../workspace/workspace.ts";
import { brokenMarks } from "./broken-marks.ts";
import { cacheFolderIn, startOptions, watchFiles } from "./client-start.ts";
import { createDiagnosticsTeller } from "./diagnostics.ts";
import { listener, survived } from "./feature.ts";
import { createHintSettings } from "./hint-settings.ts";
import { hints } from "./hints.ts";
import { createLensRefresh, type LensRefresh } from "./lens-refresh.ts";
import { fileOf, pathOfUri } from "./places.ts";

/** Milliseconds after the last letter until hints are looked for. */
const rest = 300;

/** How a project is opened. */
export type OpenWorkspace = (options: WorkspaceOptions) => Promise<Workspace>;

/** What lives as long as the connection: the projects, and what of them was told. */
export interface Session {
  readonly projects: Projects;
  readonly lensRefresh: LensRefresh;
  /** Opens the projects; a client that waits for answers is not kept waiting for the rest. */
  begin(): Promise<void>;
  feedAsked(project: string): void;
  /** A text was edited: hints follow when it rests, since they look at the text itself. */
  textEdited(): void;
  end(): Promise<void>;
}

export function createSession(
  connection: Connection,
  parameters: InitializeParams,
  log: (message: string) => void,
  open: OpenWorkspace,
  /** Absolute paths of the texts that are open in the editor. */
  openPaths: () => readonly string[],
): Session {
  const start = startOptions(parameters);
  const abilities = parameters.capabilities;
  const followed = new Set<string>();
  const hintSettings = createHintSettings(connection, abilities, log, () => {
    for (const workspace of projects.opened()) readHintSettings(workspace);
  });
  const teller = createDiagnosticsTeller((uri, diagnostics) => {
    void connection.sendDiagnostics({ uri, diagnostics: [...diagnostics] });
  }, hintsOf);
  const lensRefresh = createLensRefresh(() => {
    if (abilities.workspace?.codeLens?.refreshSupport === true)
      void connection.sendRequest(CodeLensRefreshRequest.type);
    if (abilities.workspace?.inlayHint?.refreshSupport === true)
      void connection.sendRequest(InlayHintRefreshRequest.type);
  });
  let resting: NodeJS.Timeout | undefined;

  /** Of open texts only: nobody sees the others, and each look reads a text. */
  function hintsOf(workspace: Workspace): readonly Diagnostic[] {
    const files = openPaths().flatMap((path) => fileOf(workspace.folder, path) ?? []);
    const off = hintSettings.off(workspace.folder);
    const marks = survived("broken files", log, [], () => brokenMarks(workspace));
    return [...marks, ...files.flatMap((file) => survived("hints", log, [], () => hints(workspace, file, off)))];
  }

  function readHintSettings(workspace: Workspace): void {
    hintSettings
      .read(workspace.folder)
      .then(() => teller.update(workspace))
      .catch((problem: unknown) => log(`settings: ${String(problem)}`));
  }

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
    onOpened: listener("opened", log, (workspace: Workspace) => {
      tell("project", workspace.summary());
      teller.update(workspace);
      readHintSettings(workspace);
      if (followed.has(workspace.folder)) {
        tell("feed", { project: workspace.folder, messages: workspace.feed(undefined).map(toEnvelope) });
      }
      lensRefresh.ask();
    }),
    onClosed(project) {
      teller.forget(project);
    },
    onChange: (workspace, change) => survived("change", log, undefined, () => changed(workspace, change)),
    onProblem: (problem) => log(`open: ${problem instanceof Error ? problem.stack : String(problem)}`),
  });

  return {
    projects,
    lensRefresh,
    async begin() {
      // A client that never answers is no reason not to open its projects.
      watchFiles(connection, abilities).catch((problem: unknown) => log(`watch: ${String(problem)}`));
      hintSettings.watch().catch((problem: unknown) => log(`settings: ${String(problem)}`));
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
    textEdited() {
      clearTimeout(resting);
      resting = setTimeout(
        listener("hints", log, () => {
          for (const workspace of projects.opened()) teller.update(workspace);
        }),
        rest,
        undefined,
      );
      resting.unref();
    },
    async end() {
      clearTimeout(resting);
      lensRefresh.stop();
      await projects.close();
    },
  };
}
