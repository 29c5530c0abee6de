import type { AssetNode } from "../../../protocol/graph/asset-graph.ts";
import type { EventId } from "../../../protocol/record/identifiers.ts";
import { compareRecorded } from "../record/apply-event.ts";
import type { AssetRecord } from "../record/asset-record.ts";

/** Data version of an asset that was never made. */
export const neverMade = "NULL";
/** Data version of an external asset that was never observed: it exists, and no more is known. */
export const neverObserved = "INITIAL";

/** The data version that a reader of the asset gets now, and the event that said so. */
export interface CurrentVersion {
  readonly dataVersion: string;
  readonly event?: EventId;
}

/** The version of the latest materialization or observation, whichever is later. */
export function currentVersion(kind: AssetNode["kind"], { latest, observed }: AssetRecord): CurrentVersion {
  if (observed !== undefined && (latest === undefined || compareRecorded(observed, latest) > 0)) {
    return { dataVersion: observed.dataVersion, event: observed.id };
  }
  if (latest !== undefined) return { dataVersion: latest.provenance.dataVersion, event: latest.id };
  return { dataVersion: kind === "external" ? neverObserved : neverMade };
}
