import { formatCount, formatNumber } from "../../../protocol/record/format-facts.ts";
import { table } from "../definitions/metadata.ts";
import type { AnyAsset, RefValue } from "../definitions/references.ts";
import type { RegisteredKey } from "../definitions/registry-entry.ts";
import { type ReadyCheck, type ReadyMade, type RowOf, readyMade } from "./ready-made.ts";
import { cellOf, eachRow, equalityKey, FailingRows } from "./rows-of.ts";

const shownValues = 10;

/**
 * A check that every row has a value in these columns: not null, undefined or NaN. When to use: whoever reads the rows counts on them.
 * @throws `malformed-key`, `bad-reference` when it is called.
 * @example
 * ```ts
 * import { asset, notNull } from "evergraph";
 * export const users = asset("users", () => [{ id: "a", name: "Ada" }]);
 * export const named = notNull(users, ["id", "name"], { blocking: true });
 * ```
 */
export function notNull<const H extends AnyAsset | RegisteredKey>(
  asset: H,
  columns: readonly (keyof RowOf<RefValue<H>> & string)[],
  options: ReadyCheck = {},
): ReadyMade<H> {
  return readyMade(asset, {
    name: ["not_null", ...columns].join("_"),
    options,
    async check(value, context) {
      const failing = new FailingRows();
      const missing = new Map<string, number>();
      const rows = await eachRow(value, context, (row, index) => {
        const without = columns.filter((column) => isMissing(cellOf(row, column)));
        for (const column of without) missing.set(column, (missing.get(column) ?? 0) + 1);
        if (without.length > 0) failing.add(row, index);
      });
      const which = [...missing.keys()].join(", ");
      return {
        passed: failing.count === 0,
        description:
          failing.count === 0
            ? `${allRows(rows)} ${columns.join(", ")}`
            : `${someRows(failing.count, rows)} ${failing.count === 1 ? "has" : "have"} no ${which}`,
        metadata: {
          rows,
          ...failing.metadata(),
          ...(columns.length > 1 ? { missing: Object.fromEntries(missing) } : {}),
        },
      };
    },
  }) as ReadyMade<H>;
}

/**
 * A check that no two rows have the same values in these columns. When to use: they are the key of the rows.
 * @throws `malformed-key`, `bad-reference` when it is called.
 * @example
 * ```ts
 * import { asset, unique } from "evergraph";
 * export const prices = asset("prices", () => [{ sku: "a", day: "2024-01-01", price: 3 }]);
 * export const onePrice = unique(prices, ["sku", "day"]);
 * ```
 */
export function unique<const H extends AnyAsset | RegisteredKey>(
  asset: H,
  columns: readonly (keyof RowOf<RefValue<H>> & string)[],
  options: ReadyCheck = {},
): ReadyMade<H> {
  return readyMade(asset, {
    name: ["unique", ...columns].join("_"),
    options,
    async check(value, context) {
      const seen = new Map<string, number>();
      const failing = new FailingRows();
      const rows = await eachRow(value, context, (row, index) => {
        const key = columns.map((column) => equalityKey(cellOf(row, column))).join("\u0000");
        const first = seen.get(key);
        if (first === undefined) seen.set(key, index);
        else failing.add(row, index, { "same as": String(first) });
      });
      return {
        passed: failing.count === 0,
        description:
          failing.count === 0
            ? `No ${columns.join(", ")} occurs twice in ${formatCount(rows, "row")}`
            : `${someRows(failing.count, rows)} ${failing.count === 1 ? "repeats" : "repeat"} the ${columns.join(", ")} of another`,
        metadata: { rows, ...failing.metadata() },
      };
    },
  }) as ReadyMade<H>;
}

/**
 * A check that a column holds nothing but these values. When to use: code downstream knows each of them. Null and undefined are accepted
 * when they are listed.
 * @throws `malformed-key`, `bad-reference` when it is called.
 * @example
 * ```ts
 * import { acceptedValues, asset } from "evergraph";
 * export const orders = asset("orders", () => [{ id: "a", state: "open" }]);
 * export const states = acceptedValues(orders, "state", ["open", "done"], { severity: "WARN" });
 * ```
 */
export function acceptedValues<const H extends AnyAsset | RegisteredKey, C extends keyof RowOf<RefValue<H>> & string>(
  asset: H,
  column: C,
  values: readonly RowOf<RefValue<H>>[C][],
  options: ReadyCheck = {},
): ReadyMade<H> {
  return readyMade(asset, {
    name: `accepted_values_${column}`,
    options,
    async check(value, context) {
      const accepted = new Set(values.map(equalityKey));
      const others = new Map<string, { readonly value: unknown; rows: number }>();
      const failing = new FailingRows();
      const rows = await eachRow(value, context, (row, index) => {
        const cell = cellOf(row, column);
        const key = equalityKey(cell);
        if (accepted.has(key)) return;
        failing.add(row, index);
        const known = others.get(key);
        if (known === undefined) others.set(key, { value: cell, rows: 1 });
        else known.rows += 1;
      });
      const most = [...others.values()].sort((a, b) => b.rows - a.rows).slice(0, shownValues);
      return {
        passed: failing.count === 0,
        description:
          failing.count === 0
            ? `Every ${column} of ${formatCount(rows, "row")} is accepted`
            : `${someRows(failing.count, rows)} ${failing.count === 1 ? "has" : "have"} another ${column}: ${most
                .slice(0, 3)
                .map((other) => shown(other.value))
                .join(", ")}${others.size > 3 ? ", …" : ""}`,
        metadata: { rows, ...failing.metadata(), ...(failing.count === 0 ? {} : { other_values: table(most) }) },
      };
    },
  }) as ReadyMade<H>;
}

function isMissing(cell: unknown): boolean {
  return cell === null || cell === undefined || Number.isNaN(cell);
}

function shown(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

function allRows(rows: number): string {
  return rows === 1 ? "The only row has" : `All ${formatCount(rows, "row")} have`;
}

function someRows(failed: number, rows: number): string {
  return `${formatNumber(failed)} of ${formatCount(rows, "row")}`;
}
