import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import type { StoreContext } from "./io-manager.ts";
import { jsonIoManager } from "./json-io-manager.ts";
import { memoryIoManager } from "./memory-io-manager.ts";

const folder = mkdtempSync(join(tmpdir(), "evergraph-io-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const context: StoreContext = {
  asset: asAssetKey("a"),
  folder,
  run: "20261124T100000-000001" as RunId,
  signal: new AbortController().signal,
};

async function* rowsOf(count: number) {
  for (let id = 0; id < count; id += 1) yield { id };
}

async function collect(stream: unknown): Promise<unknown[]> {
  const rows: unknown[] = [];
  for await (const row of stream as AsyncIterable<unknown>) rows.push(row);
  return rows;
}

for (const [name, manager] of [
  ["json", jsonIoManager()],
  ["memory", memoryIoManager()],
] as const) {
  for (const value of [
    [],
    [
      { id: 1, name: "é" },
      { id: 2, name: null },
    ],
    { total: 3 },
    "text",
    4,
    null,
    true,
  ]) {
    test(`${name} gives back ${JSON.stringify(value)}`, async () => {
      const { stored, rows } = await manager.store(context, value);
      assert.equal(stored.manager, name);
      assert.equal(rows, Array.isArray(value) ? value.length : undefined);
      assert.deepEqual(await manager.load(context, stored), value);
    });
  }

  test(`${name} gives back a stream that can be read again`, async () => {
    const { stored, rows, columns } = await manager.store(context, rowsOf(3000));
    assert.equal(rows, 3000);
    assert.deepEqual(columns, [{ name: "id", type: "number" }]);
    const stream = await manager.load(context, stored);
    for (let time = 0; time < 2; time += 1) assert.equal((await collect(stream)).length, 3000);
  });

  test(`${name} says when a value is gone`, async () => {
    const stored = { manager: name, path: "values/none.json", bytes: 1 };
    await assert.rejects(manager.load(context, stored), { code: "value-missing" });
  });
}

test("json is written a row a line, for people", async () => {
  const rows = Array.from({ length: 400 }, (_, id) => ({ id, name: "somebody" }));
  const { stored } = await jsonIoManager().store(context, rows);
  const lines = readFileSync(join(folder, stored.path ?? ""), "utf8").split("\n");
  assert.deepEqual(lines.slice(0, 2), ["[", '{"id":0,"name":"somebody"},']);
  assert.equal(lines.length, 403);
});

const beyondJson: readonly (readonly [unknown, string])[] = [
  [{ a: [1, 2n] }, "value.a[1] is a bigint, which JSON cannot hold"],
  [{ a: new Map() }, "value.a is a Map, which JSON cannot hold"],
  [[Number.NaN], "value[0] is NaN, which JSON cannot hold"],
  [undefined, "value is undefined, which JSON cannot hold"],
  [[1, undefined], "value[1] is undefined, which JSON cannot hold"],
  [{ run: () => 1 }, "value.run is the function run"],
];

for (const [value, where] of beyondJson) {
  test(`json refuses it when ${where}`, async () => {
    await assert.rejects(jsonIoManager().store(context, value), {
      code: "value-not-storable",
      message: `The value cannot be stored: ${where}.`,
    });
  });
}

test("json refuses a ring", async () => {
  const ring: { inner?: unknown } = {};
  ring.inner = ring;
  await assert.rejects(jsonIoManager().store(context, ring), /value\.inner is inside itself/);
});

test("memory hands on the very object, of any class", async () => {
  class Model {}
  const model = new Model();
  const manager = memoryIoManager();
  const { stored } = await manager.store(context, model);
  assert.equal(await manager.load(context, stored), model);
});
