import { formatChange, formatCount, formatNumber } from "../../../protocol/record/format-facts.ts";
import { recordedUnasked } from "../../../protocol/record/metadata.ts";
import type { AnyAsset } from "../definitions/references.ts";
import type { RegisteredKey } from "../definitions/registry-entry.ts";
import { numbersBefore } from "./past-numbers.ts";
import { type Between, type ReadyCheck, type ReadyMade, readyMade } from "./ready-made.ts";
import { countRows } from "./rows-of.ts";

/**
 * A check of the number of rows. When to use: fewer, or more, can only be a mistake.
 * @throws `malformed-key`, `bad-reference` when it is called.
 * @example
 * ```ts
 * import { asset, rowCount } from "evergraph";
 * export const users = asset("users", () => [{ id: "a" }]);
 * export const enough = rowCount(users, { min: 1, max: 10_000_000, blocking: true });
 * ```
 */
export function rowCount<const H extends AnyAsset | RegisteredKey>(
  asset: H,
  options: ReadyCheck & Between,
): ReadyMade<H> {
  const { min, max, ...described } = options;
  return readyMade(asset, {
    name: "row_count",
    options: described,
    async check(value, context) {
      const rows = await countRows(value, context);
      const tooFew = min !== undefined && rows < min;
      const tooMany = max !== undefined && rows > max;
      return {
        passed: !tooFew && !tooMany,
        description: `${rowsText(rows)}${tooFew ? `, at least ${formatNumber(min)} expected` : ""}${
          tooMany ? `, at most ${formatNumber(max)} expected` : ""
        }`,
        metadata: { rows, min, max },
      };
    },
  }) as ReadyMade<H>;
}

/**
 * A check of how the number of rows moved against the materialization before. When to use: a sudden drop or rise tells of a broken source.
 * The first materialization passes.
 * @param options `maxDrop: 0.2` accepts up to 20 % less, `maxRise: 1` up to twice as many.
 * @throws `malformed-key`, `bad-reference` when it is called.
 * @example
 * ```ts
 * import { asset, rowCountChange } from "evergraph";
 * export const users = asset("users", () => [{ id: "a" }]);
 * export const steady = rowCountChange(users, { maxDrop: 0.2, severity: "WARN" });
 * ```
 */
export function rowCountChange<const H extends AnyAsset | RegisteredKey>(
  asset: H,
  options: ReadyCheck & { maxDrop?: number | undefined; maxRise?: number | undefined },
): ReadyMade<H> {
  const { maxDrop, maxRise, ...described } = options;
  return readyMade(asset, {
    name: "row_count_change",
    options: described,
    needsHistory: true,
    async check(value, context) {
      const rows = await countRows(value, context);
      const [before] = numbersBefore(context.history, recordedUnasked.rows);
      if (before === undefined) {
        return { passed: true, description: `${rowsText(rows)}, with none before to compare`, metadata: { rows } };
      }
      const change = before === 0 ? (rows === 0 ? 0 : Number.POSITIVE_INFINITY) : (rows - before) / before;
      const dropped = maxDrop !== undefined && -change > maxDrop;
      const risen = maxRise !== undefined && change > maxRise;
      return {
        passed: !dropped && !risen,
        description: `${rowsText(rows)}, ${changeText(rows, before, change)}`,
        metadata: { rows, rows_before: before, change },
      };
    },
  }) as ReadyMade<H>;
}

function rowsText(rows: number): string {
  return formatCount(rows, "row");
}

function changeText(rows: number, before: number, change: number): string {
  if (rows === before) return "as many as before";
  return Number.isFinite(change) ? `${formatChange(change)} against ${formatNumber(before)} before` : "none before";
}
