import type { AssetId } from "../../protocol/graph/asset-graph.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { AssetTable } from "../../protocol/messages/asset-table.ts";
import type { Card } from "../../protocol/messages/server-messages.ts";
import { type Narrowed, type Narrowing, narrow, notNarrowed } from "./facets.ts";
import { needFirst, orderRows, type RowOrder, rankKeys } from "./row-order.ts";

/** Which assets are rows, in which order, and which of them are ticked. */
export class TableRows {
  order: RowOrder = needFirst;
  narrowing: Narrowing = notNarrowed;
  ids: readonly AssetId[] = [];
  /** How many the selection leaves, before the facets. */
  chosen = 0;
  values: Narrowed["values"] = { status: [], group: [], owner: [], kind: [], checks: [] };
  readonly ticked = new Set<AssetKey>();
  readonly #table: AssetTable;
  readonly #isChosen: (id: AssetId) => boolean;
  readonly #card: (key: AssetKey) => Card | undefined;
  #ranks: Float64Array | undefined;
  #places = new Map<AssetId, number>();

  constructor(table: AssetTable, isChosen: (id: AssetId) => boolean, card: (key: AssetKey) => Card | undefined) {
    this.#table = table;
    this.#isChosen = isChosen;
    this.#card = card;
  }

  /** Keys came or went. */
  forgetKeys(): void {
    this.#ranks = undefined;
  }

  /** Looks at the table, the cards and the choice anew. */
  renew(): void {
    const table = this.#table;
    this.#ranks ??= rankKeys(table);
    const chosen: AssetId[] = [];
    for (let id = 0; id < table.size; id++) if (table.present[id] === 1 && this.#isChosen(id)) chosen.push(id);
    const card = (id: AssetId): Card | undefined => {
      const key = table.key(id);
      return key === undefined ? undefined : this.#card(key);
    };
    const { ids, values } = narrow(chosen, this.narrowing, table, card);
    this.chosen = chosen.length;
    this.values = values;
    this.ids = orderRows(ids, this.order, table, this.#ranks, card);
    this.#places = new Map(this.ids.map((id, index) => [id, index]));
    for (const key of this.ticked) if (this.indexOf(key) === undefined) this.ticked.delete(key);
  }

  keyAt(index: number): AssetKey | undefined {
    const id = this.ids[index];
    return id === undefined ? undefined : this.#table.key(id);
  }

  indexOf(key: AssetKey | undefined): number | undefined {
    const id = key === undefined ? undefined : this.#table.find(key);
    return id === undefined ? undefined : this.#places.get(id);
  }

  keys(): AssetKey[] {
    return this.ids.flatMap((id) => this.#table.key(id) ?? []);
  }

  /** The ticked ones in the order of the rows. */
  tickedKeys(): AssetKey[] {
    return this.keys().filter((key) => this.ticked.has(key));
  }

  toggle(key: AssetKey): void {
    if (!this.ticked.delete(key)) this.ticked.add(key);
  }

  /** Ticks every row between two, both included. */
  tickBetween(from: number, to: number): void {
    for (let index = Math.min(from, to); index <= Math.max(from, to); index++) {
      const key = this.keyAt(index);
      if (key !== undefined) this.ticked.add(key);
    }
  }

  /** Ticks all rows, or none when all are ticked. */
  toggleAll(): void {
    if (this.ticked.size === this.ids.length) this.ticked.clear();
    else for (const key of this.keys()) this.ticked.add(key);
  }
}
