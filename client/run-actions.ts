import { l10n } from "vscode";
import { editorErrors } from "../protocol/errors/editor-errors.ts";
import type { AssetKey } from "../protocol/graph/asset-key.ts";
import type { CommandArguments } from "../protocol/messages/command-arguments.ts";
import type { RunId } from "../protocol/record/identifiers.ts";
import type { PlanRequest } from "../protocol/record/run-plan.ts";
import type { ActionParts, Chooser } from "./action-parts.ts";
import { debugRun } from "./runs/debug-run.ts";
import { loadDefinitions } from "./runs/load-definitions.ts";
import { selectionFor } from "./runs/selection-for.ts";
import { startRun } from "./runs/start-run.ts";
import { askSelection } from "./views/ask-selection.ts";
import { pickRuns } from "./views/pick.ts";

/** The commands that run something. */
export interface RunActions {
  materialize(given: Partial<CommandArguments>): Promise<void>;
  materializeStale(given: Partial<CommandArguments>): Promise<void>;
  materializeSelection(given: Partial<CommandArguments>): Promise<void>;
  /** Materializes what a panel asks for. */
  materializeRequest(project: string, request: PlanRequest, planned: boolean): Promise<void>;
  debug(given: Partial<CommandArguments>, record: boolean): Promise<void>;
  cancelRun(given: Partial<CommandArguments>): Promise<void>;
  loadDefinitions(given: Partial<CommandArguments>): Promise<void>;
  /** After a save, where the user wants that. */
  loadOnSave(project: string): Promise<void>;
}

type Parts = Pick<
  ActionParts,
  "server" | "projects" | "activeRuns" | "runDesk" | "debugDesk" | "loadDesk" | "problems"
>;

export function createRunActions(parts: Parts, chooser: Chooser): RunActions {
  const { server, projects, activeRuns, runDesk, problems } = parts;

  async function materializeRequest(folder: string, request: PlanRequest, planned: boolean): Promise<void> {
    const project = projects.get(folder);
    if (project !== undefined) await startRun(runDesk, project, request, planned);
  }

  async function materialize(given: Partial<CommandArguments>, more: Partial<PlanRequest>): Promise<void> {
    const project = await chooser.projectOf(given);
    if (project === undefined) return;
    const { folder } = project;
    const selection = given.selection ?? (await selectionOf(given, folder, l10n.t("Asset to materialize")));
    if (selection !== undefined) await materializeRequest(folder, { selection, ...more }, false);
  }

  async function selectionOf(given: Partial<CommandArguments>, project: string, title: string) {
    const asset = await chooser.assetOf(given, project, title);
    return asset === undefined ? undefined : selectionFor(asset);
  }

  return {
    materializeRequest,
    materialize: (given) => materialize(given, checksIn(given)),
    materializeStale: (given) => materialize(given, { staleUpstream: true }),
    async materializeSelection(given) {
      const chosen = await chooser.projectOf(given);
      if (chosen === undefined) return;
      const project = chosen.folder;
      const selection =
        given.selection ??
        (await askSelection(l10n.t("Materialize Selection"), {
          select: (text, cancellation) => server.ask("select", { project, selection: text }, cancellation),
          complete: (text, cancellation) =>
            server.ask("complete", { project, text, offset: text.length }, cancellation),
        }));
      if (selection !== undefined) await materializeRequest(project, { selection }, false);
    },
    async debug(given, record) {
      const project = await chooser.projectOf(given);
      if (project === undefined) return;
      const asset = await chooser.assetOf(given, project.folder, l10n.t("Asset to debug"));
      if (asset !== undefined) await debugRun(parts.debugDesk, project, asset, record);
    },
    async cancelRun(given) {
      const project = await chooser.projectOf(given);
      if (project === undefined) return;
      const { run, asset } = given;
      const found = activeRuns.find({
        project: project.folder,
        ...(run === undefined ? {} : { run }),
        ...(asset === undefined || run !== undefined ? {} : { asset }),
      });
      if (found.length === 0) {
        const elsewhere = run ?? (await runElsewhere(project.folder, asset));
        if (elsewhere !== undefined) await cancelElsewhere(project.folder, elsewhere);
      }
      const isMeant = run !== undefined || asset !== undefined;
      for (const active of isMeant ? found : await pickRuns(found)) active.cancel();
    },
    async loadDefinitions(given) {
      const project = await chooser.projectOf(given);
      if (project !== undefined) await loadDefinitions(parts.loadDesk, project, true);
    },
    async loadOnSave(folder) {
      const project = projects.get(folder);
      if (project !== undefined) await loadDefinitions(parts.loadDesk, project, false);
    },
  };

  async function cancelElsewhere(project: string, run: RunId): Promise<void> {
    const answer = await server.ask("cancel", { project, run });
    if (answer === "not running") problems.tell(editorErrors.runNotThere, { run });
  }

  /** A run of another window, or of a terminal, as the store tells. */
  async function runElsewhere(project: string, asset: AssetKey | undefined) {
    const latest = await server.ask("runs", { project, limit: 20 });
    return latest.find(({ state, assets }) => state === "started" && (asset === undefined || assets.includes(asset)))
      ?.run;
  }
}

function checksIn({ checks, check }: Partial<CommandArguments>): Pick<PlanRequest, "checks" | "check"> {
  return { ...(checks === undefined ? {} : { checks }), ...(check === undefined ? {} : { check }) };
}
