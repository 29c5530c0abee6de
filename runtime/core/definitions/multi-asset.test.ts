import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { asset } from "./asset.ts";
import { type AssetDefinition, readDefinition } from "./definition.ts";
import { multiAsset } from "./multi-asset.ts";
import { output, skip } from "./result.ts";

const definitionOf = (handle: unknown) => readDefinition(handle) as AssetDefinition;
const throwsCode = (code: string) => (error: unknown) => (error as { code?: unknown }).code === code;
const orders = asset("orders", () => [{ id: "a", total: 3 }]);

test("outputs share the function, and have what is said of all unless it is said of them", () => {
  const handles = multiAsset(
    "split",
    {
      group: "marts",
      owners: ["team:a"],
      tags: { tier: "1" },
      deps: ["first"],
      inputs: { orders },
      retry: { retries: 2 },
      outputs: {
        "marts/large": { group: "large", owners: ["team:b"], tags: {}, deps: [orders, "second"], io: "json" },
        small: { optional: true, description: "The rest.", codeVersion: "2" },
      },
      checks: { both: { asset: "small", severity: "WARN" } },
      canSubset: true,
    },
    ({ orders }) => ({ "marts/large": orders, small: orders }),
  );
  const large = definitionOf(handles["marts/large"]);
  const small = definitionOf(handles.small);
  assert.deepEqual(Object.keys(handles), ["marts/large", "small"]);
  assert.deepEqual(
    [large.key, large.group, large.owners, large.tags, large.io],
    ["marts/large", "large", ["team:b"], {}, "json"],
  );
  assert.deepEqual([small.group, small.owners, small.tags, small.io], ["marts", ["team:a"], { tier: "1" }, undefined]);
  assert.deepEqual(large.deps, ["first", "orders", "second"]);
  assert.deepEqual([small.deps, small.declaredVersion, small.description], [["first"], "2", "The rest."]);
  assert.deepEqual([large.retry, large.inputs], [{ retries: 2 }, small.inputs]);
  assert.equal(large.compute, small.compute);
  assert.equal(large.multiAsset, small.multiAsset);
  const { definitions, ...whole } = large.multiAsset!;
  assert.deepEqual(definitions?.(), [large, small]);
  assert.deepEqual(whole, {
    key: "split",
    canSubset: true,
    outputs: ["marts/large", "small"],
    optional: new Set(["small"]),
  });
  assert.equal(large.checks, undefined);
  assert.deepEqual(
    small.checks?.map(({ name, asset: of, severity }) => [name, of, severity]),
    [["both", "small", "WARN"]],
  );
});

test("a handle gives its own output", async () => {
  const { large, small, rest } = multiAsset(
    "split",
    {
      inputs: { orders },
      config: z.object({ limit: z.number().default(100) }),
      outputs: { large: { schema: z.object({ total: z.coerce.number() }) }, small: {}, rest: { optional: true } },
    },
    ({ orders }, { config, key }) => ({
      large: orders.filter(({ total }) => total >= config.limit),
      small: output(key, { metadata: { seen: true } }),
    }),
  );
  const given = [
    { id: "a", total: 3 },
    { id: "b", total: 400 },
  ];
  assert.deepEqual(await large({ orders: given }), [{ total: 400 }]);
  assert.deepEqual(await large({ orders: given }, { config: { limit: 1 } }), [{ total: 3 }, { total: 400 }]);
  assert.equal(await small({ orders: given }), "split");
  await assert.rejects(rest({ orders: given }), throwsCode("asset-skipped"));
});

test("a function that may leave out outputs sees which are wanted", async () => {
  const { a, b } = multiAsset("both", { outputs: { a: {}, b: {} }, canSubset: true }, (_, { selected }) => ({
    ...(selected.has("a") ? { a: [...selected] } : {}),
    ...(selected.has("b") ? { b: skip("nothing new") } : {}),
  }));
  assert.deepEqual(await a({}), ["a"]);
  await assert.rejects(b({}), throwsCode("asset-skipped"));
});

test("a function that does not give its outputs is told so", async () => {
  const missing = multiAsset("m", { outputs: { a: {}, b: {} } }, () => ({ a: 1 }) as { a: number; b: number });
  await assert.rejects(missing.b({}), throwsCode("output-missing"));
  assert.equal(await missing.a({}), 1);
  const nothing = multiAsset("m", { outputs: { a: {} } }, () => undefined as never);
  await assert.rejects(nothing.a({}), throwsCode("outputs-unreadable"));
});

const mistakes: readonly (readonly [string, () => unknown])[] = [
  ["no-outputs", () => multiAsset("m", { outputs: {} }, () => ({}))],
  ["malformed-key", () => multiAsset("m", { outputs: { "a b": {} } }, () => ({ "a b": 1 }))],
  ["malformed-key", () => multiAsset("", { outputs: { a: {} } }, () => ({ a: 1 }))],
  [
    "check-of-no-output",
    () => multiAsset("m", { outputs: { a: {} }, checks: { c: { asset: "b" as "a" } } }, () => ({ a: 1 })),
  ],
  ["bad-slots", () => multiAsset("m", { outputs: { a: {} }, concurrency: { pool: "p", slots: 0 } }, () => ({ a: 1 }))],
  ["rest-input", () => multiAsset("m", { outputs: { a: {} } }, ({ ...all }) => ({ a: all }))],
];
for (const [at, [code, define]] of mistakes.entries()) {
  test(`a multi-asset is refused with ${code} (${at})`, () => assert.throws(define, throwsCode(code)));
}
