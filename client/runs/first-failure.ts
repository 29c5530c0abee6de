import type { RecordedError } from "../../protocol/errors/error-entry.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { StoredEvent } from "../../protocol/record/events.ts";

export interface Failure {
  readonly asset: AssetKey;
  readonly error: RecordedError;
  /** How many other assets of the run failed too. */
  readonly others: number;
}

/** The first asset of a run that failed by itself, as its events say: not those that only waited for it. */
export function firstFailure(events: readonly StoredEvent[]): Failure | undefined {
  const failed = events.flatMap((event) =>
    event.kind === "outcome" && event.outcome === "failed" && event.error !== undefined
      ? [{ asset: event.of.asset, error: event.error }]
      : [],
  );
  const [first] = failed;
  return first === undefined ? undefined : { ...first, others: failed.length - 1 };
}
