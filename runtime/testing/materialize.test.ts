import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { asset } from "../core/definitions/asset.ts";
import { assetCheck } from "../core/definitions/asset-check.ts";
import { externalAsset } from "../core/definitions/external-asset.ts";
import { multiAsset } from "../core/definitions/multi-asset.ts";
import { daily } from "../core/definitions/partitions.ts";
import { optional } from "../core/definitions/references.ts";
import { provide, resource } from "../core/definitions/resource.ts";
import { output, retryAfter, type Skip, skip } from "../core/definitions/result.ts";
import { materialize } from "./materialize.ts";

const throwsCode = (code: string) => (error: unknown) => (error as { code?: unknown }).code === code;

const orders = asset("orders", () => output([{ total: 3 }, { total: 4 }], { metadata: { source: "shop" } }));
const revenue = asset("revenue", { inputs: { orders, rate: "rate" } }, ({ orders, rate }) =>
  orders.reduce((sum, { total }) => sum + total * Number(rate), 0),
);

test("assets are made in their order, with what is given", async () => {
  const result = await materialize([revenue, orders], { given: { rate: 2 } });
  assert.equal(result.success, true);
  assert.equal(result.value(revenue), 14);
  assert.deepEqual(result.value(orders), [{ total: 3 }, { total: 4 }]);
  assert.equal(result.outcome(revenue), "materialized");
  const { source, "evergraph/rows": rows } = result.metadata(orders);
  assert.deepEqual([source, rows], ["shop", 2]);
});

test("what is given is not made", async () => {
  const result = await materialize([revenue, orders], { given: { rate: 1, orders: [{ total: 1 }] } });
  assert.deepEqual([result.value(revenue), result.value(orders)], [1, [{ total: 1 }]]);
});

test("an input that is neither made nor given is told before anything runs", async () => {
  let ran = false;
  const first = asset("first", () => {
    ran = true;
  });
  await assert.rejects(materialize([first, revenue], { given: { rate: 1 } }), throwsCode("input-not-given"));
  assert.equal(ran, false);
  const lenient = asset("lenient", { inputs: { model: optional("model") } }, ({ model }) => model ?? "none");
  assert.equal((await materialize([lenient])).value(lenient), "none");
});

test("a failure is told by the very error, and what is below is not started", async () => {
  class Broken extends Error {}
  const thrown = new Broken("no disk");
  const broken = asset("broken", (): number => {
    throw thrown;
  });
  const below = asset("below", { inputs: { broken } }, ({ broken: value }) => value + 1);
  const beside = asset("beside", () => 1);
  const result = await materialize([broken, below, beside]);
  assert.equal(result.success, false);
  assert.deepEqual(
    [broken, below, beside].map((one) => result.outcome(one)),
    ["failed", "upstream failed", "materialized"],
  );
  assert.equal(result.error(broken), thrown);
  assert.equal(result.error(below), thrown);
  assert.throws(
    () => result.value(below),
    (error) => error === thrown,
  );
  await assert.rejects(materialize([broken, below], { throwOnError: true }), (error) => error === thrown);
});

test("a skip passes on, and is no failure", async () => {
  const quiet = asset("quiet", (): number | Skip => skip("nothing new"));
  const below = asset("below", { inputs: { quiet } }, ({ quiet: value }) => value);
  const result = await materialize([quiet, below]);
  assert.equal(result.success, true);
  assert.deepEqual([result.outcome(quiet), result.outcome(below)], ["skipped", "skipped"]);
  assert.throws(() => result.value(quiet), throwsCode("not-materialized"));
});

test("resources are started for those that need them, and stopped", async () => {
  const log: string[] = [];
  const database = resource<{ rows: number[] }>("database");
  const unused = resource<string>("unused");
  const rows = asset("rows", { resources: { db: database } }, (_, { resources }) => resources.db.rows);
  const resources = {
    database: provide(
      () => {
        log.push("start");
        return { rows: [1, 2] };
      },
      () => void log.push("stop"),
    ),
    unused: provide(() => void log.push("never")),
  };
  assert.deepEqual((await materialize([rows], { resources })).value(rows), [1, 2]);
  assert.deepEqual(log, ["start", "stop"]);
  assert.equal(unused.name, "unused");
});

test("checks are run with what is made or given, and told", async () => {
  const enough = assetCheck("enough", { asset: orders, blocking: true }, (all) => ({
    passed: all.length > 2,
    description: `${all.length} orders`,
  }));
  const broken = assetCheck("broken", { asset: orders }, (): boolean => {
    throw new Error("no disk");
  });
  const result = await materialize([orders, revenue, enough], { given: { rate: 2 } });
  assert.deepEqual(
    [result.success, result.outcome(orders), result.outcome(revenue)],
    [false, "materialized", "upstream failed"],
  );
  assert.deepEqual(result.checks(orders), [
    { name: "enough", passed: false, severity: "ERROR", description: "2 orders", metadata: {} },
  ]);
  assert.deepEqual(result.checks(enough), result.checks(orders));
  assert.equal((result.error(revenue) as { code?: string }).code, "blocking-check-failed");
  const alone = await materialize([enough, broken], { given: { orders: [{ total: 1 }, { total: 2 }, { total: 3 }] } });
  assert.deepEqual(
    alone.checks(enough).map(({ passed }) => passed),
    [true],
  );
  assert.deepEqual([alone.success, alone.error(broken)?.message], [false, "no disk"]);
  await assert.rejects(materialize([enough]), throwsCode("input-not-given"));
});

