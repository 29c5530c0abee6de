import type { RecordedError } from "../errors/error-entry.ts";
import type { AssetKey } from "../graph/asset-key.ts";
import type { Doubt } from "../graph/code-version.ts";
import type { Outcome, Slice } from "./events.ts";
import type { EventId, RunId } from "./identifiers.ts";

/** The first that applies wins; its position is the status byte of the lineage feed. */
export const badges = [
  "running",
  "failed",
  "upstream failed",
  "overdue",
  "never",
  "stale",
  "maybe stale",
  "unknown",
  "skipped",
  "external",
  "fresh",
] as const;

export type Badge = (typeof badges)[number];

/** One declaration of an asset's code that is not as it was. */
export interface MemberChange {
  readonly change: "changed" | "added" | "removed";
  readonly file: string;
  readonly name: string;
}

/** Why an asset is not in step with its code and inputs. Direct causes only. */
export type StaleCause =
  | { readonly kind: "code"; readonly changed: readonly MemberChange[] }
  | { readonly kind: "doubt"; readonly doubts: readonly Doubt[] }
  | { readonly kind: "not evaluated"; readonly why: string }
  | { readonly kind: "input"; readonly of: Slice; readonly read?: EventId; readonly now?: EventId }
  | { readonly kind: "dependency"; readonly asset: AssetKey; readonly change: "added" | "removed" };

export interface CheckCounts {
  readonly passed: number;
  readonly warned: number;
  readonly failed: number;
  /** Never run, or not with the code that the check has now. */
  readonly notRun: number;
}

export interface AssetStatus {
  readonly happened: {
    readonly latest: Outcome | "never" | "observed";
    readonly running: readonly RunId[];
    /** The latest materialization, or observation. */
    readonly made?: EventId;
    readonly checks: CheckCounts;
    readonly error?: RecordedError;
    /** The key that failed above, the reason of a skip. */
    readonly because?: string;
  };
  readonly sync: {
    readonly state: "fresh" | "stale" | "maybe stale" | "unknown";
    readonly causes: readonly StaleCause[];
    /** The stale roots above, in order of id, at most 32; those that only may be stale when none certainly is. */
    readonly behind: readonly AssetKey[];
  };
  readonly freshness: "none" | "pass" | "warn" | "overdue" | "unknown";
  readonly badge: Badge;
}
