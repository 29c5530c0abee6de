import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { recordedUnasked } from "../../../protocol/record/metadata.ts";
import { asset } from "../definitions/asset.ts";
import type { AssetCheck } from "../definitions/check-handle.ts";
import type { CheckResult } from "../definitions/check-options.ts";
import type { CheckFunctionDefinition, CheckHistory } from "../definitions/definition.ts";
import { readDefinition } from "../definitions/definition.ts";
import { type Metadata, plainMetadata, recordMetadata } from "../definitions/metadata.ts";
import { acceptedValues, notNull, unique } from "./column-checks.ts";
import { rowCount, rowCountChange } from "./count-checks.ts";
import { anomaly, metadataBounds } from "./metadata-checks.ts";
import { robustScore } from "./robust-score.ts";
import { matchesSchema, schemaUnchanged } from "./schema-checks.ts";

type Row = { readonly id: string | null; readonly total: number; readonly at?: Date };
const orders = asset("orders", (): readonly Row[] => []);
const features = asset("features", (): readonly Row[] => []);

async function* streamed<T>(rows: readonly T[]): AsyncGenerator<T> {
  yield* rows;
}

/** Materializations, the newest first, of which these facts were recorded. */
function past(...metadata: readonly Metadata[]): CheckHistory {
  return metadata.map((facts, at) => ({ time: 100 - at, metadata: recordMetadata(facts) }));
}
const rowsOf = (...counts: readonly number[]) => past(...counts.map((count) => ({ [recordedUnasked.rows]: count })));
const columnsOf = (...columns: readonly Readonly<Record<string, string>>[]) =>
  past(
    ...columns.map((types) => ({
      [recordedUnasked.columns]: Object.entries(types).map(([name, type]) => ({ name, type })),
    })),
  );

const good: Row[] = [
  { id: "a", total: 1 },
  { id: "b", total: 2 },
];
const bad: Row[] = [
  { id: "a", total: 1 },
  { id: null, total: Number.NaN },
  { id: "a", total: 3 },
];
const positive = z.object({ total: z.number().positive() });
const many = (count: number): Row[] => Array.from({ length: count }, (_, at) => ({ id: `${at}`, total: at }));

const found: readonly (readonly [
  check: AssetCheck,
  value: unknown,
  history: CheckHistory,
  passed: boolean,
  description: string,
])[] = [
  [notNull(orders, ["id"]), good, [], true, "All 2 rows have id"],
  [notNull(orders, ["id"]), [good[0]], [], true, "The only row has id"],
  [notNull(orders, ["id", "total"]), bad, [], false, "1 of 3 rows has no id, total"],
  [notNull(orders, ["total"]), streamed(bad), [], false, "1 of 3 rows has no total"],
  [notNull(orders, ["id"]), [], [], true, "All 0 rows have id"],
  [unique(orders, ["id"]), good, [], true, "No id occurs twice in 2 rows"],
  [unique(orders, ["id"]), bad, [], false, "1 of 3 rows repeats the id of another"],
  [unique(orders, ["id", "total"]), bad, [], true, "No id, total occurs twice in 3 rows"],
  [
    unique(orders, ["at"]),
    [
      { id: "a", total: 1, at: new Date(5) },
      { id: "b", total: 1, at: new Date(5) },
    ],
    [],
    false,
    "1 of 2 rows repeats the at of another",
  ],
  [acceptedValues(orders, "id", ["a", "b"]), good, [], true, "Every id of 2 rows is accepted"],
  [acceptedValues(orders, "id", ["a"]), [...good, ...good], [], false, '2 of 4 rows have another id: "b"'],
  [acceptedValues(orders, "id", ["a"]), bad, [], false, "1 of 3 rows has another id: null"],
  [acceptedValues(orders, "id", ["a", null]), bad, [], true, "Every id of 3 rows is accepted"],
  [rowCount(orders, { min: 2, max: 2 }), good, [], true, "2 rows"],
  [rowCount(orders, { min: 3 }), good, [], false, "2 rows, at least 3 expected"],
  [rowCount(orders, { max: 1 }), streamed(good), [], false, "2 rows, at most 1 expected"],
  [rowCountChange(orders, { maxDrop: 0.2 }), good, rowsOf(2), true, "2 rows, with none before to compare"],
  [rowCountChange(orders, { maxDrop: 0.2 }), many(80), rowsOf(80, 100), true, "80 rows, −20% against 100 before"],
  [rowCountChange(orders, { maxDrop: 0.2 }), many(79), rowsOf(79, 100), false, "79 rows, −21% against 100 before"],
  [rowCountChange(orders, { maxDrop: 0.2 }), many(300), rowsOf(300, 100), true, "300 rows, +200% against 100 before"],
  [rowCountChange(orders, { maxRise: 1 }), many(201), rowsOf(201, 100), false, "201 rows, +101% against 100 before"],
  [rowCountChange(orders, { maxRise: 1 }), good, rowsOf(2, 0), false, "2 rows, none before"],
  [rowCountChange(orders, { maxDrop: 0 }), [], rowsOf(0, 0), true, "0 rows, as many as before"],
  [schemaUnchanged(orders), good, [], true, "No columns are recorded"],
  [schemaUnchanged(orders), good, columnsOf({ id: "string" }), true, "1 column, with none before to compare"],
  [schemaUnchanged(orders), good, columnsOf({ id: "string | null" }, { id: "string" }), true, "1 column, as before"],
  [schemaUnchanged(orders), good, columnsOf({ id: "null" }, { id: "string" }), true, "1 column, as before"],
  [schemaUnchanged(orders), good, columnsOf({ id: "number" }, { id: "string" }), false, "id changed"],
  [schemaUnchanged(orders), good, columnsOf({ id: "number", b: "Date" }, { id: "number" }), false, "b added"],
  [
    schemaUnchanged(orders, { allowAdded: true }),
    good,
    columnsOf({ id: "number", b: "Date" }, { id: "number" }),
    true,
    "b added",
  ],
  [
    schemaUnchanged(orders, { allowAdded: true }),
    good,
    columnsOf({ c: "number" }, { id: "number" }),
    false,
    "id removed, c added",
  ],
  [matchesSchema(orders, positive), good, [], true, "2 rows, each fits the schema"],
  [matchesSchema(orders, positive), bad, [], false, "1 of 3 rows does not fit the schema"],
  [metadataBounds(orders, "nulls", { max: 0.05 }), good, past({ nulls: 0.05 }), true, "nulls is 0.05"],
  [metadataBounds(orders, "nulls", { max: 0.05 }), good, past({ nulls: 0.06 }), false, "nulls is 0.06, above 0.05"],
  [
    metadataBounds(orders, "nulls", { min: 0.001 }),
    good,
    past({ nulls: 0.0004 }),
    false,
    "nulls is 0.000400, below 0.00100",
  ],
  [
    metadataBounds(orders, "nulls", { max: 1 }),
    good,
    past({ n: 1 }),
    false,
    'The materialization has no number "nulls"',
  ],
  [anomaly(orders), good, rowsOf(2, 2, 2, 2, 2), true, "rows: 2, with 4 before, too few to compare"],
  [anomaly(orders), good, rowsOf(101, 99, 101, 100, 102, 98), true, "rows: 101, usually 100"],
  [anomaly(orders), good, rowsOf(150, 99, 101, 100, 102, 98), false, "rows: 150, usually 100"],
  [anomaly(orders), good, rowsOf(1001, 1000, 1000, 1000, 1000, 1000), true, "rows: 1,001, usually 1,000"],
  [anomaly(orders), good, rowsOf(1, 0, 0, 0, 0, 0), false, "rows: 1, usually 0"],
  [
    anomaly(features, { metadata: "loss", last: 3, threshold: 1 }),
    good,
    past({ loss: 9 }, { loss: 1 }, { loss: 2 }, { loss: 3 }, { loss: 9 }),
    false,
    "loss: 9, usually 2",
  ],
];
for (const [check, value, history, passed, description] of found) {
  test(`${check.check}: ${description}`, async () => {
    const result: CheckResult = await check(value, { history });
    assert.deepEqual([result.passed, result.description], [passed, description]);
    // What it says about itself can be kept.
    recordMetadata(result.metadata ?? {});
  });
}

