import assert from "node:assert/strict";
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import fc from "fast-check";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import { framesIoManager } from "./frames-io-manager.ts";
import type { StoreContext } from "./io-manager.ts";

const folder = mkdtempSync(join(tmpdir(), "evergraph-frames-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const manager = framesIoManager();

function contextOf(asset: string, signal = new AbortController().signal): StoreContext {
  return { asset: asAssetKey(asset), folder, signal, run: "20261124T132455-7f3a09" as RunId };
}

async function storeAndLoad(asset: string, value: unknown): Promise<unknown> {
  const context = contextOf(asset);
  const { stored } = await manager.store(context, value);
  return manager.load(context, JSON.parse(JSON.stringify(stored)));
}

async function collect(stream: unknown): Promise<unknown[]> {
  const rows: unknown[] = [];
  for await (const row of stream as AsyncIterable<unknown>) rows.push(row);
  return rows;
}

const cyclic: { self?: unknown; name: string } = { name: "ring" };
cyclic.self = cyclic;
const rowsOf = (count: number, row: (index: number) => unknown) =>
  Array.from({ length: count }, (_, index) => row(index));
const shared = { id: 1 };

const exact: readonly (readonly [string, unknown])[] = [
  ["undefined", undefined],
  ["null", null],
  ["negative zero", -0],
  ["a bigint", 12345678901234567890n],
  ["a text beyond ASCII", "é 漢字 🙂 \u2028"],
  ["an empty array", []],
  ["a date and an invalid date", [new Date(0), new Date(Number.NaN)]],
  ["a Map and a Set", { map: new Map([["a", new Set([1, 2])]]) }],
  ["bytes", Buffer.from("bytes")],
  ["typed arrays", [new Float32Array([1.5, Number.NaN]), new BigInt64Array([1n])]],
  ["an error", new TypeError("wrong")],
  ["a regular expression", /a+b/giu],
  ["a ring", cyclic],
  ["a match with fields besides its items", "abc".match(/b/)],
  [
    "rows of every type",
    rowsOf(100, (i) => ({ n: i / 3, b: i % 2 === 0, d: new Date(i), t: `t${i % 5}`, u: undefined })),
  ],
  [
    "rows with a column that changes its type",
    rowsOf(40, (i) => ({ a: i < 30 ? i : String(i), b: i === 7 ? null : true })),
  ],
  ["rows with NaN and negative zero", rowsOf(20, (i) => ({ a: i % 2 === 0 ? Number.NaN : -0 }))],
  ["rows with fields in another order", rowsOf(20, (i) => (i % 2 === 0 ? { a: 1, b: 2 } : { b: 2, a: 1 }))],
  ["rows named like prototypes", rowsOf(20, (i) => JSON.parse(`{"__proto__": ${i}, "constructor": ${i}}`))],
  ["rows with more texts than a dictionary holds", rowsOf(600, (i) => ({ text: `text ${i}` }))],
  [
    "an array with holes",
    (() => {
      const a = new Array(20);
      a[3] = { x: 1 };
      return a;
    })(),
  ],
  ["rows of which one occurs twice", rowsOf(20, () => shared)],
  ["more rows than a frame", rowsOf(20_000, (i) => ({ id: i, name: `n${i}` }))],
];

for (const [name, value] of exact) {
  test(`gives back ${name}`, async () => {
    const loaded = await storeAndLoad(`exact/${name.replaceAll(/[^a-z]/gi, "_")}`, value);
    assert.deepStrictEqual(loaded, value);
  });
}

test("keeps the order of fields", async () => {
  const loaded = (await storeAndLoad(
    "order",
    rowsOf(20, (i) => ({ z: i, a: i, m: i })),
  )) as object[];
  assert.deepEqual(Object.keys(loaded[0]!), ["z", "a", "m"]);
});

test("gives back any rows of plain values", async () => {
  const cell = fc.oneof(
    fc.integer(),
    fc.double(),
    fc.string(),
    fc.boolean(),
    fc.date(),
    fc.constant(null),
    fc.bigInt(),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.dictionary(fc.string(), cell), { maxLength: 40 }), async (rows) => {
      const plain = rows.map((row) => ({ ...row }));
      assert.deepStrictEqual(await storeAndLoad("property", plain), plain);
    }),
    { numRuns: 200 },
  );
});

class Invoice {
  total = 1;
}

const refused: readonly (readonly [string, unknown, string])[] = [
  ["a function", () => 1, "value is a function"],
  ["an instance in a field", { bill: { invoice: new Invoice() } }, "value.bill.invoice is an instance of Invoice"],
  [
    "a function in a row",
    rowsOf(30, (i) => ({ id: i, run: i === 17 ? function later() {} : null })),
    "value[17].run is the function later",
  ],
  ["a symbol in an array", [[Symbol("s")]], "value[0][0] is a symbol"],
  ["an instance in a Map", new Map([["a", new Invoice()]]), 'value.get("a") is an instance of Invoice'],
  ["a promise", { later: Promise.resolve(1) }, "value.later is an instance of Promise"],
  ["a field with a space", { "net total": new Invoice() }, 'value["net total"] is an instance of Invoice'],
  [
    "an instance beyond the first frame",
    rowsOf(9000, (i) => ({ at: i === 8999 ? new Invoice() : i })),
    "value[8999].at is an instance of Invoice",
  ],
];

