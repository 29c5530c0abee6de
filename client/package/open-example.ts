import { commands, l10n, Uri, window, workspace } from "vscode";
import { editorErrors } from "../../protocol/errors/editor-errors.ts";
import type { Problems } from "../show-problem.ts";
import { writeExample } from "./write-example.ts";

export interface OpenExampleOptions {
  /** Absolute paths, in the extension. */
  readonly example: string;
  readonly tarball: string;
  readonly problems: Problems;
}

/** Puts the example where the user wants it, and opens it. Nothing of it runs by that. */
export async function openExample({ example, tarball, problems }: OpenExampleOptions): Promise<void> {
  const [parent] =
    (await window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      canSelectMany: false,
      title: l10n.t("Folder to put the example into"),
      openLabel: l10n.t("Put It Here"),
    })) ?? [];
  if (parent === undefined) return;
  try {
    const folder = await writeExample({ example, tarball, parent: parent.fsPath });
    const isEmptyWindow = workspace.workspaceFolders === undefined;
    await commands.executeCommand("vscode.openFolder", Uri.file(folder), { forceNewWindow: !isEmptyWindow });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    problems.tell(editorErrors.savedNowhere, { name: l10n.t("The example"), why });
  }
}
