import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { StoredEvent } from "../../protocol/record/events.ts";

/** The asset that an event is about; undefined for runs, steps and code. */
export function assetOf(event: StoredEvent): AssetKey | undefined {
  switch (event.kind) {
    case "materialization":
    case "observation":
    case "check":
    case "outcome":
    case "accepted":
      return event.of.asset;
    case "log":
      return event.asset;
    default:
      return undefined;
  }
}
