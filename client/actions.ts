import { l10n, window, workspace } from "vscode";
import { editorErrors } from "../protocol/errors/editor-errors.ts";
import type { CommandArguments } from "../protocol/messages/command-arguments.ts";
import type { ActionParts, Chooser } from "./action-parts.ts";
import { addPackage } from "./package/add-package.ts";
import { newAssetFile } from "./package/new-asset-file.ts";
import { openExample } from "./package/open-example.ts";
import type { Projects } from "./projects.ts";
import { createRunActions, type RunActions } from "./run-actions.ts";
import { createShowActions, type ShowActions } from "./show-actions.ts";
import { pickAsset, pickEnvironment, pickProject } from "./views/pick.ts";

/** What the commands do. Each takes what its lens, row or menu gave, and asks for the rest. */
export interface Actions extends RunActions, ShowActions {
  refresh(): Promise<void>;
  selectEnvironment(given: Partial<CommandArguments>): Promise<void>;
  addPackage(given: Partial<CommandArguments>): Promise<void>;
  openExample(): Promise<void>;
  newAssetFile(given: Partial<CommandArguments>): Promise<void>;
  showLog(): void;
}

export function createActions(parts: ActionParts): Actions {
  const { server, projects, runDesk, tree, kept, problems, log } = parts;
  const chooser = createChooser(parts);
  const running = createRunActions(parts, chooser);
  const showing = createShowActions(parts, chooser);

  async function refresh(): Promise<void> {
    if (server.state === "stopped") await server.restart();
    projects.replace(await server.ask("projects", {}));
    tree.refresh();
  }

  return {
    ...running,
    ...showing,
    refresh,
    async selectEnvironment(given) {
      const project = await chooser.projectOf(given);
      if (project === undefined) return;
      const environment = await pickEnvironment(project);
      if (environment === undefined) return;
      kept.keepEnvironment(project.folder, environment);
      server.tell("environment", { project: project.folder, environment });
    },
    async addPackage(given) {
      const folder = given.project ?? (await folderToAddTo(projects));
      if (folder === undefined) return;
      if (!runDesk.trusted()) {
        runDesk.notTrusted();
        return;
      }
      if (await addPackage(folder, { tarball: parts.tarball, problems })) await refresh();
    },
    openExample: () => openExample(parts),
    async newAssetFile(given) {
      const folder = given.project ?? projects.all()[0]?.folder ?? (await someFolder());
      if (folder !== undefined) await newAssetFile(folder);
    },
    showLog: () => log.show(),
  };
}

function createChooser({ server, projects, problems, panel, cursor }: ActionParts): Chooser {
  return {
    async projectOf(given) {
      const named = given.project === undefined ? undefined : projects.get(given.project);
      const file = window.activeTextEditor?.document.uri.fsPath;
      const found =
        named ??
        (file === undefined ? undefined : projects.ofFile(file)) ??
        (await pickProject(l10n.t("Project"), projects.all()));
      if (found === undefined && projects.all().length === 0) problems.tell(editorErrors.noProject, {});
      return found;
    },
    async assetOf(given, project, title) {
      if (given.asset !== undefined) return given.asset;
      return pickAsset({
        title,
        assets: server.ask("list", { project }),
        first: await cursor(project),
        button: {
          icon: "type-hierarchy",
          tooltip: l10n.t("Show Lineage"),
          go: (asset) => void panel.show(project, { asset }),
        },
      });
    },
  };
}

async function folderToAddTo(projects: Projects): Promise<string | undefined> {
  const lacking = projects.all().find(({ cannotRun }) => cannotRun !== undefined);
  return lacking?.folder ?? someFolder();
}

async function someFolder(): Promise<string | undefined> {
  const folders = workspace.workspaceFolders ?? [];
  const [only] = folders;
  const picked = folders.length <= 1 ? only : await window.showWorkspaceFolderPick();
  return picked?.uri.fsPath;
}
