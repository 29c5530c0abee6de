import type { AssetTable } from "../../protocol/messages/asset-table.ts";
import { badges } from "../../protocol/record/status.ts";

/** Statuses that an asset above must not have for this one to be made of good inputs. */
const behind: ReadonlySet<number> = new Set(
  (["failed", "upstream failed", "stale", "maybe stale", "never"] as const).map((badge) => badges.indexOf(badge)),
);

/** Assets above that are to be made first, by their badges: through what is itself behind. */
export function staleAbove(table: AssetTable, asset: number): number[] {
  const found = new Set<number>();
  const open = [asset];
  const { start, ids } = table.upstream;
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (let edge = start[id] ?? 0; edge < (start[id + 1] ?? 0); edge++) {
      const from = ids[edge] ?? 0;
      if (found.has(from) || from === asset || table.external[from] === 1 || !behind.has(table.badge[from] ?? -1))
        continue;
      found.add(from);
      open.push(from);
    }
  }
  return [...found].sort((one, other) => one - other);
}
