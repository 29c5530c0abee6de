import type { Json, RecordedError } from "../errors/error-entry.ts";
import type { AssetKey } from "../graph/asset-key.ts";
import type { SourceRange } from "../graph/source-range.ts";
import type { EventId, RunId } from "../record/identifiers.ts";
import type { PlanRequest } from "../record/run-plan.ts";
import type { FeedMessage, Revision } from "./lineage-feed.ts";
import type { PanelMethod, RunSummary } from "./server-messages.ts";

/** From the extension host to a panel. */
export type ToPanel =
  | FeedMessage
  | { readonly kind: "answer"; readonly id: number; readonly result?: Json; readonly error?: RecordedError }
  /** Where the editor's cursor is; absent: in no asset. */
  | { readonly kind: "cursor"; readonly asset?: AssetKey }
  /** Show this asset: the panel was opened for it. */
  | { readonly kind: "reveal"; readonly asset: AssetKey }
  /** Show this view: a command asked for it. */
  | ({ readonly kind: "show" } & PanelPlace)
  /** A run began, went on or ended. */
  | { readonly kind: "run"; readonly run: RunSummary }
  /** Whether runs can be started: false in Restricted Mode, and without the package in the workspace. */
  | {
      readonly kind: "abilities";
      readonly canRun: boolean;
      /** Why not, and what can be done about it. */
      readonly cannotRun?: RecordedError;
      /** What is wrong with the store, when something is. */
      readonly storeProblem?: RecordedError;
    };

/** What the panel can show. */
export type PanelPlace =
  | { readonly view: "graph" | "table" }
  /** The latest when no run is named. */
  | { readonly view: "runs"; readonly run?: RunId }
  | { readonly view: "plan"; readonly request: PlanRequest }
  /** `compare`: what differs between two of its materializations, instead of the latest value. */
  | {
      readonly view: "value";
      readonly asset: AssetKey;
      readonly compare?: { readonly before: EventId; readonly after: EventId };
    };

/** From a panel to the extension host. */
export type FromPanel =
  /** Drawn nothing yet, or drawn this revision: the host sends what is missing. */
  | { readonly kind: "ready"; readonly revision?: Revision }
  | { readonly kind: "ask"; readonly id: number; readonly method: PanelMethod; readonly params: Json }
  /** Nobody waits for the answer to this question any more: what is not answered yet need not be. */
  | { readonly kind: "forget"; readonly id: number }
  /** Open the source. `beside`: keep the panel in view. */
  | { readonly kind: "open"; readonly asset: AssetKey }
  /** Open a place in the text: a line of an error, a check. */
  | { readonly kind: "open place"; readonly range: SourceRange }
  /** `planned`: the user has seen the plan, and is not shown it again. */
  | { readonly kind: "materialize"; readonly request: PlanRequest; readonly planned?: true }
  | { readonly kind: "debug"; readonly asset: AssetKey }
  /** Offer to save a file; `base64` is its content. */
  | { readonly kind: "save"; readonly name: string; readonly base64: string }
  | { readonly kind: "copy"; readonly text: string }
  | { readonly kind: "cancel"; readonly run: RunId }
  /** What the page keeps of itself, for the panel that is opened after this one was closed. */
  | { readonly kind: "keep"; readonly state: Json }
  /** An error of the page itself, for the log. */
  | { readonly kind: "problem"; readonly message: string };
