import { type Disposable, workspace } from "vscode";

export interface LoadAfterSave {
  /** Whether the user wants it, for a project. */
  readonly isWanted: (project: string) => boolean;
  readonly projectOf: (file: string) => string | undefined;
  readonly load: (project: string) => void;
}

const restMilliseconds = 300;

/** Loads the definitions of a project when one of its source files was saved: once for many that are saved together. */
export function loadAfterSave({ isWanted, projectOf, load }: LoadAfterSave): Disposable {
  const due = new Map<string, NodeJS.Timeout>();
  const saving = workspace.onDidSaveTextDocument(({ uri, languageId }) => {
    if (uri.scheme !== "file" || !/^(type|java)script(react)?$/.test(languageId)) return;
    const project = projectOf(uri.fsPath);
    if (project === undefined || !isWanted(project)) return;
    clearTimeout(due.get(project));
    due.set(
      project,
      setTimeout(() => {
        due.delete(project);
        load(project);
      }, restMilliseconds),
    );
  });
  return {
    dispose() {
      saving.dispose();
      for (const timer of due.values()) clearTimeout(timer);
    },
  };
}
