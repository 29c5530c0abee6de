import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import { type AssetTable, emptyAssetTable } from "../../protocol/messages/asset-table.ts";
import { encodeSnapshot } from "../../protocol/messages/lineage-feed.ts";
import type { Card } from "../../protocol/messages/server-messages.ts";
import { type Badge, badges } from "../../protocol/record/status.ts";

/** An asset as tests write it down. */
export interface FixtureAsset extends Partial<Omit<Card, "key">> {
  readonly key: string;
  readonly badge: Badge;
  readonly upstream?: readonly number[];
}

/** The table and the cards of some assets. */
export function tableOf(assets: readonly FixtureAsset[]): { table: AssetTable; cards: Card[] } {
  const table = emptyAssetTable();
  const rows = assets.map(({ key, badge, group = "core", upstream = [] }, id) => ({
    id,
    key: asAssetKey(key),
    group,
    badge: badges.indexOf(badge),
    external: badge === "external",
    upstream,
  }));
  table.apply({ kind: "snapshot", from: 0, to: 1, bytes: encodeSnapshot(rows) });
  const cards = assets.map(
    ({ upstream: _, key, ...card }): Card => ({
      key: asAssetKey(key),
      group: "core",
      kinds: [],
      owners: [],
      history: [],
      checks: { passed: 0, total: 0 },
      ...card,
    }),
  );
  return { table, cards };
}
