import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { asset } from "./asset.ts";
import { defineConfig } from "./config.ts";
import { type AssetDefinition, type ConfigDefinition, readDefinition } from "./definition.ts";
import { externalAsset } from "./external-asset.ts";
import { frames, json, memory, readBuiltInIo } from "./io-manager.ts";
import { markdown, path, plainMetadata, recordMetadata, table, url } from "./metadata.ts";
import { readObservation } from "./observation.ts";
import { multiRun } from "./partition-context.ts";
import { lastDays } from "./partition-mappings.ts";
import { daily, staticPartitions } from "./partitions.ts";
import { from, optional } from "./references.ts";
import { provide, resource } from "./resource.ts";
import { failure, output, readRequest, readResult, retryAfter, skip } from "./result.ts";
import { unchecked } from "./schema.ts";

const definitionOf = (handle: unknown) => readDefinition(handle) as AssetDefinition;
const throwsCode = (code: string) => (error: unknown) => (error as { code?: unknown }).code === code;

test("an asset of two arguments has its key, its inputs by name and the defaults", () => {
  const { compute, ...definition } = definitionOf(
    asset("report", ({ users, "marts/orders": orders }) => [users, orders]),
  );
  assert.equal(typeof compute, "function");
  assert.deepEqual(definition, {
    kind: "asset",
    key: "report",
    group: "default",
    owners: [],
    tags: {},
    kinds: [],
    deps: [],
    metadata: {},
    inputs: [
      { name: "users", asset: "users", optional: false },
      { name: "marts/orders", asset: "marts/orders", optional: false },
    ],
    resources: {},
  });
});

test("options are kept as data, durations in milliseconds", () => {
  const database = resource<{ url: string }>("warehouse");
  const users = asset("users", () => [1]);
  const handle = asset(
    "report",
    {
      group: "marts/core",
      owners: ["team:a"],
      tags: { tier: "1" },
      kinds: ["table"],
      description: "A report.",
      metadata: { source: "x" },
      inputs: { people: users, model: optional("model"), week: from("days", { partitions: lastDays(7) as never }) },
      deps: [users, "other", "other"],
      resources: { database },
      partitions: daily({ start: "2024-01-01", timezone: "Europe/Zurich" }),
      backfillPolicy: multiRun(3),
      codeVersion: "7",
      retry: { retries: 3, delay: "1.5s", backoff: "exponential", jitter: "full" },
      timeout: "2m",
      io: "json",
      concurrency: [{ pool: "warehouse", slots: 2 }, "disk"],
      priority: 5,
      config: z.object({ limit: z.number() }),
      schema: unchecked<{ id: string }>(),
    },
    () => new Map([["2024-01-01", [{ id: "a" }]]]),
  );
  const { compute, config, schema, ...definition } = definitionOf(handle);
  assert.ok(compute !== undefined && config !== undefined && schema !== undefined);
  assert.deepEqual(definition, {
    kind: "asset",
    key: "report",
    group: "marts/core",
    owners: ["team:a"],
    tags: { tier: "1" },
    kinds: ["table"],
    description: "A report.",
    metadata: { source: "x" },
    inputs: [
      { name: "people", asset: "users", optional: false },
      { name: "model", asset: "model", optional: true },
      { name: "week", asset: "days", optional: false, mapping: { kind: "lastDays", days: 7 } },
    ],
    deps: ["users", "other"],
    resources: { database: { kind: "resource", name: "warehouse" } },
    partitions: { kind: "daily", start: "2024-01-01", timezone: "Europe/Zurich" },
    declaredVersion: "7",
    retry: { retries: 3, delay: 1500, backoff: "exponential", jitter: "full" },
    timeout: 120_000,
    io: "json",
    concurrency: ["warehouse", "warehouse", "disk"],
    priority: 5,
  });
});

