import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { StoredEvent } from "../../protocol/record/events.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import type { RunPlan } from "../../protocol/record/run-plan.ts";

/** Of what events are news. */
export interface Touched {
  readonly assets: ReadonlySet<AssetKey>;
  readonly runs: ReadonlySet<RunId>;
}

/** The assets whose record these events change, and the runs of which they tell something that a summary shows. */
export function touchedByEvents(events: readonly StoredEvent[], planOf: (run: RunId) => RunPlan | undefined): Touched {
  const assets = new Set<AssetKey>();
  const runs = new Set<RunId>();
  for (const event of events) {
    switch (event.kind) {
      case "materialization":
      case "observation":
      case "check":
      case "accepted":
        assets.add(event.of.asset);
        break;
      case "outcome":
        assets.add(event.of.asset);
        if (event.run !== undefined) runs.add(event.run);
        break;
      case "run":
      case "step": {
        if (event.run === undefined) break;
        runs.add(event.run);
        const steps = planOf(event.run)?.steps ?? [];
        const touched = event.kind === "run" ? steps : steps.slice(event.step, event.step + 1);
        for (const step of touched) for (const asset of step.assets) assets.add(asset);
        break;
      }
      case "code":
      case "log":
        break;
      default:
        // An event of a later version, of a kind that this one passes over.
        event satisfies never;
    }
  }
  return { assets, runs };
}
