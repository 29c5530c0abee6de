import { formatCount, formatNumber } from "../../../protocol/record/format-facts.ts";
import type { RecordedColumn, Metadata as RecordedMetadata } from "../../../protocol/record/metadata.ts";
import { recordedUnasked } from "../../../protocol/record/metadata.ts";
import { table } from "../definitions/metadata.ts";
import type { AnyAsset } from "../definitions/references.ts";
import type { RegisteredKey } from "../definitions/registry-entry.ts";
import type { StandardSchema } from "../definitions/schema.ts";
import { parseWith } from "../definitions/schema.ts";
import { type ReadyCheck, type ReadyMade, readyMade } from "./ready-made.ts";
import { eachRow, FailingRows } from "./rows-of.ts";

/**
 * A check that the columns and their types are those of the materialization before. When to use: a source may change its shape without a
 * word. Whether a column holds nulls does not count; the first materialization passes.
 * @param options `allowAdded`: new columns are no failure.
 * @throws `malformed-key`, `bad-reference` when it is called.
 * @example
 * ```ts
 * import { asset, schemaUnchanged } from "evergraph";
 * export const orders = asset("orders", () => [{ id: "a", total: 3 }]);
 * export const shape = schemaUnchanged(orders, { allowAdded: true });
 * ```
 */
export function schemaUnchanged<const H extends AnyAsset | RegisteredKey>(
  asset: H,
  options: ReadyCheck & { allowAdded?: boolean | undefined } = {},
): ReadyMade<H> {
  const { allowAdded = false, ...described } = options;
  return readyMade(asset, {
    name: "schema_unchanged",
    options: described,
    needsHistory: true,
    check(_, { history }) {
      const [judged, ...past] = history.map(({ metadata }) => columnsIn(metadata));
      const before = past.find((columns) => columns !== undefined);
      if (judged === undefined || before === undefined) {
        const what =
          judged === undefined
            ? "No columns are recorded"
            : `${columnsText(judged.length)}, with none before to compare`;
        return { passed: true, description: what };
      }
      const changes = differences(before, judged);
      const failing = changes.filter(({ change }) => !(allowAdded && change === "added"));
      return {
        passed: failing.length === 0,
        description:
          changes.length === 0
            ? `${columnsText(judged.length)}, as before`
            : changes.map(({ column, change }) => `${column} ${change}`).join(", "),
        metadata: { columns: judged.length, ...(changes.length === 0 ? {} : { changes: table(changes) }) },
      };
    },
  }) as ReadyMade<H>;
}

/**
 * A check that every row satisfies a schema (zod, valibot, arktype). When to use: rows that do not are to be counted and shown; the option
 * `schema` of an asset refuses the value instead.
 * @throws `malformed-key`, `bad-reference` when it is called.
 * @example
 * ```ts
 * import { asset, matchesSchema } from "evergraph";
 * import { z } from "zod";
 * export const rates = asset("rates", () => [{ currency: "EUR", rate: 1 }]);
 * export const positive = matchesSchema(rates, z.object({ rate: z.number().positive() }));
 * ```
 */
export function matchesSchema<const H extends AnyAsset | RegisteredKey>(
  asset: H,
  schema: StandardSchema,
  options: ReadyCheck = {},
): ReadyMade<H> {
  return readyMade(asset, {
    name: "matches_schema",
    options,
    async check(value, context) {
      const failing = new FailingRows();
      const rows = await eachRow(value, context, async (row, index) => {
        const parsed = await parseWith(schema, row);
        if ("issues" in parsed) failing.add(row, index, { issues: parsed.issues.join("; ") });
      });
      const total = formatCount(rows, "row");
      return {
        passed: failing.count === 0,
        description:
          failing.count === 0
            ? `${total}, each fits the schema`
            : `${formatNumber(failing.count)} of ${total} ${failing.count === 1 ? "does" : "do"} not fit the schema`,
        metadata: { rows, ...failing.metadata() },
      };
    },
  }) as ReadyMade<H>;
}

interface ColumnChange {
  readonly column: string;
  readonly change: "added" | "removed" | "changed";
  readonly before: string;
  readonly now: string;
}

function differences(before: readonly RecordedColumn[], now: readonly RecordedColumn[]): readonly ColumnChange[] {
  const known = new Map(before.map(({ name, type }) => [name, type]));
  const present = new Map(now.map(({ name, type }) => [name, type]));
  const changes: ColumnChange[] = [];
  for (const [column, type] of known) {
    const next = present.get(column);
    if (next === undefined) changes.push({ column, change: "removed", before: type, now: "" });
    else if (!sameType(type, next)) changes.push({ column, change: "changed", before: type, now: next });
  }
  for (const [column, type] of present) {
    if (!known.has(column)) changes.push({ column, change: "added", before: "", now: type });
  }
  return changes;
}

/** Of a column that was empty nothing is known. */
function sameType(before: string, now: string): boolean {
  const one = typesIn(before);
  const other = typesIn(now);
  return one === "" || other === "" || one === other;
}

function typesIn(type: string): string {
  const types = type.split(" | ").filter((name) => name !== "null" && name !== "undefined");
  return types.sort().join(" | ");
}

function columnsIn(metadata: RecordedMetadata): readonly RecordedColumn[] | undefined {
  const fact = metadata[recordedUnasked.columns];
  return fact?.type === "json" && Array.isArray(fact.value) ? (fact.value as unknown as RecordedColumn[]) : undefined;
}

function columnsText(count: number): string {
  return formatCount(count, "column");
}
