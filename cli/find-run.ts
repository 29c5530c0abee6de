import { userError } from "../protocol/errors/error-entry.ts";
import { terminalErrors } from "../protocol/errors/terminal-errors.ts";
import type { RunId } from "../protocol/record/identifiers.ts";
import type { RunRecord } from "../runtime/core/record/asset-record.ts";
import type { Workspace } from "../server/workspace/workspace.ts";

/** Runs among which the end of a name is looked for. */
const mostSearched = 10_000;

/** The run of that name, or the only one whose name begins or ends so; `last`: the latest. Throws `no-run-yet`, `unknown-run` or `ambiguous-run`. */
export function findRun({ store, environment }: Pick<Workspace, "store" | "environment">, name: string): RunRecord {
  const exact = name === "last" ? store?.runs(1)[0] : store?.run(name as RunId);
  if (exact !== undefined) return exact;
  const matching = (store?.runs(mostSearched) ?? []).filter(({ run }) => run.startsWith(name) || run.endsWith(name));
  const [first] = matching;
  if (first === undefined && (store?.runs(1) ?? []).length === 0)
    throw userError(terminalErrors.noRunYet, { environment });
  if (first === undefined) throw userError(terminalErrors.unknownRun, { run: name });
  if (matching.length > 1) throw userError(terminalErrors.ambiguousRun, { run: name, matching: matching.length });
  return first;
}