for (const [name, value, where] of refused) {
  test(`refuses ${name}, says where and leaves nothing behind`, async () => {
    const before = readdirSync(folder, { recursive: true }).filter((file) => String(file).includes("."));
    await assert.rejects(manager.store(contextOf("refused"), value), (error: Error & { code?: string }) => {
      assert.equal(error.code, "value-not-storable");
      assert.equal(error.message, `The value cannot be stored: ${where}.`);
      return true;
    });
    const left = readdirSync(folder, { recursive: true }).filter((file) => String(file).includes("."));
    assert.deepEqual(left, before);
  });
}

test("keeps small values in the event and large ones in a file", async () => {
  const small = await manager.store(contextOf("small"), { a: 1 });
  assert.ok(small.stored.inline !== undefined && small.stored.path === undefined);
  const large = await manager.store(contextOf("large"), "x".repeat(5000));
  assert.equal(large.stored.inline, undefined);
  assert.equal(statSync(join(folder, large.stored.path!)).size, large.stored.bytes);
});

test("equal content has an equal digest, other content another", async () => {
  const digest = async (value: unknown) => (await manager.store(contextOf("digest"), value)).stored.digest;
  assert.equal(await digest(rowsOf(50, (i) => ({ i }))), await digest(rowsOf(50, (i) => ({ i }))));
  assert.notEqual(await digest(rowsOf(50, (i) => ({ i }))), await digest(rowsOf(50, (i) => ({ i: i + 1 }))));
});

test("says what it saw: rows, columns with their types, the first rows", async () => {
  const rows = [
    { id: 1, when: new Date(0), note: undefined },
    { id: 2, when: null },
  ];
  const { stored, ...seen } = await manager.store(contextOf("seen"), rows);
  assert.deepEqual(seen, {
    rows: 2,
    columns: [
      { name: "id", type: "number" },
      { name: "when", type: "Date | null" },
      { name: "note", type: "undefined" },
    ],
  });
  assert.deepEqual(stored.preview, [
    { id: 1, when: "1970-01-01T00:00:00.000Z" },
    { id: 2, when: null },
  ]);
});

test("a stream is written as it comes and can be read again and again", async () => {
  let held = 0;
  async function* rows() {
    for (let index = 0; index < 20_000; index += 1) {
      held += 1;
      yield { index };
    }
  }
  const context = contextOf("stream");
  const { stored, rows: count } = await manager.store(context, rows());
  assert.equal(count, 20_000);
  assert.equal(held, 20_000);
  const stream = await manager.load(context, stored);
  for (let time = 0; time < 2; time += 1) {
    const read = await collect(stream);
    assert.equal(read.length, 20_000);
    assert.deepEqual(read[19_999], { index: 19_999 });
  }
});

test("a stream that fails rejects with its own error and leaves no file", async () => {
  async function* rows() {
    for (let index = 0; index < 9000; index += 1) yield { index, pad: "x".repeat(10) };
    throw new Error("source is gone");
  }
  await assert.rejects(manager.store(contextOf("failing"), rows()), /source is gone/);
  assert.deepEqual(readdirSync(join(folder, "values", "failing")), []);
});

test("storing stops when it is cancelled", async () => {
  const controller = new AbortController();
  async function* rows() {
    for (let index = 0; ; index += 1) {
      if (index === 30_000) controller.abort();
      yield { index };
    }
  }
  await assert.rejects(manager.store(contextOf("cancelled", controller.signal), rows()), { name: "AbortError" });
  assert.deepEqual(readdirSync(join(folder, "values", "cancelled")), []);
});

const damages: readonly (readonly [string, (file: string) => void, string])[] = [
  ["is gone", unlinkSync, "value-missing"],
  ["is cut off", (file) => truncateSync(file, statSync(file).size - 3), "value-damaged"],
  ["lost its end", (file) => truncateSync(file, statSync(file).size - 8), "value-damaged"],
  ["has a flipped bit", (file) => flip(file, 5000), "value-damaged"],
  ["says an absurd length", (file) => patch(file, 8, [0xff, 0xff, 0xff, 0x7f]), "value-damaged"],
  ["is something else", (file) => writeFileSync(file, "hello, this is text"), "value-damaged"],
  ["is of a newer format", (file) => patch(file, 4, [9]), "value-newer"],
];

for (const [name, damage, code] of damages) {
  test(`a value whose file ${name} is refused with ${code}`, async () => {
    const context = contextOf(`damaged/${code}/${name.replaceAll(" ", "_")}`);
    const { stored } = await manager.store(context, "x".repeat(10_000));
    damage(join(folder, stored.path!));
    await assert.rejects(manager.load(context, stored), { code });
  });
}

function flip(file: string, at: number): void {
  patch(file, at, [readFileSync(file)[at]! ^ 1]);
}

function patch(file: string, at: number, bytes: readonly number[]): void {
  const content = readFileSync(file);
  for (const [index, byte] of bytes.entries()) content[at + index] = byte;
  writeFileSync(file, content);
}