test("failing rows are counted and shown", async () => {
  const { metadata = {} } = await notNull(orders, ["id", "total"])(bad);
  const { rows, failed_rows, first_failed, missing } = plainMetadata(recordMetadata(metadata));
  assert.deepEqual([rows, failed_rows, missing], [3, 1, { id: 1, total: 1 }]);
  assert.deepEqual(first_failed, [{ "#": 1, id: null, total: null }]);
  const repeated = await unique(orders, ["id"])(bad);
  assert.deepEqual(plainMetadata(recordMetadata(repeated.metadata ?? {})).first_failed, [
    { "#": 2, "same as": "0", id: "a", total: 3 },
  ]);
  const misfits = await matchesSchema(orders, positive)([{ id: "x".repeat(999), total: -1 }]);
  const [shown] = plainMetadata(recordMetadata(misfits.metadata ?? {})).first_failed as {
    id: string;
    issues: string;
  }[];
  assert.equal(shown?.id.length, 201);
  assert.match(shown?.issues ?? "", /^total: /);
});

const named: readonly (readonly [AssetCheck, string, needsHistory: true | undefined])[] = [
  [notNull(orders, ["id", "total"]), "not_null_id_total", undefined],
  [unique(orders, ["id"]), "unique_id", undefined],
  [acceptedValues(orders, "id", ["a"]), "accepted_values_id", undefined],
  [rowCount(orders, {}), "row_count", undefined],
  [rowCountChange(orders, {}), "row_count_change", true],
  [schemaUnchanged(orders), "schema_unchanged", true],
  [matchesSchema(orders, positive), "matches_schema", undefined],
  [metadataBounds(orders, "nulls", {}), "metadata_bounds_nulls", true],
  [anomaly(orders), "anomaly", true],
  [notNull(orders, ["id"], { name: "ids", blocking: true, severity: "WARN" }), "ids", undefined],
];
for (const [handle, name, needsHistory] of named) {
  test(`the ready-made check is named ${name}`, () => {
    const definition = readDefinition(handle) as CheckFunctionDefinition;
    const [check] = definition.function.checks;
    assert.deepEqual([handle.check, handle.asset, definition.name, check?.name], [name, "orders", name, name]);
    assert.equal(definition.function.needsHistory, needsHistory);
    if (name === "ids") assert.deepEqual([check?.blocking, check?.severity], [{ kind: "everything" }, "WARN"]);
  });
}

test("one wild number in the past does not hide the next", () => {
  assert.ok(Math.abs(robustScore(1_000, [10, 11, 9, 10, 5_000, 12]).score) > 100);
  assert.equal(robustScore(10, [10]).score, 0);
});
