import type { AssetKey } from "../graph/asset-key.ts";
import type { SourceRange } from "../graph/source-range.ts";
import type { RunId } from "../record/identifiers.ts";
import type { PlanRequest } from "../record/run-plan.ts";

/** The commands that lenses, hovers and views start, by their ids in `package.json`. Each takes one `CommandArguments`. */
export const offeredCommands = {
  materialize: "evergraph.materialize",
  cancelRun: "evergraph.cancelRun",
  showLineage: "evergraph.showLineage",
  goToDefinition: "evergraph.goToDefinition",
  debug: "evergraph.debug",
  showPlan: "evergraph.showPlan",
  openRunLog: "evergraph.openRunLog",
  showValue: "evergraph.showValue",
} as const;

/** What a command acts on. The palette gives none of it: the command then asks, or takes the asset at the cursor. */
export interface CommandArguments {
  /** Absolute path of the project's folder. */
  readonly project: string;
  readonly asset?: AssetKey;
  /** What to materialize, when it is more than the asset: with its stale upstream assets. */
  readonly selection?: string;
  /** The run to cancel, or to show. */
  readonly run?: RunId;
  /** What of the checks is run; absent: those of what is made. */
  readonly checks?: PlanRequest["checks"];
  /** With `checks: "only"`: this one of the asset's checks. */
  readonly check?: string;
  /** Where to go, when that is not where the asset is defined: to the other one of the same key. */
  readonly place?: SourceRange;
}
