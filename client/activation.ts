import { readdirSync } from "node:fs";
import { join } from "node:path";
import { commands, type Disposable, type ExtensionContext, env, l10n, window, workspace } from "vscode";
import { editorErrors } from "../protocol/errors/editor-errors.ts";
import { runErrors } from "../protocol/errors/run-errors.ts";
import { type Actions, createActions } from "./actions.ts";
import { createAssetAtCursor } from "./asset-at-cursor.ts";
import type { Context } from "./context.ts";
import { followCursor } from "./follow-cursor.ts";
import { createKeptChoices } from "./kept-choices.ts";
import { startServer } from "./language-client.ts";
import { createLineageFeed, type LineageFeed } from "./lineage-feed.ts";
import { createLog, type Log } from "./log.ts";
import { askForPanel } from "./panels/ask-for-panel.ts";
import { createLineagePanel } from "./panels/lineage-panel.ts";
import { saveFromPanel } from "./panels/save-from-panel.ts";
import { createProjects, type Projects } from "./projects.ts";
import { createActiveRuns } from "./runs/active-runs.ts";
import { attachDebugger } from "./runs/attach-debugger.ts";
import type { DebugDesk } from "./runs/debug-run.ts";
import { firstFailure } from "./runs/first-failure.ts";
import { followLoad } from "./runs/follow-load.ts";
import { followRun } from "./runs/follow-run.ts";
import { createLaunchers } from "./runs/launchers.ts";
import { loadAfterSave } from "./runs/load-after-save.ts";
import type { LoadDesk } from "./runs/load-definitions.ts";
import { createRunTells, readToItsEnd } from "./runs/run-tells.ts";
import { loadedText, unrecordedText, whatIsMade } from "./runs/run-words.ts";
import { saveFiles, unsavedFiles } from "./runs/save-files.ts";
import type { RunDesk } from "./runs/start-run.ts";
import { setting } from "./settings.ts";
import { createProblems } from "./show-problem.ts";
import { createAssetTree } from "./views/asset-tree.ts";
import { createRunList } from "./views/run-list.ts";
import { createStatusBar } from "./views/status-bar.ts";

/** A run's end is read from disk by the server a moment after the runner said it. */
const mostMillisecondsToRead = 5_000;
const mostEventsToRead = 10_000;

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

  const runDesk: RunDesk = {
    trusted,
    activeRuns,
    saveBeforeRun: (project) => setting("evergraph.saveBeforeRun", project),
    plan: (project, request) => server.ask("plan", { project, request, trigger: { kind: "editor" } }),
    unsaved: unsavedFiles,
    save: saveFiles,
    agreesToSave: (files) =>
      agrees(
        l10n.t("Save before the run?"),
        l10n.t("A run uses what is on disk. Not saved: {0}", files.join(", ")),
        l10n.t("Save"),
      ),
    agreesToRun: (environment, assets) =>
      agrees(
        l10n.t("Materialize {0} in {1}?", whatIsMade(l10n.t, assets), environment),
        l10n.t("The environment {0} asks before each run.", environment),
        l10n.t("Materialize"),
      ),
    showPlan: (project, request) => run(log, () => panel.show(project, { place: { view: "plan", request } })),
    launch: (project, plan) => launchers.of(project).launch([plan], { debug: false }),
    follow: (_, plan, launched) => followRun(plan, launched, tells),
    failure: async (project, id) => {
      await readToItsEnd(tells, id, mostMillisecondsToRead);
      return firstFailure(await server.ask("events", { project, run: id, limit: mostEventsToRead }));
    },
    problem: (error, project) =>
      problems.show(error, { project, waysOn: [{ title: l10n.t("Show Log"), go: () => log.show() }] }),
    notTrusted: () =>
      problems.tell(
        editorErrors.notTrusted,
        {},
        { title: l10n.t("Manage Trust"), go: () => commands.executeCommand("workbench.trust.manage") },
      ),
    cannotRun: (why, project) =>
      problems.show(why, {
        waysOn:
          why.code === runErrors.packageMissing.code
            ? [{ title: l10n.t("Add Evergraph"), go: () => actions.addPackage({ project }) }]
            : [],
      }),
  };

  const debugDesk: DebugDesk = {
    ...runDesk,
    launchToDebug: (project, plan, record) => launchers.of(project).launch([plan], { debug: true, record }),
    attach: attachDebugger,
    endedUnrecorded: (project, asset, rows) =>
      run(log, async () => {
        const materialize = l10n.t("Materialize");
        const text = unrecordedText(l10n.t, asset, rows);
        if ((await window.showInformationMessage(text, materialize)) === materialize)
          await actions.materialize({ project, asset });
      }),
  };
  const loadDesk: LoadDesk = {
    ...runDesk,
    definitions: (project) => server.ask("definitions", { project }),
    load: (project, request, asked) => followLoad((signal) => launchers.of(project).load(request, signal), asked),
    known: async (project) => (await server.ask("list", { project })).map(({ key }) => key),
    tellServer: (project, graph, basis) => server.tell("loaded", { project, graph, basis }),
    tellLoaded: (facts) => void window.showInformationMessage(loadedText(l10n.t, facts)),
  };
  const cursor = createAssetAtCursor({
    isIn: (file, project) => projects.ofFile(file)?.folder === project,
    outline: (uri) => server.outline(uri),
  });

  const panel = own(
    createLineagePanel({
      extensionFolder: context.extensionPath,
      feedSince: async (project, revision) =>
        feeds.of(project).since(revision) ?? feeds.of(project).take(await server.ask("feed", { project })),
      ask: (project, method, parameters) => askForPanel(server, project, method, parameters),
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
      canRun,
      cursor,
      lastProject: kept.lineageProject,
      rememberProject: kept.keepLineageProject,
      log,
      problems,
    }),
  );
  const tree = own(
    createAssetTree({ projects, list: (project) => server.ask("list", { project }), canRun, trusted, log }),
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

async function agrees(question: string, detail: string, yes: string): Promise<boolean> {
  return (await window.showWarningMessage(question, { modal: true, detail }, yes)) === yes;
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
