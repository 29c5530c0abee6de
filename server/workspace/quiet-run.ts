import type { RunRecord } from "../../runtime/core/record/asset-record.ts";
import type { Store } from "../../runtime/storage/store.ts";
import { aroundRun } from "./run-comparison.ts";

/** A list of runs asks this of each: one that makes more than this is worth a row of its own, and not worth the time. */
const mostAssets = 500;

/**
 * Whether a run that makes something ended well, and every value that it made is the one that was there before. What is not remembered
 * any more counts as another.
 */
export function isQuietRun(store: Pick<Store, "asset">, record: RunRecord): boolean {
  if (record.state !== "succeeded" || record.outcomes.size === 0 || record.outcomes.size > mostAssets) return false;
  for (const [asset, outcome] of record.outcomes) {
    if (outcome === "skipped") continue;
    if (outcome !== "materialized") return false;
    const { now, before } = aroundRun(store, record, asset);
    if (now === undefined || before === undefined) return false;
    if (now.provenance.dataVersion !== before.provenance.dataVersion) return false;
  }
  return true;
}
