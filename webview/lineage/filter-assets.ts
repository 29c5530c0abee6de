import type { AssetTable } from "../../protocol/messages/asset-table.ts";
import type { Filter } from "./worker-messages.ts";

/** Whether an asset stands out: it has one of the badges (any, when none is named), and its key holds the text in any case. */
export function matcherOf(table: AssetTable, { badges, text }: Filter): (id: number) => boolean {
  const wanted = new Set(badges);
  const part = text.trim().toLowerCase();
  return (id) =>
    (wanted.size === 0 || wanted.has(table.badge[id] ?? -1)) &&
    (part === "" || (table.key(id) ?? "").toLowerCase().includes(part));
}
