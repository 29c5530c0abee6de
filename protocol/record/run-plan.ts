import type { Json } from "../errors/error-entry.ts";
import type { AssetKey } from "../graph/asset-key.ts";
import type { CheckId } from "../graph/check-id.ts";
import type { CodeVersion } from "../graph/code-version.ts";
import type { PartitionSet } from "../graph/partitions.ts";
import type { SourceRange } from "../graph/source-range.ts";
import type { EventCursor, RunId } from "./identifiers.ts";

/** What a user asks for. */
export interface PlanRequest {
  /** In the selection language. */
  readonly selection: string;
  /** Also what is stale or was never made above what is selected, so that it is fresh afterwards. */
  readonly staleUpstream?: boolean;
  readonly partitions?: PartitionSet | "latest" | "missing" | "failed" | "stale";
  readonly config?: Json;
  /** attached: the checks of what is made, also when absent. only: these assets are checked as they are, none is made. */
  readonly checks?: "attached" | "none" | "only";
  /** With `only`, and a selection of one asset: this check of it alone, with what the same function judges beside it. */
  readonly check?: string;
}

/** Who started a run. */
export type Trigger =
  | { readonly kind: "editor" | "terminal" | "test" }
  | { readonly kind: "automation"; readonly name: string };

/** Why a step is in a plan. */
export type PlanReason = "selected" | "stale upstream" | "missing upstream";

/** Everything that a run needs; no analysis is needed to carry it out. The runner refuses text unlike `basis.files`. */
export interface RunPlan {
  readonly run: RunId;
  readonly backfill?: string;
  readonly environment: string;
  readonly trigger: Trigger;
  readonly config: Json;
  /** How many steps may run at once, where the text of the config shows it. */
  readonly concurrency?: number;
  /** In an order in which each comes after those in its `after`. */
  readonly steps: readonly PlannedStep[];
  readonly code: {
    /** By asset key; an asset without analysis has none. */
    readonly versions: Readonly<Record<AssetKey, CodeVersion>>;
    /** Of checks in steps of their own. */
    readonly checks?: Readonly<Record<CheckId, CodeVersion>>;
  };
  readonly basis: {
    /** Where the store stood when the plan was made. */
    readonly events: EventCursor;
    /** The import closure of the definitions: path from the project's root to SHA-256 of the content, in hexadecimal. */
    readonly files: Readonly<Record<string, string>>;
  };
  /** Where each planned asset is defined: for loading, and for errors. */
  readonly sources: Readonly<Record<AssetKey, SourceRange>>;
  /** Where each planned check that has a step of its own is defined. */
  readonly checkSources?: Readonly<Record<CheckId, SourceRange>>;
  /** `evergraph.config.ts` from the project's root, if there is one. */
  readonly configFile?: string;
}

export interface PlannedCheck {
  readonly asset: AssetKey;
  readonly name: string;
  /** As declared; absent: `ERROR`. */
  readonly severity?: "WARN" | "ERROR";
}

export interface PlannedStep {
  /** Several: outputs of one multi-asset. None: the step only checks. */
  readonly assets: readonly AssetKey[];
  /** With assets: what their function reports itself. Without: what one check function judges (several for `assetChecks`). */
  readonly checks: readonly PlannedCheck[];
  readonly partitions?: PartitionSet;
  /** Indices of steps that must have ended well. */
  readonly after: readonly number[];
  readonly why: readonly PlanReason[];
}
