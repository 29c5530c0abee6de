import { l10n, ProgressLocation, window } from "vscode";
import { editorErrors } from "../../protocol/errors/editor-errors.ts";
import { userError } from "../../protocol/errors/error-entry.ts";
import type { LoadedGraph } from "../../runtime/host/launcher.ts";

/** A file may never end by itself, and on save nobody may be looking. */
const mostMilliseconds = 120_000;

/** Shows that definitions are being loaded; when a person has asked for it, with a way to give it up. `outdated` gives it up too. */
export async function followLoad(
  load: (signal: AbortSignal) => Promise<LoadedGraph>,
  asked: boolean,
  outdated: AbortSignal,
): Promise<LoadedGraph> {
  const title = l10n.t("Loading definitions");
  return window.withProgress(
    { location: asked ? ProgressLocation.Notification : ProgressLocation.Window, title, cancellable: asked },
    async (_progress, cancellation) => {
      const given = new AbortController();
      const listening = cancellation.onCancellationRequested(() => given.abort());
      const tooLong = userError(editorErrors.loadTooLong, { seconds: mostMilliseconds / 1000 });
      const timer = setTimeout(() => given.abort(tooLong), mostMilliseconds);
      try {
        return await load(AbortSignal.any([given.signal, outdated]));
      } finally {
        clearTimeout(timer);
        listening.dispose();
      }
    },
  );
}