const mistakes: readonly (readonly [string, () => unknown])[] = [
  ["malformed-key", () => asset("a b", () => 1)],
  ["malformed-key", () => asset("a//b", () => 1)],
  ["malformed-key", () => externalAsset("")],
  ["rest-input", () => asset("a", ({ users, ...rest }) => [users, rest])],
  ["computed-input", () => asset("a", ({ [String(1)]: x }) => x)],
  ["inputs-unreadable", () => asset("a", (({ users }: { users: unknown }) => users).bind(undefined))],
  ["bad-reference", () => asset("a", { inputs: { x: undefined as never } }, ({ x }) => x)],
  ["bad-reference", () => asset("a", { deps: [{} as never] }, () => 1)],
  ["bad-duration", () => asset("a", { timeout: "soon" as never }, () => 1)],
  ["bad-duration", () => asset("a", { retry: { retries: 1, delay: "-1s" as never } }, () => 1)],
  ["bad-slots", () => asset("a", { concurrency: { pool: "p", slots: 1.5 } }, () => 1)],
  ["bad-slots", () => defineConfig({ environments: { dev: { pools: { p: 0 } } } })],
  ["no-environment", () => defineConfig({ environments: {} })],
  ["bad-environment-name", () => defineConfig({ environments: { "../outside": {} } })],
  ["bad-environment-name", () => defineConfig({ environments: { "a/b": {} } })],
  ["bad-environment-name", () => defineConfig({ environments: { ".": {} } })],
  ["bad-environment-name", () => defineConfig({ environments: { "": {} } })],
  ["bad-environment-name", () => defineConfig({ environments: { "of Ada": {} } })],
  ["bad-environment-name", () => defineConfig({ environments: { "dev.": {} } })],
  ["bad-number", () => defineConfig({ environments: { dev: { concurrency: 0 } } })],
  ["bad-number", () => defineConfig({ environments: { dev: { concurrency: 1.5 } } })],
  ["bad-number", () => asset("a", { priority: Number.NaN }, () => 1)],
  ["bad-number", () => asset("a", { retry: { retries: -1 } }, () => 1)],
  ["bad-number", () => asset("a", { retry: { retries: 1.5 } }, () => 1)],
  ["bad-number", () => asset("a", { retry: { retries: Number.POSITIVE_INFINITY } }, () => 1)],
  ["delay-missing", () => asset("a", { retry: { retries: 1, backoff: "linear" } as never }, () => 1)],
  ["delay-missing", () => asset("a", { retry: { retries: 1, jitter: "full" } as never }, () => 1)],
  ["bad-number", () => retryAfter(-1)],
  ["bad-number", () => retryAfter(Number.NaN)],
  ["bad-number", () => retryAfter(Number.POSITIVE_INFINITY)],
  ["bad-number", () => retryAfter(1, { retries: -1 })],
];

test("names of environments, retries and waits that mean something are taken", () => {
  const names = ["dev", "prod-eu_2", "v1.2", "größe"];
  const config = defineConfig({ environments: Object.fromEntries(names.map((name) => [name, { concurrency: 1 }])) });
  assert.deepEqual(Object.keys(config.environments), names);
  asset("a", { priority: -1.5, retry: { retries: 0 } }, () => 1);
  assert.deepEqual(readRequest(retryAfter(0, { retries: 0 })), { kind: "retry", seconds: 0, retries: 0 });
});

for (const [at, [code, define]] of mistakes.entries()) {
  test(`a definition is refused with ${code} (${at})`, () => assert.throws(define, throwsCode(code)));
}

test("a handle runs its function alone, with context", async () => {
  const database = resource<{ rows: number[] }>("database");
  const scaled = asset(
    "scaled",
    { inputs: { factor: "factor" }, resources: { database }, config: z.object({ add: z.number().default(1) }) },
    async ({ factor }, { key, resources, config, log, metadata, run, environment, signal, loadInput }) => {
      log.info("scaling");
      metadata.add({ rows: 2 });
      assert.deepEqual([key, run.id, environment, signal.aborted], ["scaled", "call", "test", false]);
      assert.equal(await loadInput("factor"), factor);
      return output(resources.database.rows.map((row) => row * Number(factor) + config.add));
    },
  );
  const resources = { database: { rows: [1, 2] } };
  assert.deepEqual(await scaled({ factor: 10 }, { resources }), [11, 21]);
  assert.deepEqual(await scaled({ factor: 10 }, { resources, config: { add: 5 } }), [15, 25]);
  await assert.rejects(scaled({ factor: 10 }, { resources, config: { add: "5" as never } }), throwsCode("bad-config"));
  assert.equal(scaled.key, "scaled");
  assert.equal(scaled.name, "scaled");
});

