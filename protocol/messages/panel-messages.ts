import type { Json, RecordedError } from "../errors/error-entry.ts";
import type { AssetKey } from "../graph/asset-key.ts";
import type { RunId } from "../record/identifiers.ts";
import type { PlanRequest } from "../record/run-plan.ts";
import type { FeedMessage, Revision } from "./lineage-feed.ts";
import type { PanelMethod } from "./server-messages.ts";

/** From the extension host to a panel. */
export type ToPanel =
  | FeedMessage
  | { readonly kind: "answer"; readonly id: number; readonly result?: Json; readonly error?: RecordedError }
  /** Where the editor's cursor is; absent: in no asset. */
  | { readonly kind: "cursor"; readonly asset?: AssetKey }
  /** Show this asset: the panel was opened for it. */
  | { readonly kind: "reveal"; readonly asset: AssetKey }
  /** Whether runs can be started: false in Restricted Mode, and without the package in the workspace. */
  | { readonly kind: "abilities"; readonly canRun: boolean };

/** From a panel to the extension host. */
export type FromPanel =
  /** Drawn nothing yet, or drawn this revision: the host sends what is missing. */
  | { readonly kind: "ready"; readonly revision?: Revision }
  | { readonly kind: "ask"; readonly id: number; readonly method: PanelMethod; readonly params: Json }
  /** Open the source. `beside`: keep the panel in view. */
  | { readonly kind: "open"; readonly asset: AssetKey }
  | { readonly kind: "materialize"; readonly request: PlanRequest }
  | { readonly kind: "cancel"; readonly run: RunId }
  /** An error of the page itself, for the log. */
  | { readonly kind: "problem"; readonly message: string };
