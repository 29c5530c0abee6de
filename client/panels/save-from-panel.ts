import { extname, join } from "node:path";
import { l10n, Uri, window, workspace } from "vscode";

/** Offers to save what a panel made, in the project's folder first. */
export async function saveFromPanel(project: string, name: string, base64: string): Promise<void> {
  const extension = extname(name).slice(1);
  const target = await window.showSaveDialog({
    defaultUri: Uri.file(join(project, name)),
    title: l10n.t("Save {0}", name),
    ...(extension === "" ? {} : { filters: { [extension.toUpperCase()]: [extension] } }),
  });
  if (target === undefined) return;
  await workspace.fs.writeFile(target, Buffer.from(base64, "base64"));
}
