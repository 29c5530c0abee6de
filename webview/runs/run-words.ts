import type { RunSummary, StepDetails } from "../../protocol/messages/server-messages.ts";
import type { RunState } from "../../protocol/record/events.ts";
import { formatCount, formatNumber, formatSeconds } from "../../protocol/record/format-facts.ts";
import type { Trigger } from "../../protocol/record/run-plan.ts";

/** Words about runs: the same in list, head and facets. */

export const stateWords: Readonly<Record<RunState, string>> = {
  started: "running",
  failed: "failed",
  cancelled: "cancelled",
  succeeded: "done",
};

/** `nightly` when it has a name of its own, else what it makes: `stg_orders, fct_orders and 9 more`. */
export function runTitle(run: RunSummary): string {
  if (run.trigger.kind === "automation") return run.trigger.name;
  const shown = run.assets.length <= 3 ? run.assets : run.assets.slice(0, 2);
  const more = run.assets.length - shown.length;
  if (run.assets.length === 0) return "checks";
  return `${shown.join(", ")}${more === 0 ? "" : ` and ${formatNumber(more)} more`}`;
}

/** The part of a run's id that people can tell it by: `7f3a09`. */
export function shortRunId(run: string): string {
  return run.slice(run.lastIndexOf("-") + 1);
}

export function triggerWords(trigger: Trigger): string {
  switch (trigger.kind) {
    case "editor":
      return "from the editor";
    case "terminal":
      return "from a terminal";
    case "test":
      return "by a test";
    case "automation":
      return `by ${trigger.name}`;
    default:
      return trigger satisfies never;
  }
}

/** `2 of 11 failed, 4 not run · 58 s`, `3 of 12 done, 1 failed · 34 s so far`, `cancelled · 2.1 s`, `4.1 s`. */
export function outcomeWords(run: RunSummary, now: number): string {
  const seconds = formatSeconds(Math.max(0, (run.endedAt ?? now) - run.startedAt) / 1000);
  const { planned, done, failed } = run.steps;
  switch (run.state) {
    case "started": {
      const lost = failed === 0 ? "" : `, ${formatNumber(failed)} failed`;
      return `${formatNumber(done)} of ${formatNumber(planned)} done${lost} · ${seconds} so far`;
    }
    case "failed": {
      if (failed === 0) return `failed · ${seconds}`;
      const left = planned - done - failed;
      const notRun = left === 0 ? "" : `, ${formatNumber(left)} not run`;
      return `${formatNumber(failed)} of ${formatNumber(planned)} failed${notRun} · ${seconds}`;
    }
    case "cancelled":
      return `cancelled · ${seconds}`;
    case "succeeded":
      return seconds;
    default:
      return run.state satisfies never;
  }
}

/** What a step makes: its asset, `daily and 2 more` of a multi-asset, or the check that it only runs. */
export function stepName(step: Pick<StepDetails, "assets" | "checks">): string {
  const [first, ...rest] = step.assets;
  if (first !== undefined) return rest.length === 0 ? first : `${first} and ${formatNumber(rest.length)} more`;
  const [check, ...others] = step.checks;
  if (check === undefined) return "";
  return others.length === 0
    ? `${check.asset}: ${check.name}`
    : `${check.asset}: ${formatCount(step.checks.length, "check")}`;
}

/** Why a step did not run. `because` is a key, or a reason in words. */
export function notRunWords(step: Pick<StepDetails, "state" | "because">): string | undefined {
  switch (step.state) {
    case "upstream failed":
      return step.because === undefined ? "not run: something above it failed" : `not run: ${step.because} failed`;
    case "skipped":
      return step.because === undefined ? "skipped" : `skipped: ${step.because}`;
    case "cancelled":
      return "cancelled before it began";
    case "waiting":
      return "waits";
    case "running":
    case "succeeded":
    case "failed":
      return undefined;
    default:
      return step.state satisfies never;
  }
}
