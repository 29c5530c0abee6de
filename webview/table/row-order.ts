import type { AssetId } from "../../protocol/graph/asset-graph.ts";
import type { AssetTable } from "../../protocol/messages/asset-table.ts";
import type { Card } from "../../protocol/messages/server-messages.ts";
import { badges } from "../../protocol/record/status.ts";
import { byNeed } from "../drawing/badge-shapes.ts";
import type { ColumnName } from "./columns.ts";

export interface RowOrder {
  readonly by: ColumnName;
  readonly descending: boolean;
}

/** What needs someone first. */
export const needFirst: RowOrder = { by: "status", descending: false };

/** By the position in `badges`, the place in the order of need. */
const need = badges.map((badge) => byNeed.indexOf(badge));

/** Ranks of keys as people sort them (`part_2` before `part_10`), by id. Kept as long as no key comes or goes. */
export function rankKeys(table: AssetTable): Float64Array {
  const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const ids: number[] = [];
  for (let id = 0; id < table.size; id++) if (table.present[id] === 1) ids.push(id);
  ids.sort((one, other) => collator.compare(table.key(one) ?? "", table.key(other) ?? "") || one - other);
  const ranks = new Float64Array(table.size);
  for (const [rank, id] of ids.entries()) ranks[id] = rank;
  return ranks;
}

/** What rows are ordered by: what is missing stands last, whichever way it goes. Equal ones stand by their key. */
export function orderRows(
  ids: readonly AssetId[],
  order: RowOrder,
  table: AssetTable,
  ranks: Float64Array,
  card: (id: AssetId) => Card | undefined,
): AssetId[] {
  const values = new Map<AssetId, number | string | undefined>();
  for (const id of ids) values.set(id, orderedBy(id, order.by, table, ranks, card(id)));
  const way = order.descending ? -1 : 1;
  return [...ids].sort((one, other) => {
    const first = values.get(one);
    const second = values.get(other);
    const byKey = (ranks[one] ?? 0) - (ranks[other] ?? 0);
    if (first === second) return byKey;
    if (first === undefined) return 1;
    if (second === undefined) return -1;
    return first < second ? -way : way;
  });
}

function orderedBy(
  id: AssetId,
  by: ColumnName,
  table: AssetTable,
  ranks: Float64Array,
  card: Card | undefined,
): number | string | undefined {
  switch (by) {
    case "status":
      return need[table.badge[id] ?? 0];
    case "key":
      return ranks[id];
    case "group":
      return lower(table.groups[table.group[id] ?? 0]);
    case "reason":
      return lower(card?.reason);
    case "rows":
      return card?.rows;
    case "change":
      return card?.rowsChange;
    case "history":
      return card === undefined || card.history.length === 0 ? undefined : card.history.length;
    case "age":
    case "made":
      // The youngest first, as ages are read.
      return card?.made === undefined ? undefined : -card.made;
    case "duration":
      return card?.seconds;
    case "checks":
      return card === undefined || card.checks.total === 0 ? undefined : card.checks.passed / card.checks.total;
    case "kind":
      return lower(card?.kinds[0]);
    case "owner":
      return lower(card?.owners[0]);
    default:
      return by satisfies never;
  }
}

function lower(text: string | undefined): string | undefined {
  return text === undefined || text === "" ? undefined : text.toLowerCase();
}

/** What pressing a column's head makes of the order: upwards, then downwards, then what needs someone first again. */
export function pressedHead(order: RowOrder, by: ColumnName): RowOrder {
  if (order.by !== by) return { by, descending: false };
  if (!order.descending) return { by, descending: true };
  return by === "status" ? { by, descending: false } : needFirst;
}
