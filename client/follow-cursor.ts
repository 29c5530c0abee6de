import { Disposable, window } from "vscode";

const restMilliseconds = 100;

/** Tells when the cursor, or the editor in front, has changed and rested. */
export function followCursor(moved: () => void): Disposable {
  let due: NodeJS.Timeout | undefined;
  const schedule = (): void => {
    clearTimeout(due);
    due = setTimeout(moved, restMilliseconds);
  };
  const listening = [
    window.onDidChangeTextEditorSelection(({ textEditor }) => textEditor === window.activeTextEditor && schedule()),
    // A panel in front is no editor: the last one still counts as where the user is.
    window.onDidChangeActiveTextEditor((editor) => editor !== undefined && schedule()),
  ];
  return new Disposable(() => {
    clearTimeout(due);
    for (const one of listening) one.dispose();
  });
}
