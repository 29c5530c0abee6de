import { userError } from "../../protocol/errors/error-entry.ts";
import { runErrors } from "../../protocol/errors/run-errors.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import { isCancelAsked } from "../storage/cancel-request.ts";
import { storeFolder } from "../storage/store-folder.ts";
import type { RunnerWatch } from "./start-parent-watch.ts";

/** What cancels one run. */
export interface CancelSignal {
  readonly signal: AbortSignal;
  /** The run has ended. */
  stop(): void;
}

/** Aborts when the parent says so (then every run of the request is cancelled), and when another process asks for this run in its store. */
export function createCancelSignal(folder: string, run: RunId, parent: AbortSignal, watch: RunnerWatch): CancelSignal {
  const asked = new AbortController();
  const onAsked = () => {
    const cause = userError(runErrors.cancelAsked, {});
    // What listens to the signal, such as fetch, knows an AbortError; the cause is for the record.
    asked.abort(new DOMException(cause.message, { name: "AbortError", cause }));
  };
  const signal = AbortSignal.any([parent, asked.signal]);
  // Asked of the process before this one, which died.
  if (isCancelAsked(folder, run)) {
    onAsked();
    // Nobody watches: what is left is to record that, which may take longer than a run that is carried out is given.
    return { signal, stop() {} };
  }
  return {
    signal,
    stop: watch.run(storeFolder(folder).cancelFile(run), onAsked),
  };
}
