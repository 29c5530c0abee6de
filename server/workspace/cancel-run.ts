import type { RunId } from "../../protocol/record/identifiers.ts";
import { type CancelAnswer, requestCancel } from "../../runtime/storage/cancel-request.ts";
import type { Workspace } from "./workspace.ts";

/** Asks the process that carries out a run to cancel it, whoever started it. In Restricted Mode nothing is written, so nobody is asked. */
export function cancelRun({ store, trusted }: Pick<Workspace, "store" | "trusted">, run: RunId): CancelAnswer {
  return store === undefined || !trusted ? "not running" : requestCancel(store.folder, run);
}
