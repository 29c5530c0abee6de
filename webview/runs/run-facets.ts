import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { RunSummary } from "../../protocol/messages/server-messages.ts";
import type { RunState } from "../../protocol/record/events.ts";
import type { Trigger } from "../../protocol/record/run-plan.ts";

export const whenChoices = ["the last hour", "the last 24 hours", "the last 7 days", "all runs"] as const;
export type When = (typeof whenChoices)[number];

const hour = 3_600_000;
const spans: Readonly<Record<When, number>> = {
  "the last hour": hour,
  "the last 24 hours": 24 * hour,
  "the last 7 days": 7 * 24 * hour,
  "all runs": Number.POSITIVE_INFINITY,
};

export const states: readonly RunState[] = ["started", "failed", "cancelled", "succeeded"];
export const starters: readonly Trigger["kind"][] = ["editor", "terminal", "automation", "test"];

/** What of the runs is wanted. Nothing ticked: all of it. */
export interface RunFacets {
  readonly when: When;
  readonly states: ReadonlySet<RunState>;
  readonly starters: ReadonlySet<Trigger["kind"]>;
  /** Letters of an asset's key. */
  readonly asset: string;
}

export const allRuns: RunFacets = { when: "all runs", states: new Set(), starters: new Set(), asset: "" };

export interface FacetCounts {
  readonly when: Readonly<Record<When, number>>;
  readonly states: Readonly<Record<RunState, number>>;
  readonly starters: Readonly<Record<Trigger["kind"], number>>;
}

type Facet = "when" | "states" | "starters" | "asset";

/** Whether a run is wanted; `but`: a facet that does not count, so that its own rows can be counted. */
export function isWanted(run: RunSummary, facets: RunFacets, now: number, but?: Facet): boolean {
  if (but !== "when" && !isWithin(run, facets.when, now)) return false;
  if (but !== "states" && facets.states.size > 0 && !facets.states.has(run.state)) return false;
  if (but !== "starters" && facets.starters.size > 0 && !facets.starters.has(run.trigger.kind)) return false;
  const letters = facets.asset.trim().toLowerCase();
  return letters === "" || run.assets.some((asset: AssetKey) => asset.toLowerCase().includes(letters));
}

/** How many runs each row of a facet would leave, with the other facets as they are. */
export function countFacets(runs: readonly RunSummary[], facets: RunFacets, now: number): FacetCounts {
  const when = Object.fromEntries(whenChoices.map((choice) => [choice, 0])) as Record<When, number>;
  const byState = Object.fromEntries(states.map((state) => [state, 0])) as Record<RunState, number>;
  const byStarter = Object.fromEntries(starters.map((kind) => [kind, 0])) as Record<Trigger["kind"], number>;
  for (const run of runs) {
    if (isWanted(run, facets, now, "when")) {
      for (const choice of whenChoices) if (isWithin(run, choice, now)) when[choice] += 1;
    }
    if (isWanted(run, facets, now, "states")) byState[run.state] += 1;
    if (isWanted(run, facets, now, "starters")) byStarter[run.trigger.kind] += 1;
  }
  return { when, states: byState, starters: byStarter };
}

function isWithin(run: RunSummary, when: When, now: number): boolean {
  return (run.endedAt ?? now) >= now - spans[when];
}

/** How many runs began in each of some equal parts of the time until now, the oldest first. */
export interface RunColumn {
  readonly from: number;
  readonly runs: number;
  readonly failed: number;
}

export function runColumns(runs: readonly RunSummary[], when: When, now: number, columns: number): RunColumn[] {
  const oldest = Math.min(now - hour, ...runs.map(({ startedAt }) => startedAt));
  const from = when === "all runs" ? oldest : now - spans[when];
  const width = (now - from) / columns;
  const made = Array.from({ length: columns }, (_, index) => ({ from: from + index * width, runs: 0, failed: 0 }));
  for (const run of runs) {
    const column = made[Math.min(columns - 1, Math.floor((run.startedAt - from) / width))];
    if (column === undefined) continue;
    column.runs += 1;
    if (run.state === "failed") column.failed += 1;
  }
  return made;
}
