import { l10n, window, workspace } from "vscode";
import { editorErrors } from "../protocol/errors/editor-errors.ts";
import type { CommandArguments } from "../protocol/messages/command-arguments.ts";
import type { ProjectSummary } from "../protocol/messages/server-messages.ts";
import type { PlanRequest } from "../protocol/record/run-plan.ts";
import type { KeptChoices } from "./kept-choices.ts";
import type { Server } from "./language-client.ts";
import type { Log } from "./log.ts";
import { addPackage } from "./package/add-package.ts";
import type { LineagePanel } from "./panels/lineage-panel.ts";
import type { Projects } from "./projects.ts";
import { revealPlace } from "./reveal-place.ts";
import type { ActiveRuns } from "./runs/active-runs.ts";
import { type RunDesk, startRun } from "./runs/start-run.ts";
import type { Problems } from "./show-problem.ts";
import type { AssetTree } from "./views/asset-tree.ts";
import { pickAsset, pickEnvironment, pickProject } from "./views/pick.ts";

/** What the commands do. Each takes what its lens, row or menu gave, and asks for the rest. */
export interface Actions {
  materialize(given: Partial<CommandArguments>): Promise<void>;
  /** Materializes what a panel asks for. */
  materializeRequest(project: string, request: PlanRequest): Promise<void>;
  cancelRun(given: Partial<CommandArguments>): Promise<void>;
  showLineage(given: Partial<CommandArguments>): Promise<void>;
  goToDefinition(given: Partial<CommandArguments>): Promise<void>;
  refresh(): Promise<void>;
  selectEnvironment(given: Partial<CommandArguments>): Promise<void>;
  addPackage(given: Partial<CommandArguments>): Promise<void>;
  showLog(): void;
}

export interface ActionParts {
  readonly server: Server;
  readonly projects: Projects;
  readonly activeRuns: ActiveRuns;
  readonly runDesk: RunDesk;
  readonly panel: LineagePanel;
  readonly tree: AssetTree;
  readonly kept: KeptChoices;
  readonly problems: Problems;
  readonly log: Log;
  /** Tarball of the package `evergraph` that the extension carries. */
  readonly tarball: string;
}

export function createActions(parts: ActionParts): Actions {
  const { server, projects, activeRuns, runDesk, panel, tree, kept, problems, log } = parts;

  /** The project that is meant: the one named, else that of the file in front, else the only one, else the one that is picked. */
  async function projectOf(given: Partial<CommandArguments>): Promise<ProjectSummary | undefined> {
    const named = given.project === undefined ? undefined : projects.get(given.project);
    const file = window.activeTextEditor?.document.uri.fsPath;
    const found =
      named ??
      (file === undefined ? undefined : projects.ofFile(file)) ??
      (await pickProject(l10n.t("Project"), projects.all()));
    if (found === undefined && projects.all().length === 0) problems.tell(editorErrors.noProject, {});
    return found;
  }

  async function assetOf(given: Partial<CommandArguments>, project: string, title: string) {
    return given.asset ?? (await pickAsset(title, server.ask("list", { project })));
  }

  async function materializeRequest(folder: string, request: PlanRequest): Promise<void> {
    const project = projects.get(folder);
    if (project !== undefined) await startRun(runDesk, project, request);
  }

  return {
    materializeRequest,
    async materialize(given) {
      const project = await projectOf(given);
      if (project === undefined) return;
      const selection = given.selection ?? (await assetOf(given, project.folder, l10n.t("Asset to materialize")));
      if (selection !== undefined) await materializeRequest(project.folder, { selection });
    },
    async cancelRun(given) {
      const project = await projectOf(given);
      if (project === undefined) return;
      const { run, asset } = given;
      const found = activeRuns.find({
        project: project.folder,
        ...(run === undefined ? {} : { run }),
        ...(asset === undefined || run !== undefined ? {} : { asset }),
      });
      if (found.length === 0 && run !== undefined) problems.tell(editorErrors.runElsewhere, { run });
      for (const active of found) active.cancel();
    },
    async showLineage(given) {
      const project = await projectOf(given);
      if (project !== undefined) await panel.show(project.folder, given.asset);
    },
    async goToDefinition(given) {
      const project = await projectOf(given);
      if (project === undefined) return;
      if (given.place !== undefined) {
        await revealPlace(project.folder, given.place);
        return;
      }
      const asset = await assetOf(given, project.folder, l10n.t("Go to asset"));
      if (asset === undefined) return;
      const place = await server.ask("place", { project: project.folder, asset });
      if (place === null) problems.tell(editorErrors.nowhereDefined, { key: asset });
      else await revealPlace(project.folder, place);
    },
    async refresh() {
      if (server.state === "stopped") await server.restart();
      projects.replace(await server.ask("projects", {}));
      tree.refresh();
    },
    async selectEnvironment(given) {
      const project = await projectOf(given);
      if (project === undefined) return;
      const environment = await pickEnvironment(project);
      if (environment === undefined) return;
      kept.keepEnvironment(project.folder, environment);
      server.tell("environment", { project: project.folder, environment });
    },
    async addPackage(given) {
      const folder = given.project ?? (await folderToAddTo());
      if (folder === undefined) return;
      if (!runDesk.trusted()) {
        runDesk.notTrusted();
        return;
      }
      if (await addPackage(folder, { tarball: parts.tarball, problems })) await this.refresh();
    },
    showLog: () => log.show(),
  };

  async function folderToAddTo(): Promise<string | undefined> {
    const lacking = projects.all().find(({ cannotRun }) => cannotRun !== undefined);
    if (lacking !== undefined) return lacking.folder;
    const folders = workspace.workspaceFolders ?? [];
    const [only] = folders;
    const picked = folders.length <= 1 ? only : await window.showWorkspaceFolderPick();
    return picked?.uri.fsPath;
  }
}
