import type { CheckResult } from "../protocol/record/events.ts";
import { formatCount } from "../protocol/record/format-facts.ts";
import type { CheckCounts } from "../protocol/record/status.ts";
import { badgeShape, styled, type Terminal } from "./terminal.ts";
import { oneLine } from "./text-width.ts";

export type CheckState = "passed" | "warned" | "failed" | "not run";

/** What became of a check: one that does not pass only warns when its severity is WARN. undefined: it has no result. */
export function checkState(result: Pick<CheckResult, "passed" | "severity"> | undefined): CheckState {
  if (result === undefined) return "not run";
  if (result.passed) return "passed";
  return result.severity === "WARN" ? "warned" : "failed";
}

/** A shape and a colour for each state: never colour alone. */
export function checkShape(terminal: Terminal, state: CheckState): string {
  switch (state) {
    case "passed":
      return badgeShape(terminal, "fresh");
    case "warned":
      return styled(terminal, "yellow", "▲");
    case "failed":
      return badgeShape(terminal, "failed");
    case "not run":
      return badgeShape(terminal, "never");
    default:
      return state satisfies never;
  }
}

/** What the check itself says, in one line; empty when it says nothing. */
export function checkDetail(result: CheckResult | undefined): string {
  return oneLine(result?.error?.message ?? result?.description ?? "");
}

const order = ["passed", "warned", "failed", "not run"] as const satisfies readonly CheckState[];

/** `2 checks passed, 1 check failed`; empty when there are none. */
export function countChecks(states: readonly CheckState[]): string {
  return order
    .flatMap((state) => {
      const count = states.filter((one) => one === state).length;
      return count === 0 ? [] : `${formatCount(count, "check")} ${state}`;
    })
    .join(", ");
}

/** What the checks of an asset stand at, where that is not all good: `1 of 3 checks failed`; else `3 checks`. Empty: it has none. */
export function checkSummary({ passed, warned, failed, notRun }: CheckCounts): string {
  const all = passed + warned + failed + notRun;
  if (all === 0) return "";
  const of = all === 1 ? "1 check" : `of ${all} checks`;
  const part = (count: number, word: string): string => (all === 1 ? `${of} ${word}` : `${count} ${of} ${word}`);
  if (failed > 0) return part(failed, "failed");
  if (warned > 0) return part(warned, "warned");
  if (notRun > 0) return part(notRun, "not run");
  return `${formatCount(all, "check")} passed`;
}
