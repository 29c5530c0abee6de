import { existsSync } from "node:fs";
import { join } from "node:path";
import { Position, Uri, WorkspaceEdit, window, workspace } from "vscode";

/** The smallest two assets: one that waits for nothing, and one that reads it. */
const firstAssets = `import { asset } from "evergraph";

/** Three numbers. */
export const numbers = asset("numbers", () => [1, 2, 3]);

/** Their sum. */
export const total = asset("total", ({ numbers }) => numbers.reduce((sum, number) => sum + number, 0));
`;

/** Opens a file with two first assets in a project's folder. It is written when the user saves it. */
export async function newAssetFile(folder: string): Promise<void> {
  let name = "assets.ts";
  for (let number = 2; existsSync(join(folder, name)); number++) name = `assets-${number}.ts`;
  const uri = Uri.file(join(folder, name)).with({ scheme: "untitled" });
  const document = await workspace.openTextDocument(uri);
  if (document.getText() === "") {
    const edit = new WorkspaceEdit();
    edit.insert(uri, new Position(0, 0), firstAssets);
    await workspace.applyEdit(edit);
  }
  await window.showTextDocument(document);
}
