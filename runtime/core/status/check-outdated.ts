import type { Check } from "../../../protocol/graph/asset-graph.ts";
import type { CheckEvent } from "../../../protocol/record/events.ts";
import type { AssetRecord, Recorded } from "../record/asset-record.ts";

/** The latest result of a check; undefined: it was never run. */
export function latestResult({ checks }: AssetRecord, name: string): Recorded<CheckEvent> | undefined {
  return Object.hasOwn(checks, name) ? checks[name] : undefined;
}

/**
 * How the latest result of a check is out of date. `code`: the check's own code is another since, so the present check has not judged
 * anything: nobody may call it passed or failed. `data`: the asset was made again since; the result stands until the check is run.
 * undefined: it is up to date, or there is none. `codeNow`: hash of the check's code; undefined: not known.
 */
export function checkOutdated(
  check: Check,
  record: AssetRecord,
  codeNow: string | undefined,
): "code" | "data" | undefined {
  const latest = latestResult(record, check.name);
  if (latest === undefined) return undefined;
  if (check.reported !== true && latest.codeVersion !== undefined) {
    if (codeNow !== undefined && codeNow !== latest.codeVersion) return "code";
  }
  const made = record.latest?.id;
  return latest.judged !== undefined && made !== undefined && latest.judged !== made ? "data" : undefined;
}
