import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";

/** A run that this window started and that has not ended. */
export interface ActiveRun {
  readonly run: RunId;
  readonly project: string;
  readonly assets: readonly AssetKey[];
  cancel(): void;
}

/** What runs on behalf of this window. Runs of terminals and other windows are seen in the store, and are theirs to cancel. */
export interface ActiveRuns {
  add(run: ActiveRun): void;
  remove(run: RunId): void;
  all(): readonly ActiveRun[];
  /** By its id, else the runs that make an asset, else every run of the project. */
  find(wanted: { readonly project: string; readonly run?: RunId; readonly asset?: AssetKey }): readonly ActiveRun[];
}

export function createActiveRuns(onChange: () => void): ActiveRuns {
  const runs = new Map<RunId, ActiveRun>();
  return {
    add(run) {
      runs.set(run.run, run);
      onChange();
    },
    remove(run) {
      if (runs.delete(run)) onChange();
    },
    all: () => [...runs.values()],
    find({ project, run, asset }) {
      const ofProject = [...runs.values()].filter((active) => active.project === project);
      if (run !== undefined) return ofProject.filter((active) => active.run === run);
      return asset === undefined ? ofProject : ofProject.filter(({ assets }) => assets.includes(asset));
    },
  };
}
