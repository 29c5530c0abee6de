import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type Disposable, type ExtensionContext, env, l10n, window, workspace } from "vscode";
import { editorErrors } from "../protocol/errors/editor-errors.ts";
import type { AssetKey } from "../protocol/graph/asset-key.ts";
import { type Actions, createActions } from "./actions.ts";
import { createAssetAtCursor } from "./asset-at-cursor.ts";
import type { Context } from "./context.ts";
import { createDesks } from "./desks.ts";
import { followCursor } from "./follow-cursor.ts";
import { createKeptChoices } from "./kept-choices.ts";
import { type Server, startServer } from "./language-client.ts";
import { createLineageFeed, type LineageFeed } from "./lineage-feed.ts";
import { createLog, type Log } from "./log.ts";
import { abilitiesOf } from "./panels/abilities.ts";
import { askForPanel } from "./panels/ask-for-panel.ts";
import { createLineagePanel } from "./panels/lineage-panel.ts";
import { saveFromPanel } from "./panels/save-from-panel.ts";
import { createProjects, type Projects } from "./projects.ts";
import { createActiveRuns } from "./runs/active-runs.ts";
import { createLaunchers } from "./runs/launchers.ts";
import { loadAfterSave } from "./runs/load-after-save.ts";
import { createRunTells } from "./runs/run-tells.ts";
import { setting } from "./settings.ts";
import { createProblems } from "./show-problem.ts";
import { createAssetTree } from "./views/asset-tree.ts";
import { createRunList } from "./views/run-list.ts";
import { createStatusBar } from "./views/status-bar.ts";

export interface Extension extends Actions {
  /** Ends the server and the runners that wait. */
  stop(): Promise<void>;
}

