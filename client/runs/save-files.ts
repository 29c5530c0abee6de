import { join, relative } from "node:path";
import { type TextDocument, workspace } from "vscode";

/** Which of these files, from the project's root, have text that is not saved. */
export function unsavedFiles(project: string, files: readonly string[]): readonly string[] {
  const wanted = new Set(files);
  return dirtyDocuments()
    .map((document) => fileOf(project, document))
    .filter((file) => wanted.has(file));
}

/** Saves them, and gives those that could not be saved. */
export async function saveFiles(project: string, files: readonly string[]): Promise<readonly string[]> {
  const paths = new Set(files.map((file) => join(project, file)));
  const documents = dirtyDocuments().filter(({ uri }) => paths.has(uri.fsPath));
  const saved = await Promise.all(documents.map((document) => document.save()));
  return documents.filter((_, index) => saved[index] !== true).map((document) => fileOf(project, document));
}

function dirtyDocuments(): readonly TextDocument[] {
  return workspace.textDocuments.filter(({ isDirty, uri }) => isDirty && uri.scheme === "file");
}

/** Relative to the project's root, with forward slashes, as the protocol has it. */
function fileOf(project: string, { uri }: TextDocument): string {
  return relative(project, uri.fsPath).split("\\").join("/");
}
