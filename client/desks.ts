import { commands, l10n, window } from "vscode";
import { editorErrors } from "../protocol/errors/editor-errors.ts";
import { runErrors } from "../protocol/errors/run-errors.ts";
import type { AssetKey } from "../protocol/graph/asset-key.ts";
import type { PlanRequest } from "../protocol/record/run-plan.ts";
import type { Server } from "./language-client.ts";
import type { Log } from "./log.ts";
import type { ActiveRuns } from "./runs/active-runs.ts";
import { attachDebugger } from "./runs/attach-debugger.ts";
import type { DebugDesk } from "./runs/debug-run.ts";
import { firstFailure } from "./runs/first-failure.ts";
import { followLoad } from "./runs/follow-load.ts";
import { followRun } from "./runs/follow-run.ts";
import type { Launchers } from "./runs/launchers.ts";
import type { LoadDesk } from "./runs/load-definitions.ts";
import { createNewestLoad } from "./runs/newest-load.ts";
import { type RunTells, readToItsEnd } from "./runs/run-tells.ts";
import { loadedText, unrecordedText, whatIsMade } from "./runs/run-words.ts";
import { saveFiles, unsavedFiles } from "./runs/save-files.ts";
import type { RunDesk } from "./runs/start-run.ts";
import { setting } from "./settings.ts";
import type { Problems } from "./show-problem.ts";

export interface DeskParts {
  readonly server: Server;
  readonly launchers: Launchers;
  readonly tells: RunTells;
  readonly activeRuns: ActiveRuns;
  readonly trusted: () => boolean;
  readonly problems: Problems;
  readonly log: Log;
  readonly showPlan: (project: string, request: PlanRequest) => void;
  readonly materialize: (project: string, asset: AssetKey) => void;
  readonly addPackage: (project: string) => void;
}

/** A run's end is read from disk by the server a moment after the runner said it. */
const mostMillisecondsToRead = 5_000;
const mostEventsToRead = 10_000;
/** What went well stands in the status bar for so long. */
const mostMillisecondsTold = 15_000;

/** What running, debugging and loading ask of VS Code and of the server. */
export function createDesks(parts: DeskParts): {
  readonly runDesk: RunDesk;
  readonly debugDesk: DebugDesk;
  readonly loadDesk: LoadDesk;
} {
  const { server, launchers, tells, activeRuns, trusted, problems, log, showPlan, materialize, addPackage } = parts;
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
    showPlan,
    launch: (project, plan) => launchers.of(project).launch([plan], { debug: false }),
    follow: (project, plan, launched) => followRun(project, plan, launched, tells),
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
            ? [{ title: l10n.t("Add Evergraph"), go: () => addPackage(project) }]
            : [],
      }),
  };

  const debugDesk: DebugDesk = {
    ...runDesk,
    launchToDebug: (project, plan, record) => launchers.of(project).launch([plan], { debug: true, record }),
    attach: attachDebugger,
    endedUnrecorded(project, asset, rows) {
      const again = l10n.t("Materialize");
      void window.showInformationMessage(unrecordedText(l10n.t, asset, rows), again).then((chosen) => {
        if (chosen === again) materialize(project, asset);
      });
    },
  };
  const newestLoad = createNewestLoad();
  const loadDesk: LoadDesk = {
    ...runDesk,
    definitions: (project) => server.ask("definitions", { project }),
    load: (project, request, asked) =>
      newestLoad.begin(project, (outdated) =>
        followLoad((signal) => launchers.of(project).load(request, signal), asked, outdated),
      ),
    known: async (project) => (await server.ask("list", { project })).map(({ key }) => key),
    tellServer: (project, graph, basis) => server.tell("loaded", { project, graph, basis }),
    tellLoaded: (facts) =>
      void window.setStatusBarMessage(`$(check) ${loadedText(l10n.t, facts)}`, mostMillisecondsTold),
  };
  return { runDesk, debugDesk, loadDesk };
}

async function agrees(question: string, detail: string, yes: string): Promise<boolean> {
  return (await window.showWarningMessage(question, { modal: true, detail }, yes)) === yes;
}
