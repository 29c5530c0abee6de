import type { RunSummary } from "../../protocol/messages/server-messages.ts";
import type { RunState } from "../../protocol/record/events.ts";
import { formatClock, formatSeconds, formatShortAge } from "../../protocol/record/format-facts.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import type { ColorId } from "../contributions.ts";
import { howFar, type Translate, whatIsMade } from "../runs/run-words.ts";

/** A run in the side bar, without VS Code. Its fields are what its commands take. */
export interface RunRow {
  readonly project: string;
  readonly run: RunId;
  readonly label: string;
  /** `failed after 12 s, 1 of 3 failed, Mon 08:25`. */
  readonly description: string;
  readonly state: RunState;
  /** What its inline actions go by. */
  readonly context: "run.active" | "run.elsewhere" | "run.ended";
}

export interface RunsOf {
  readonly project: string;
  readonly runs: readonly RunSummary[];
}

/** The latest first, of all projects. */
export function runRows(
  translate: Translate,
  all: readonly RunsOf[],
  isOurs: (project: string, run: RunId) => boolean,
  now: number,
  timezone?: string,
): readonly RunRow[] {
  return all
    .flatMap(({ project, runs }) => runs.map((run) => ({ project, run })))
    .sort((a, b) => b.run.startedAt - a.run.startedAt)
    .map(({ project, run }) => ({
      project,
      run: run.run,
      label: whatIsMade(translate, run.assets),
      description: describe(translate, run, now, timezone),
      state: run.state,
      context: run.state !== "started" ? "run.ended" : isOurs(project, run.run) ? "run.active" : "run.elsewhere",
    }));
}

function describe(translate: Translate, run: RunSummary, now: number, timezone: string | undefined): string {
  const { state, startedAt, endedAt, steps } = run;
  if (state === "started")
    return steps.planned > 1 ? translate("running, {0}", howFar(translate, run)) : translate("running");
  const duration = formatSeconds(Math.max(0, (endedAt ?? startedAt) - startedAt) / 1000);
  const words = {
    succeeded: "succeeded in {0}",
    failed: "failed after {0}",
    cancelled: "cancelled after {0}",
  } as const;
  const failed =
    state === "failed" && steps.planned > 1 ? [translate("{0} of {1} failed", steps.failed, steps.planned)] : [];
  // An age would be wrong a minute later, and nothing draws the view again for that.
  const age = now - startedAt < day ? formatClock(startedAt, timezone) : formatShortAge(startedAt, now, timezone);
  return [translate(words[state], duration), ...failed, age].join(", ");
}

const day = 24 * 60 * 60_000;

/** Icon and colour of a run's state. */
export const runIcons: Readonly<Record<RunState, { readonly icon: string; readonly color: ColorId }>> = {
  started: { icon: "evergraph-running", color: "evergraph.running" },
  succeeded: { icon: "evergraph-fresh", color: "evergraph.fresh" },
  failed: { icon: "evergraph-failed", color: "evergraph.failed" },
  cancelled: { icon: "debug-stop", color: "evergraph.never" },
};