test("a call that cannot give a value rejects, and says why", async () => {
  const skipping = asset("skipping", () => skip("nothing new"));
  await assert.rejects(skipping({}), throwsCode("asset-skipped"));
  const daysOnly = asset("days", { partitions: staticPartitions(["a"]) }, () => 1);
  await assert.rejects(daysOnly({}), throwsCode("partitioned-not-yet"));
  const undeclared = asset("undeclared", (_, { loadInput }) => loadInput("other"));
  await assert.rejects(undeclared({}), throwsCode("input-not-given"));
  const careless = asset("careless", (inputs) => inputs.users);
  await assert.rejects(careless({}), throwsCode("inputs-not-destructured"));
});

test("rows are parsed by the schema, streamed ones as they come", async () => {
  const schema = z.object({ id: z.string(), at: z.coerce.date() });
  const rows = asset("rows", { schema }, () => [{ id: "a", at: "2024-01-01" as never }]);
  assert.deepEqual(await rows({}), [{ id: "a", at: new Date("2024-01-01") }]);
  const wrong = asset("wrong", { schema }, () => [
    { id: "a", at: new Date(0) },
    { id: 1 as never, at: new Date(0) },
  ]);
  await assert.rejects(wrong({}), (error: Error) => {
    assert.match(error.message, /^Row 1 of "wrong" does not fit its schema: id: /);
    return throwsCode("bad-row")(error);
  });
  const streamed = asset("streamed", { schema }, async function* () {
    yield { id: "a", at: "2024-01-01" as never };
  });
  const seen: unknown[] = [];
  for await (const row of await streamed({})) seen.push(row);
  assert.deepEqual(seen, [{ id: "a", at: new Date("2024-01-01") }]);
});

test("results and errors say what they ask for", () => {
  assert.deepEqual(readResult(output(1, { dataVersion: "v", tags: { a: "b" } })), {
    kind: "output",
    value: 1,
    metadata: {},
    dataVersion: "v",
    tags: { a: "b" },
  });
  assert.deepEqual(readResult(skip("later")), { kind: "skip", reason: "later" });
  for (const plain of [undefined, null, 1, "x", {}, []]) assert.equal(readResult(plain), undefined);
  assert.deepEqual(readRequest(retryAfter(30, { retries: 2 })), { kind: "retry", seconds: 30, retries: 2 });
  assert.deepEqual(readRequest(failure("no", { retry: false })), { kind: "failure", retry: false, metadata: {} });
  assert.equal(readRequest(new Error("plain")), undefined);
});

test("metadata is kept with how it is to be shown", () => {
  const ring: Record<string, unknown> = {};
  ring.self = ring;
  const rows = [{ a: 1n, b: new Date(0) }, { c: null }];
  assert.deepEqual(
    recordMetadata({
      text: "x",
      int: 3,
      float: 0.5,
      not: Number.NaN,
      yes: true,
      big: 12n,
      bigger: 2n ** 80n,
      date: new Date(5),
      link: new URL("https://example.org/a"),
      nothing: null,
      list: [1, "a"],
      absent: undefined,
      md: markdown("**x**"),
      file: path("a/b"),
      page: url("https://example.org"),
      cells: table(rows),
    }),
    {
      text: { type: "text", value: "x" },
      int: { type: "int", value: 3 },
      float: { type: "float", value: 0.5 },
      not: { type: "text", value: "NaN" },
      yes: { type: "boolean", value: true },
      big: { type: "int", value: 12 },
      bigger: { type: "text", value: "1208925819614629174706176" },
      date: { type: "timestamp", value: 5 },
      link: { type: "url", value: "https://example.org/a" },
      nothing: { type: "json", value: null },
      list: { type: "json", value: [1, "a"] },
      md: { type: "markdown", value: "**x**" },
      file: { type: "path", value: "a/b" },
      page: { type: "url", value: "https://example.org" },
      cells: {
        type: "table",
        columns: ["a", "b", "c"],
        rows: [
          ["1", "1970-01-01T00:00:00.000Z", null],
          [null, null, null],
        ],
      },
    },
  );
  assert.throws(() => recordMetadata({ ring: ring as never }), throwsCode("metadata-value"));
  assert.throws(() => recordMetadata({ call: (() => 1) as never }), throwsCode("metadata-value"));
  // JSON would keep them as {}.
  assert.throws(() => recordMetadata({ counts: new Map([["a", 1]]) as never }), throwsCode("metadata-value"));
  assert.throws(() => recordMetadata({ of: { seen: new Set([1]) } as never }), throwsCode("metadata-value"));
});

