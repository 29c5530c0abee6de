import type { RunSummary } from "../../protocol/messages/server-messages.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";

/** A row of the list: a run, or several in a row in which nothing failed and nothing changed. */
export type ListRow =
  | { readonly kind: "run"; readonly run: RunSummary }
  | { readonly kind: "quiet"; readonly id: RunId; readonly runs: readonly RunSummary[]; readonly isOpen: boolean };

/** Fewer are not worth a row that says so. */
const leastFolded = 3;

/**
 * Folds quiet runs that follow each other; the chosen one never. `runs`: of one day, the newest first. A fold is known by its oldest run,
 * so that it stays what it is when a newer quiet one comes. Those of an open fold follow it.
 */
export function foldQuiet(
  runs: readonly RunSummary[],
  chosen: RunId | undefined,
  open: ReadonlySet<RunId>,
): readonly ListRow[] {
  const rows: ListRow[] = [];
  let quiet: RunSummary[] = [];
  const flush = (): void => {
    const [oldest] = quiet.slice(-1);
    if (oldest !== undefined && quiet.length >= leastFolded) {
      const isOpen = open.has(oldest.run);
      rows.push({ kind: "quiet", id: oldest.run, runs: quiet, isOpen });
      if (!isOpen) quiet = [];
    }
    for (const run of quiet) rows.push({ kind: "run", run });
    quiet = [];
  };
  for (const run of runs) {
    const isQuiet = run.quiet === true && (run.run !== chosen || isInOpen(run, runs, open));
    if (isQuiet) quiet.push(run);
    else {
      flush();
      rows.push({ kind: "run", run });
    }
  }
  flush();
  return rows;
}

/** Whether a run stands in a fold that is open: there it may be chosen without the fold falling apart. */
function isInOpen({ run }: RunSummary, runs: readonly RunSummary[], open: ReadonlySet<RunId>): boolean {
  const onwards = runs.slice(runs.findIndex((one) => one.run === run));
  const end = onwards.findIndex(({ quiet }) => quiet !== true);
  return onwards.slice(0, end < 0 ? onwards.length : end).some((one) => open.has(one.run));
}
