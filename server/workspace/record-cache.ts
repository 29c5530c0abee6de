import type { AssetId } from "../../protocol/graph/asset-graph.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { AssetRecord } from "../../runtime/core/record/asset-record.ts";
import type { Store } from "../../runtime/storage/store.ts";

/** Records by id: a pass over all statuses asks for each of them several times, and a key is slow to look up. */
export interface RecordCache {
  record(asset: AssetId): AssetRecord;
  /** These are to be read anew. */
  forget(assets: Iterable<AssetId>): void;
  /** All are: the store is another. */
  clear(): void;
}

export function createRecordCache(keys: () => readonly AssetKey[], store: () => Store | undefined): RecordCache {
  let records: (AssetRecord | undefined)[] = [];
  return {
    record(asset) {
      const known = records[asset];
      if (known !== undefined) return known;
      const key = keys()[asset];
      if (key === undefined) throw new RangeError(`No asset has the id ${asset}.`);
      const record = store()?.asset(key) ?? { key, history: [], running: [], checks: {} };
      records[asset] = record;
      return record;
    },
    forget(assets) {
      for (const asset of assets) records[asset] = undefined;
    },
    clear() {
      records = [];
    },
  };
}
