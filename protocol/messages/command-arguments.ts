import type { AssetKey } from "../graph/asset-key.ts";
import type { SourceRange } from "../graph/source-range.ts";
import type { RunId } from "../record/identifiers.ts";

/** The commands that lenses, hovers and views start, by their ids in `package.json`. Each takes one `CommandArguments`. */
export const offeredCommands = {
  materialize: "evergraph.materialize",
  cancelRun: "evergraph.cancelRun",
  showLineage: "evergraph.showLineage",
  goToDefinition: "evergraph.goToDefinition",
} as const;

/** What a command acts on. The palette gives none of it: the command then asks, or takes the asset at the cursor. */
export interface CommandArguments {
  /** Absolute path of the project's folder. */
  readonly project: string;
  readonly asset?: AssetKey;
  /** What to materialize, when it is more than the asset: with its stale upstream assets. */
  readonly selection?: string;
  /** The run to cancel. */
  readonly run?: RunId;
  /** Where to go, when that is not where the asset is defined: to the other one of the same key. */
  readonly place?: SourceRange;
}
