import { readdirSync } from "node:fs";
import { copyFile, mkdir } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { l10n, ShellExecution, Task, TaskRevealKind, TaskScope, tasks, Uri, window, workspace } from "vscode";
import { editorErrors } from "../../protocol/errors/editor-errors.ts";
import type { Problems } from "../show-problem.ts";
import { packageManagerOf } from "./package-manager.ts";

export interface AddPackageOptions {
  /** Absolute path of the tarball that the extension carries. */
  readonly tarball: string;
  readonly problems: Problems;
}

/**
 * Adds the package that the extension carries to a project, with the project's own package manager, in a terminal that the user sees.
 * Asks first. The tarball is copied into the project, so that the next `install` finds it on any machine. Gives whether it is there now.
 */
export async function addPackage(project: string, { tarball, problems }: AddPackageOptions): Promise<boolean> {
  const kept = join("vendor", basename(tarball));
  const manager = packageManagerOf(upwards(project), filesOf);
  const parameters = manager.addTarball(`./${kept.split("\\").join("/")}`);
  const command = [manager.name, ...parameters].join(" ");
  const add = l10n.t("Add");
  const chosen = await window.showInformationMessage(
    l10n.t("Add the package evergraph to {0}?", basename(project)),
    { modal: true, detail: l10n.t("Copies it to {0} and runs: {1}", kept, command) },
    add,
  );
  if (chosen !== add) return false;

  await mkdir(join(project, dirname(kept)), { recursive: true });
  await copyFile(tarball, join(project, kept));
  const folder = workspace.getWorkspaceFolder(Uri.file(project));
  const task = new Task(
    { type: "evergraph", task: "add" },
    folder ?? TaskScope.Workspace,
    l10n.t("Add evergraph"),
    "Evergraph",
    new ShellExecution(manager.name, [...parameters], { cwd: project }),
  );
  task.presentationOptions = { reveal: TaskRevealKind.Always };
  const exit = await endOf(task);
  if (exit === 0) return true;
  problems.tell(editorErrors.addFailed, { manager: manager.name, exit: String(exit ?? l10n.t("no result")) });
  return false;
}

/** Runs a task and gives its exit code. */
function endOf(task: Task): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const listening = tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
      if (execution.task.name !== task.name || execution.task.source !== task.source) return;
      listening.dispose();
      resolve(exitCode);
    });
    tasks.executeTask(task).then(undefined, (error: unknown) => {
      listening.dispose();
      reject(error);
    });
  });
}

/** The folder and those above it, as far as the workspace reaches. */
function upwards(project: string): readonly string[] {
  const root = workspace.getWorkspaceFolder(Uri.file(project))?.uri.fsPath ?? project;
  const folders = [project];
  for (
    let folder = project;
    folder !== root && !relative(root, folder).startsWith("..") && dirname(folder) !== folder;
  ) {
    folder = dirname(folder);
    folders.push(folder);
  }
  return folders;
}

function filesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
