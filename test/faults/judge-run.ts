import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { StoredEvent } from "../../protocol/record/events.ts";
import type { RunPlan } from "../../protocol/record/run-plan.ts";

/** What is wrong with the record of a run that has ended, in words; none: nothing is. */
export function judgeRun({ run, steps }: RunPlan, events: readonly StoredEvent[]): readonly string[] {
  const wrong: string[] = [];
  const own = events.filter((event) => event.run === run);
  const ends = own.filter((event) => event.kind === "run" && event.state !== "started");
  if (ends.length !== 1) wrong.push(`${run} has ${ends.length} ends`);
  const outcomes = new Map<AssetKey, string[]>();
  const made = new Set<AssetKey>();
  for (const event of own) {
    if (event.kind === "materialization") made.add(event.of.asset);
    if (event.kind === "outcome") {
      outcomes.set(event.of.asset, [...(outcomes.get(event.of.asset) ?? []), event.outcome]);
    }
  }
  for (const [number, { assets }] of steps.entries()) {
    for (const asset of assets) {
      const found = outcomes.get(asset) ?? [];
      if (found.length !== 1) wrong.push(`${run} has ${found.length} outcomes of ${asset}`);
      if (found[0] === "materialized" && !made.has(asset)) wrong.push(`${run} never made ${asset}`);
    }
    if (assets.length > 0) continue;
    const last = own.filter(
      (event) =>
        event.kind === "step" && event.step === number && event.state !== "started" && event.state !== "retrying",
    );
    if (last.length !== 1) wrong.push(`${run} has ${last.length} last words of step ${number}`);
  }
  return wrong;
}
