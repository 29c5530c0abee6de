import type { AssetId } from "../../protocol/graph/asset-graph.ts";
import {
  encodeDelta,
  encodeSnapshot,
  encodeStatus,
  type FeedMessage,
  type LineageRow,
  type Revision,
  type StatusPair,
} from "../../protocol/messages/lineage-feed.ts";

const messagesKept = 100;

/** The rows as they were told, and what was told lately, so that who missed a little is given only that. */
export interface LineageFeed {
  readonly revision: Revision;
  /** Takes rows as they are now (undefined: the asset is gone) and tells what differs: at most a delta and a status message. */
  change(rows: ReadonlyMap<AssetId, LineageRow | undefined>): readonly FeedMessage[];
  /** What is missing since a revision; a snapshot when that is not known. */
  since(revision: Revision | undefined): readonly FeedMessage[];
}

/** `first`: a number that no earlier feed of this project can have reached, so that a panel that outlives its server sees the gap. */
export function createLineageFeed(first: Revision): LineageFeed {
  const told = new Map<AssetId, LineageRow>();
  let recent: FeedMessage[] = [];
  let revision = first;
  let snapshot: FeedMessage | undefined;

  function tell(kind: "delta" | "status", bytes: ArrayBuffer): FeedMessage {
    const message = { kind, from: revision, to: revision + 1, bytes };
    revision += 1;
    snapshot = undefined;
    recent = [...recent.slice(1 - messagesKept), message];
    return message;
  }

  function change(rows: ReadonlyMap<AssetId, LineageRow | undefined>): readonly FeedMessage[] {
    const put: LineageRow[] = [];
    const gone: AssetId[] = [];
    const statuses: StatusPair[] = [];
    for (const [id, row] of rows) {
      const before = told.get(id);
      if (row === undefined) {
        if (before === undefined) continue;
        told.delete(id);
        gone.push(id);
      } else {
        if (before === undefined || !sameButBadge(before, row)) put.push(row);
        else if (before.badge !== row.badge) statuses.push([id, row.badge]);
        else continue;
        told.set(id, row);
      }
    }
    const messages: FeedMessage[] = [];
    if (put.length > 0 || gone.length > 0) messages.push(tell("delta", encodeDelta({ put, gone })));
    if (statuses.length > 0) messages.push(tell("status", encodeStatus(statuses)));
    return messages;
  }

  function whole(): FeedMessage {
    snapshot ??= {
      kind: "snapshot",
      from: 0,
      to: revision,
      bytes: encodeSnapshot([...told.values()].sort(byGroupAndKey)),
    };
    return snapshot;
  }

  function since(from: Revision | undefined): readonly FeedMessage[] {
    if (from === revision) return [];
    const index = recent.findIndex((message) => message.from === from);
    return index === -1 ? [whole()] : recent.slice(index);
  }

  return {
    get revision() {
      return revision;
    },
    change,
    since,
  };
}

function sameButBadge(a: LineageRow, b: LineageRow): boolean {
  return (
    a.key === b.key &&
    a.group === b.group &&
    a.external === b.external &&
    a.broken === b.broken &&
    a.upstream.length === b.upstream.length &&
    a.upstream.every((id, index) => id === b.upstream[index])
  );
}

/** Neighbours in this order share the most, which makes the snapshot small. */
function byGroupAndKey(a: LineageRow, b: LineageRow): number {
  if (a.group !== b.group) return a.group < b.group ? -1 : 1;
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}