test("outputs of one function are made together", async () => {
  const { paid, open } = multiAsset(
    "payments",
    { outputs: { paid: {}, open: {} }, inputs: { orders } },
    ({ orders: all }) => ({
      paid: all.length,
      open: ["one"],
    }),
  );
  const both = await materialize([orders, paid, open]);
  assert.deepEqual([both.success, both.value(paid), both.value(open)], [true, 2, ["one"]]);
  const one = await materialize([paid], { given: { orders: [] } });
  assert.deepEqual([one.success, one.value(paid), one.value(open as never)], [true, 0, ["one"]]);
  const known = await materialize([paid], { given: { orders: [], open: ["given"] } });
  assert.deepEqual([known.value(paid), known.value(open as never)], [0, ["given"]]);
});

test("outputs of a function that makes what is asked for are made as they are listed", async () => {
  const { a, b } = multiAsset("both", { outputs: { a: {}, b: {} }, canSubset: true }, (_, { selected }) => ({
    ...(selected.has("a") && { a: [...selected].join() }),
    ...(selected.has("b") && { b: [...selected].join() }),
  }));
  const one = await materialize([a]);
  assert.deepEqual([one.success, one.value(a)], [true, "a"]);
  assert.throws(() => one.value(b as never), throwsCode("not-materialized"));
});

test("whatever IO manager an asset has elsewhere, here its value stays in memory", async () => {
  const parser = asset("parser", { io: "cloud" } as never, () => (text: string) => text.length);
  const length = asset("length", { inputs: { parser } }, ({ parser: measure }) => measure("four"));
  assert.equal((await materialize([parser, length] as const)).value(length), 4);
});

test("config is parsed, attempts are made again, streams can be read twice", async () => {
  let attempts = 0;
  const configured = asset("configured", { config: z.object({ limit: z.coerce.number() }) }, (_, { config }) => {
    attempts += 1;
    if (attempts === 1) throw retryAfter(0, { retries: 1 });
    return config.limit;
  });
  const lines = asset("lines", async function* () {
    yield 1;
    yield 2;
  });
  const twice = asset("twice", { inputs: { lines } }, async ({ lines: stream }) => {
    let sum = 0;
    for (let pass = 0; pass < 2; pass++) for await (const line of stream) sum += line;
    return sum;
  });
  const result = await materialize([configured, lines, twice], { config: { configured: { limit: "3" } } });
  assert.deepEqual([result.value(configured), result.value(twice), attempts], [3, 6, 2]);
});

test("the error is that of the last attempt, also when the asset did not throw it", async () => {
  let attempts = 0;
  const rows = asset("rows", { schema: z.object({ id: z.number() }), retry: { retries: 1 } }, () => {
    attempts += 1;
    if (attempts === 1) throw new Error("not yet");
    return [{ id: "a" as unknown as number }];
  });
  const result = await materialize([rows]);
  assert.equal(attempts, 2);
  assert.throws(() => result.value(rows), throwsCode("bad-row"));
});

test("what cannot be made is refused by name", async () => {
  const days = asset("days", { partitions: daily({ start: "2024-01-01" }) }, () => 1);
  await assert.rejects(materialize([days]), throwsCode("partitioned-not-yet"));
  await assert.rejects(materialize([externalAsset("elsewhere")]), throwsCode("external-not-made"));
  const again = asset("orders", () => 1);
  await assert.rejects(materialize([orders, again]), throwsCode("duplicate-key"));
  const ring = asset("ring", ({ ring: itself }) => itself);
  await assert.rejects(materialize([ring]), throwsCode("cycle"));
  await assert.rejects(materialize([{} as never]), throwsCode("bad-reference"));
  const result = await materialize([orders]);
  assert.throws(() => result.value(revenue as never), throwsCode("not-materialized"));
});

test("a cancelled run says so", async () => {
  const stop = new AbortController();
  const waiting = asset("waiting", (_, { signal }) => {
    stop.abort();
    return new Promise<number>((_resolve, reject) => {
      if (signal.aborted) reject(signal.reason);
      else signal.addEventListener("abort", () => reject(signal.reason));
    });
  });
  const after = asset("after", { inputs: { waiting } }, ({ waiting: value }) => value);
  const result = await materialize([waiting, after], { signal: stop.signal });
  assert.equal(result.success, false);
  assert.deepEqual([result.outcome(waiting), result.outcome(after)], ["cancelled", "cancelled"]);
});
