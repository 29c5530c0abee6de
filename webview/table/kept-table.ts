import type { Json } from "../../protocol/errors/error-entry.ts";
import { type AssetKey, asAssetKey } from "../../protocol/graph/asset-key.ts";
import { columnNames } from "./columns.ts";
import { facetNames, type Narrowing, notNarrowed } from "./facets.ts";
import { needFirst, type RowOrder } from "./row-order.ts";

/** What of the table outlives its page. */
export interface KeptTable {
  readonly order: RowOrder;
  readonly narrowing: Narrowing;
  readonly compact: boolean;
  /** The row that was looked at, and how far below the top it lay, in pixels. */
  readonly place?: { readonly key: AssetKey; readonly offset: number };
}

export function keptTableAsJson({ order, narrowing, compact, place }: KeptTable): Json {
  return {
    order: { ...order },
    narrowing: Object.fromEntries(facetNames.map((name) => [name, [...narrowing[name]]])),
    compact,
    ...(place === undefined ? {} : { place: { ...place } }),
  };
}

/** What another version kept may look otherwise: what does not fit is left out. */
export function readKeptTable(state: unknown): KeptTable {
  const { order, narrowing, compact, place } = fieldsOf(state);
  return {
    order: readOrder(order),
    narrowing: readNarrowing(narrowing),
    compact: compact === true,
    ...readPlace(place),
  };
}

function readOrder(value: unknown): RowOrder {
  const { by, descending } = fieldsOf(value);
  const name = columnNames.find((one) => one === by);
  return name === undefined ? needFirst : { by: name, descending: descending === true };
}

function readNarrowing(value: unknown): Narrowing {
  const given = fieldsOf(value);
  const read = Object.fromEntries(
    facetNames.map((name) => {
      const values = given[name];
      return [name, new Set(Array.isArray(values) ? values.filter((one) => typeof one === "string") : [])];
    }),
  );
  return { ...notNarrowed, ...read };
}

function readPlace(value: unknown): Pick<KeptTable, "place"> {
  const { key, offset } = fieldsOf(value);
  return typeof key === "string" && typeof offset === "number" && Number.isFinite(offset)
    ? { place: { key: asAssetKey(key), offset } }
    : {};
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
