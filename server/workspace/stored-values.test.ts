import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import type { EventId, RunId } from "../../protocol/record/identifiers.ts";
import { framesIoManager } from "../../runtime/io/frames-io-manager.ts";
import type { IoManager } from "../../runtime/io/io-manager.ts";
import { jsonIoManager } from "../../runtime/io/json-io-manager.ts";
import { openStore } from "../../runtime/storage/journal-store.ts";
import type { Store } from "../../runtime/storage/store.ts";
import { differenceOf } from "./value-difference.ts";
import { createValueReader } from "./value-rows.ts";

const folder = mkdtempSync(join(tmpdir(), "evergraph-values-"));
const store = await openStore({ folder, access: "write", index: "memory" });
after(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const asset = asAssetKey("orders");
const { signal } = new AbortController();
let runs = 0;

/** Stores a value as a run does, and tells that it was made. */
async function made(value: unknown, manager: IoManager = framesIoManager()): Promise<EventId> {
  runs += 1;
  const run = `20261124T120000-${String(runs).padStart(6, "0")}` as RunId;
  const { stored } = await manager.store({ asset, run, folder, signal }, value);
  const event = store.append(
    {
      kind: "materialization",
      of: { asset },
      metadata: {},
      value: stored,
      provenance: { dataVersion: run, inputs: [] },
    },
    run,
  );
  await store.flushed();
  return event;
}

async function rowsOf(from: number, count: number, event?: EventId, of: Store = store) {
  const wanted = { asset, from, count, ...(event === undefined ? {} : { event }) };
  const answer = await createValueReader().rows(of, wanted, signal);
  assert.ok("rows" in answer, JSON.stringify(answer));
  return answer;
}

const many = Array.from({ length: 20_000 }, (_, id) => ({ id, even: id % 2 === 0 ? "yes" : "no" }));
async function* stream() {
  yield* many;
}

for (const [name, value, manager] of [
  ["frames of an array", many, framesIoManager()],
  ["frames of a stream", stream(), framesIoManager()],
  ["JSON of an array", many, jsonIoManager()],
  ["JSON of a stream", stream(), jsonIoManager()],
  ["a small array in its event", many.slice(0, 40), framesIoManager()],
  ["small JSON in its event", many.slice(0, 40), jsonIoManager()],
] as const) {
  test(`a page is read from any row on, with what the columns hold: ${name}`, async () => {
    await made(value, manager);
    const count = name.includes("small") ? 40 : 20_000;
    const first = count - 10;
    const { rows, columns, total, profiled, isList } = await rowsOf(first, 4);
    assert.deepEqual(
      rows,
      [0, 1, 2, 3].map((step) => [first + step, step % 2 === 0 ? "yes" : "no"]),
    );
    assert.deepEqual([total, profiled, isList], [count, count, true]);
    const [id, even] = columns;
    assert.deepEqual([id?.type, id?.min, id?.max, id?.mean], ["number", 0, count - 1, (count - 1) / 2]);
    assert.equal(
      id?.histogram.reduce((sum, bar) => sum + bar.count, 0),
      count,
    );
    assert.deepEqual(even?.histogram, [
      { label: "no", count: count / 2 },
      { label: "yes", count: count / 2 },
    ]);
  });
}

test("cells are JSON that says what they are: dates, bigints, nested values, what is missing", async () => {
  await made([
    { when: new Date(Date.UTC(2026, 10, 24)), big: 12n, deep: { tags: new Set(["a"]), at: null }, gap: Number.NaN },
    { when: new Date(Date.UTC(2026, 10, 25)), big: 3n, deep: { tags: new Set() }, late: true },
  ]);
  const { rows, columns } = await rowsOf(0, 5);
  assert.deepEqual(rows, [
    ["2026-11-24T00:00:00.000Z", "12", { tags: ["a"], at: null }, "NaN", null],
    ["2026-11-25T00:00:00.000Z", "3", { tags: [] }, null, true],
  ]);
  assert.deepEqual(
    columns.map(({ name, type, nulls, min, max }) => [name, type, nulls, min, max]),
    [
      ["when", "Date", 0, "2026-11-24T00:00:00.000Z", "2026-11-25T00:00:00.000Z"],
      ["big", "bigint", 0, "3", "12"],
      ["deep", "object", 0, undefined, undefined],
      ["gap", "number | undefined", 1, undefined, undefined],
      ["late", "boolean | undefined", 1, undefined, undefined],
    ],
  );
});

test("a value that is no list is the only row", async () => {
  await made({ model: "logistic", weights: [1, 2] });
  const { rows, isList, total } = await rowsOf(0, 10);
  assert.deepEqual([rows, isList, total], [[["logistic", [1, 2]]], false, 1]);
});

test("what cannot be read is told as a problem with its code", async () => {
  const reader = createValueReader();
  const codeOf = async (wanted: Parameters<typeof reader.rows>[1], of: Store | undefined = store) => {
    const answer = await reader.rows(of, wanted, signal);
    return "problem" in answer ? answer.problem.code : "rows";
  };
  const nothing = asAssetKey("nothing");
  assert.equal(await codeOf({ asset: nothing, from: 0, count: 1 }), "no-value-yet");
  const damaged = await made(many);
  const path = store.asset(asset).latest?.value?.path ?? "";
  writeFileSync(join(folder, path), "EVGF");
  assert.equal(await codeOf({ asset, event: damaged, from: 0, count: 1 }), "value-damaged");
  rmSync(join(folder, path));
  assert.equal(await codeOf({ asset, event: damaged, from: 0, count: 1 }), "value-missing");
  const elsewhere = asAssetKey("elsewhere");
  store.append({
    kind: "materialization",
    of: { asset: elsewhere },
    metadata: {},
    value: { manager: "warehouse", bytes: 0 },
    provenance: { dataVersion: "1", inputs: [] },
  });
  await store.flushed();
  assert.equal(await codeOf({ asset: elsewhere, from: 0, count: 1 }), "value-elsewhere");
});

test("reading many rows ends when it is cancelled", async () => {
  await made(many);
  const ending = new AbortController();
  const reading = createValueReader().rows(store, { asset, from: 0, count: 10 }, ending.signal);
  ending.abort();
  await assert.rejects(reading, { name: "AbortError" });
});

interface Compared {
  readonly name: string;
  readonly before: readonly unknown[];
  readonly after: readonly unknown[];
  readonly by?: readonly string[];
  /** Key columns; added, removed, changed, same. */
  readonly expected: readonly [by: readonly string[], added: number, removed: number, changed: number, same: number];
}

const compared: readonly Compared[] = [
  {
    name: "by the first column that is unique in both",
    before: [
      { kind: "a", id: 1, paid: 1 },
      { kind: "a", id: 2, paid: 2 },
      { kind: "b", id: 3, paid: 3 },
    ],
    after: [
      { kind: "a", id: 2, paid: 9 },
      { kind: "b", id: 3, paid: 3 },
      { kind: "b", id: 4, paid: 3 },
    ],
    expected: [["id"], 1, 1, 1, 1],
  },
  {
    name: "by a pair of columns",
    before: [
      { day: 1, shop: "a", n: 5 },
      { day: 1, shop: "b", n: 5 },
      { day: 2, shop: "a", n: 5 },
    ],
    after: [
      { day: 1, shop: "a", n: 5 },
      { day: 1, shop: "b", n: 5 },
      { day: 2, shop: "a", n: 6 },
      { day: 2, shop: "b", n: 6 },
    ],
    expected: [["day", "shop"], 1, 0, 1, 2],
  },
  {
    name: "by whole rows where nothing tells them apart",
    before: [{ x: 1 }, { x: 1 }, { x: 2 }],
    after: [{ x: 1 }, { x: 2 }, { x: 2 }],
    expected: [[], 1, 1, 0, 2],
  },
  {
    name: "by the columns that are given",
    before: [{ id: 1, name: "a" }],
    after: [{ id: 2, name: "a" }],
    by: ["name"],
    expected: [["name"], 0, 0, 1, 0],
  },
  {
    name: "a text is not a number, and the order of fields says nothing",
    before: [
      { id: "1", deep: { a: 1, b: 2 } },
      { id: "2", deep: { a: 1, b: 2 } },
    ],
    after: [
      { id: 1, deep: { a: 1, b: 2 } },
      { id: "2", deep: { b: 2, a: 1 } },
    ],
    expected: [["id"], 1, 1, 0, 1],
  },
];
for (const { name, before, after: now, by, expected } of compared) {
  test(`two values differ ${name}`, async () => {
    const [old, next] = [await made(before), await made(now)];
    const wanted = { asset, before: old, after: next, ...(by === undefined ? {} : { by }) };
    const answer = await differenceOf(store, wanted, signal);
    assert.ok("added" in answer, JSON.stringify(answer));
    assert.deepEqual([answer.by, answer.added, answer.removed, answer.changed, answer.same], expected);
    assert.equal(answer.rows.length, answer.added + answer.removed + answer.changed);
  });
}

test("columns that came, went or are of another type are named", async () => {
  const before = await made([{ id: 1, old: true, amount: 1 }]);
  const next = await made([{ id: 1, amount: "1", new: null }]);
  const answer = await differenceOf(store, { asset, before, after: next }, signal);
  assert.ok("columns" in answer);
  assert.deepEqual(answer.columns, {
    added: ["new"],
    removed: ["old"],
    retyped: [{ name: "amount", before: "number", after: "string" }],
  });
  assert.deepEqual(answer.names, ["id", "amount", "new", "old"]);
  assert.deepEqual(answer.rows, [{ change: "changed", before: [1, 1, null, true], after: [1, "1", null, null] }]);
});
