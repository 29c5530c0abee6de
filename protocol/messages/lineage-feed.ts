import type { AssetId } from "../graph/asset-graph.ts";
import type { AssetKey } from "../graph/asset-key.ts";

/** Grows by one with every change of the graph or of a status. */
export type Revision = number;

/**
 * How the graph travels to a panel. snapshot: all rows. delta: rows put and ids gone. status: (id, badge byte) pairs.
 * `from` is the revision that it applies to (0 for a snapshot). Who sees a gap asks for a new snapshot.
 */
export interface FeedMessage {
  readonly kind: "snapshot" | "delta" | "status";
  readonly from: Revision;
  readonly to: Revision;
  readonly bytes: ArrayBuffer;
}

/** What the panel knows of every asset without asking. */
export interface LineageRow {
  readonly id: AssetId;
  readonly key: AssetKey;
  readonly group: string;
  /** Position in `badges`. */
  readonly badge: number;
  readonly external: boolean;
  /** Ids of the direct upstream assets, each once. */
  readonly upstream: readonly AssetId[];
}
