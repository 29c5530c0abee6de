import type { AssetTable } from "../../protocol/messages/asset-table.ts";
import type { Filter } from "./worker-messages.ts";

/** Whether an asset stands out: it has one of the badges, or none is named. */
export function matcherOf(table: AssetTable, { badges }: Filter): (id: number) => boolean {
  const wanted = new Set(badges);
  return (id) => wanted.size === 0 || wanted.has(table.badge[id] ?? -1);
}