test("recorded metadata is read back as plain values", () => {
  const recorded = recordMetadata({ int: 3, at: new Date(5), cells: table([{ a: 1 }, { b: "x" }]), md: markdown("*") });
  assert.deepEqual(plainMetadata(recorded), {
    int: 3,
    at: new Date(5),
    cells: [
      { a: 1, b: null },
      { a: null, b: "x" },
    ],
    md: "*",
  });
});

test("a configuration carries its environments, the default first", () => {
  const start = () => 1;
  const stop = () => {};
  const config = defineConfig({
    environments: {
      dev: { resources: { x: 5 } },
      prod: { confirm: true, concurrency: 2, resources: { x: provide(start, stop) } },
    },
    include: ["src/**"],
  });
  const definition = readDefinition(config) as ConfigDefinition;
  assert.deepEqual(
    definition.environments.map(({ name, confirm, concurrency }) => ({ name, confirm, concurrency })),
    [
      { name: "dev", confirm: false, concurrency: undefined },
      { name: "prod", confirm: true, concurrency: 2 },
    ],
  );
  assert.deepEqual(readDefinition(definition.environments[1]?.resources.x), { kind: "provider", start, stop });
  assert.deepEqual(definition.include, ["src/**"]);
});

test("what cannot be computed of partitions yet says so", () => {
  const days = daily({ start: "2024-01-01" });
  assert.throws(() => days.window("2024-01-01"), throwsCode("partition-arithmetic"));
  assert.equal(staticPartitions(["a", "b"]).has("a"), true);
});

test("environments name IO managers and pools; what is said of all counts where they say nothing", () => {
  const own = { store: async () => "place", load: async () => 1 };
  const config = readDefinition(
    defineConfig({
      io: { default: own, models: frames() },
      environments: { dev: { io: memory() }, prod: { pools: { warehouse: 2 }, concurrency: 3 } },
    }),
  ) as ConfigDefinition;
  const [dev, prod] = config.environments;
  assert.deepEqual(
    [Object.keys(dev?.io ?? {}), readBuiltInIo(dev?.io.default)],
    [["default", "models"], { kind: "memory" }],
  );
  assert.deepEqual([prod?.io.default, prod?.pools, prod?.concurrency], [own, { warehouse: 2 }, 3]);
  assert.deepEqual(readBuiltInIo(json({ directory: "x" })), { kind: "json", directory: "x" });
});

test("an external asset is observed", async () => {
  const files = resource<string>("files");
  const { kind, observe, resources } = definitionOf(
    externalAsset("vendor/prices", { resources: { files }, observe: ({ resources }) => resources.files }),
  );
  assert.equal(kind, "external");
  assert.equal(await observe?.({ resources: { files: "etag" } }), "etag");
  assert.deepEqual(resources, { files: { kind: "resource", name: "files" } });
});

const observations: readonly (readonly [returned: unknown, recorded: unknown])[] = [
  ["etag", { dataVersion: "etag", metadata: {} }],
  [3, { dataVersion: "3", metadata: {} }],
  [new Date(0), { dataVersion: "1970-01-01T00:00:00.000Z", metadata: {} }],
  [
    { dataVersion: "2", metadata: { rows: 1 } },
    { dataVersion: "2", metadata: { rows: { type: "int", value: 1 } } },
  ],
  [{ metadata: { rows: 1 } }, { metadata: { rows: { type: "int", value: 1 } } }],
];
for (const [returned, recorded] of observations) {
  test(`an observation is recorded: ${JSON.stringify(returned)}`, () =>
    assert.deepEqual(readObservation("vendor/prices", returned), recorded));
}
for (const returned of [undefined, null, true, new Date(Number.NaN), { dataVersion: 3 }]) {
  test(`no data version is told by ${String(returned)}`, () =>
    assert.throws(() => readObservation("vendor/prices", returned), throwsCode("observation-invalid")));
}