/** The one place where the parts are put together. */
export function activateExtension(context: ExtensionContext, state: Context, loadMilliseconds: number): Extension {
  const began = performance.now();
  const own = <Part extends Disposable>(part: Part): Part => {
    context.subscriptions.push(part);
    return part;
  };
  const log = createLog();
  own(log.channel);
  const problems = createProblems(log);
  const kept = createKeptChoices(context.workspaceState);
  const projects = own(createProjects());
  const trusted = () => workspace.isTrusted;
  state.state("loading");

  const server = startServer({
    module: join(context.extensionPath, "dist", "server", "main.mjs"),
    log,
    start: () => ({
      trusted: trusted(),
      folders: (workspace.workspaceFolders ?? [])
        .filter(({ uri }) => uri.scheme === "file")
        .map(({ uri }) => uri.fsPath),
      ...(trusted() && context.storageUri !== undefined ? { storageFolder: context.storageUri.fsPath } : {}),
    }),
    onGivenUp: () =>
      problems.tell(
        editorErrors.serverStopped,
        {},
        { title: l10n.t("Restart"), go: () => server.restart() },
        { title: l10n.t("Show Log"), go: () => log.show() },
      ),
  });

  const feeds = createFeeds();
  const activeRuns = createActiveRuns(() => state.runActive(activeRuns.all().length > 0));
  const launchers = createLaunchers({ nodePath: (project) => setting("evergraph.nodePath", project), log });
  const tells = createRunTells();
  const canRun = (project: string) => trusted() && projects.get(project)?.cannotRun === undefined;

  const { runDesk, debugDesk, loadDesk } = createDesks({
    server,
    launchers,
    tells,
    activeRuns,
    trusted,
    problems,
    log,
    showPlan: (project, request) => run(log, () => panel.show(project, { place: { view: "plan", request } })),
    materialize: (project, asset) => run(log, () => actions.materialize({ project, asset })),
    addPackage: (project) => run(log, () => actions.addPackage({ project })),
  });
  const cursor = createAssetAtCursor({
    isIn: (file, project) => projects.ofFile(file)?.folder === project,
    outline: (uri) => server.outline(uri),
  });

  const panel = own(
    createLineagePanel({
      extensionFolder: context.extensionPath,
      feedSince: async (project, revision) =>
        feeds.of(project).since(revision) ?? feeds.of(project).take(await server.ask("feed", { project })),
      ask: (project, method, parameters, signal) => askForPanel(server, project, method, parameters, signal),
      open: (project, asset) => run(log, () => actions.goToDefinition({ project, asset })),
      openPlace: (project, place) => run(log, () => actions.goToPlace(project, place)),
      materialize: (project, request, planned) => run(log, () => actions.materializeRequest(project, request, planned)),
      debug: (project, asset) => run(log, () => actions.debug({ project, asset }, false)),
      save: (project, name, base64) =>
        run(log, () =>
          saveFromPanel(project, name, base64).catch((error: unknown) =>
            problems.tell(editorErrors.savedNowhere, {
              name,
              why: error instanceof Error ? error.message : String(error),
            }),
          ),
        ),
      copy: (text) => run(log, async () => env.clipboard.writeText(text)),
      cancel: (project, id) => run(log, () => actions.cancelRun({ project, run: id })),
      abilities: (project) => abilitiesOf(projects.get(project), trusted()),
      cursor,
      lastProject: kept.lineageProject,
      rememberProject: kept.keepLineageProject,
      log,
      problems,
    }),
  );
  const tree = own(
    createAssetTree({
      projects,
      list: (project) => server.ask("list", { project }),
      firstAsset: (project) => firstAsset(server, project),
      canRun,
      trusted,
      log,
    }),
  );
  const runList = own(
    createRunList({
      projects,
      runs: (project, limit) => server.ask("runs", { project, limit }),
      isOurs: (project, id) => activeRuns.find({ project, run: id }).length > 0,
      log,
    }),
  );
  own(
    createStatusBar({
      projects,
      current: () => {
        const file = window.activeTextEditor?.document.uri.fsPath;
        return file === undefined ? undefined : projects.ofFile(file);
      },
    }),
  );
  const actions = createActions({
    server,
    projects,
    activeRuns,
    runDesk,
    debugDesk,
    loadDesk,
    cursor,
    panel,
    tree,
    kept,
    problems,
    log,
    tarball: tarballIn(context.extensionPath),
    example: join(context.extensionPath, "dist", "example"),
  });

  own(
    server.on("feed", ({ project, messages }) => {
      panel.feed(project, feeds.of(project).take(messages));
      tree.changed(project);
    }),
  );
  own(
    server.on("run", ({ project, run: summary }) => {
      tells.tell(summary);
      panel.run(project, summary);
      runList.changed();
    }),
  );
  own(
    followCursor(() => {
      run(log, () => panel.followCursor());
    }),
  );
  own(
    loadAfterSave({
      isWanted: (project) => trusted() && setting("evergraph.loadOnSave", project),
      projectOf: (file) => projects.ofFile(file)?.folder,
      load: (project) => run(log, () => actions.loadOnSave(project)),
    }),
  );
  own(server.on("project", (summary) => projects.put(summary)));
  own(
    projects.onChange(() => {
      const all = projects.all();
      state.hasProjects(all.length > 0);
      state.state(welcomeFor(projects));
      panel.renewAbilities();
    }),
  );
  own(
    server.onState((next) => {
      log.info(`The language server is ${next}.`);
      if (next !== "running") return;
      feeds.forget();
      run(log, async () => {
        projects.replace(await server.ask("projects", {}));
        for (const { folder, environment } of projects.all()) {
          const chosen = kept.environment(folder);
          if (chosen !== undefined && chosen !== environment)
            server.tell("environment", { project: folder, environment: chosen });
        }
        panel.renew();
        tree.refresh();
        runList.changed();
      });
    }),
  );
  own(
    workspace.onDidGrantWorkspaceTrust(() => {
      server.tell("trusted", {});
      panel.renewAbilities();
      tree.refresh();
    }),
  );

  const startMilliseconds = performance.now() - began;
  log.info(`Activated: ${loadMilliseconds.toFixed(0)} ms to load, ${startMilliseconds.toFixed(0)} ms to start.`);
  return {
    ...actions,
    async stop() {
      for (const active of activeRuns.all()) active.cancel();
      await Promise.all([launchers.dispose(), server.stop()]);
    },
  };
}

interface Feeds {
  of(project: string): LineageFeed;
  forget(): void;
}

function createFeeds(): Feeds {
  const feeds = new Map<string, LineageFeed>();
  return {
    of(project) {
      const feed = feeds.get(project) ?? createLineageFeed();
      feeds.set(project, feed);
      return feed;
    },
    forget: () => feeds.clear(),
  };
}

function welcomeFor(projects: Projects): "none" | "loading" | "noAssets" | "ready" {
  if (!projects.known) return "loading";
  const all = projects.all();
  if (all.length === 0) return "none";
  return all.some(({ assets }) => assets > 0) ? "ready" : "noAssets";
}

/** One that waits for no other; undefined: there is none, or the server cannot say. */
async function firstAsset(server: Server, project: string): Promise<AssetKey | undefined> {
  try {
    const { steps } = await server.ask("preview", { project, request: { selection: "*", checks: "none" } });
    return steps.find(({ wave, assets }) => wave === 1 && assets.length > 0)?.assets[0];
  } catch {
    return undefined;
  }
}

/** For what nobody waits for: an error is logged. */
function run(log: Log, work: () => Promise<unknown>): void {
  work().catch((error: unknown) => log.error("Something went wrong.", error));
}

/** The tarball is packed into the extension; its name carries the package's version. */
function tarballIn(extensionFolder: string): string {
  const folder = join(extensionFolder, "dist", "package");
  let names: readonly string[] = [];
  try {
    names = readdirSync(folder);
  } catch {
    // Run from a checkout, without packing: adding then says that the file is not there.
  }
  return join(folder, names.find((name) => name.endsWith(".tgz")) ?? "evergraph.tgz");
}
