import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import { type CheckId, checkId } from "../../protocol/graph/check-id.ts";
import type { StoredEvent } from "../../protocol/record/events.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import type { RunPlan } from "../../protocol/record/run-plan.ts";
import { asset } from "../core/definitions/asset.ts";
import { assetCheck } from "../core/definitions/asset-check.ts";
import { assetChecks } from "../core/definitions/asset-checks.ts";
import {
  type AssetDefinition,
  type CheckFunctionDefinition,
  type CheckHistory,
  readDefinition,
} from "../core/definitions/definition.ts";
import { externalAsset } from "../core/definitions/external-asset.ts";
import { plainMetadata } from "../core/definitions/metadata.ts";
import { multiAsset } from "../core/definitions/multi-asset.ts";
import { optional } from "../core/definitions/references.ts";
import { provide, resource } from "../core/definitions/resource.ts";
import { output } from "../core/definitions/result.ts";
import { makePlan } from "../core/plan/make-plan.ts";
import { soundGraph } from "../core/validation/sound-graph.ts";
import { memoryIoManager } from "../io/memory-io-manager.ts";
import { createMemoryStore } from "../storage/memory-store.ts";
import { executeRun, type RunOptions } from "./execute-run.ts";
import { systemClock } from "./system-clock.ts";

let runs = 0;

function prepare(handles: readonly unknown[]) {
  const all = handles.map((handle) => readDefinition(handle));
  const assets = all.filter((one): one is AssetDefinition => one?.kind === "asset" || one?.kind === "external");
  const functions = all.filter((one): one is CheckFunctionDefinition => one?.kind === "check");
  const checks = new Map<CheckId, CheckFunctionDefinition>();
  for (const one of functions)
    for (const { asset: of, name } of one.function.checks) checks.set(checkId(of, name), one);
  const { graph, index } = soundGraph(assets, { checks: functions });
  const steps = makePlan({ graph, index, assets: assets.keys() });
  const plan: RunPlan = {
    run: `20260101T000000-${(runs++).toString(16).padStart(6, "0")}` as RunId,
    environment: "dev",
    trigger: { kind: "test" },
    config: {},
    steps,
    code: { versions: {} },
    basis: { events: {}, files: {} },
    sources: {},
  };
  return { plan, checks, definitions: new Map(assets.map((definition) => [definition.key, definition])) };
}

async function run(handles: readonly unknown[], change: Partial<RunOptions> = {}) {
  const memory = memoryIoManager();
  const options: RunOptions = {
    ...prepare(handles),
    store: createMemoryStore(),
    ioManagers: { default: memory, memory },
    resources: {},
    clock: systemClock,
    signal: new AbortController().signal,
    ...change,
  };
  const { plan, store } = options;
  const result = await executeRun(options);
  const events = [...store.events({ run: plan.run })];
  assertOneLastWord(plan, events);
  const outcomes = Object.fromEntries(result.outcomes);
  return { ...result, outcomes, events, store, plan };
}

/** Whatever happens: an outcome for each planned asset, a last event for each step that was begun or only checks. */
function assertOneLastWord(plan: RunPlan, events: readonly StoredEvent[]): void {
  const outcomes = events.flatMap((event) => (event.kind === "outcome" ? [event.of.asset] : []));
  assert.deepEqual(outcomes.toSorted(), plan.steps.flatMap(({ assets }) => assets).toSorted());
  for (const [step, { assets }] of plan.steps.entries()) {
    const own = events.flatMap((event) => (event.kind === "step" && event.step === step ? [event.state] : []));
    const last = own.filter((state) => state !== "started" && state !== "retrying");
    assert.equal(last.length, own.length === 0 && assets.length > 0 ? 0 : 1, `step ${step}: ${own}`);
  }
}

const checksOf = (events: readonly StoredEvent[]) =>
  events.flatMap((event) =>
    event.kind === "check"
      ? [[checkId(event.of.asset, event.check), event.result.passed, event.result.error?.message ?? ""]]
      : [],
  );

const rows = asset("rows", () => [{ id: 1 }, { id: 2 }]);
const below = asset("below", { inputs: { rows } }, ({ rows: all }) => all.length);

describe("a check", () => {
  it("judges what the run has made, with further values and resources", async () => {
    const seen: unknown[] = [];
    const database = resource<string>("database");
    const check = assetCheck(
      "enough",
      { asset: rows, inputs: { below }, resources: { database } },
      (all, { inputs, resources }) => {
        seen.push(all.length, inputs.below, resources.database);
        return { passed: true, metadata: { rows: all.length } };
      },
    );
    const started: string[] = [];
    const resources = {
      database: provide(
        () => {
          started.push("start");
          return "db";
        },
        () => void started.push("stop"),
      ),
    };
    const { state, store } = await run([rows, below, check], { resources });
    assert.deepEqual([state, seen, started], ["succeeded", [2, 2, "db"], ["start", "stop"]]);
    const record = store.asset(asAssetKey("rows"));
    const { judged, result } = record.checks["enough"] ?? {};
    assert.equal(judged, record.latest?.id);
    assert.deepEqual(Object.keys(result?.metadata ?? {}), ["rows"]);
  });

  it("reads a stream that the next reader reads again", async () => {
    const lines = asset("lines", async function* () {
      yield 1;
      yield 2;
    });
    const sum = async (all: AsyncIterable<number>) => {
      let total = 0;
      for await (const one of all) total += one;
      return total;
    };
    const check = assetCheck("sum", { asset: lines, blocking: true }, async (all) => (await sum(all)) === 3);
    const total = asset("total", { inputs: { lines } }, ({ lines: all }) => sum(all));
    const { outcomes, events } = await run([lines, check, total]);
    assert.deepEqual(outcomes, { lines: "materialized", total: "materialized" });
    assert.deepEqual(checksOf(events), [["lines:sum", true, ""]]);
  });

  const blockings: readonly [string, object, boolean | object, Record<string, string>, string][] = [
    [
      "an ERROR holds back",
      { blocking: true },
      false,
      { below: "upstream failed", beside: "upstream failed" },
      "failed",
    ],
    ["a WARN does not", { blocking: true }, { passed: false, severity: "WARN" }, {}, "succeeded"],
    ["one that is not blocking does not", {}, false, {}, "succeeded"],
    ["only some are held back", { blocking: ["below"] }, false, { below: "upstream failed" }, "failed"],
    ["all but some are held back", { blocking: { except: ["below"] } }, false, { beside: "upstream failed" }, "failed"],
  ];
  for (const [name, options, result, changed, ending] of blockings) {
    it(`blocks as it says: ${name}`, async () => {
      const check = assetCheck("full", { asset: rows, ...options } as { asset: typeof rows }, () => result as boolean);
      const beside = asset("beside", { inputs: { rows } }, () => 1);
      const { state, outcomes, store } = await run([rows, below, beside, check]);
      const made = { rows: "materialized", below: "materialized", beside: "materialized" };
      assert.deepEqual([state, outcomes], [ending, { ...made, ...changed }]);
      for (const key of Object.keys(changed)) assert.equal(store.asset(asAssetKey(key)).outcome?.because, "rows:full");
    });
  }

  it("that throws has failed with its error, and lets nobody through who waits for it", async () => {
    const check = assetCheck("broken", { asset: rows, blocking: true, retry: { retries: 1 } }, (): boolean => {
      throw new Error("no disk");
    });
    const { state, outcomes, events } = await run([rows, below, check]);
    assert.deepEqual([state, outcomes["below"]], ["failed", "upstream failed"]);
    assert.deepEqual(checksOf(events), [["rows:broken", false, "no disk"]]);
  });

  it("that has nothing to judge ends without having begun", async () => {
    const broken = asset("broken", (): number => {
      throw new Error("no");
    });
    const { events } = await run([broken, assetCheck("fine", { asset: broken }, () => true)]);
    const last = events.findLast((event) => event.kind === "step");
    assert.deepEqual(last?.kind === "step" && [last.state, last.because, last.attempt], [
      "upstream failed",
      "broken",
      0,
    ]);
  });

  it("may be one of several by one function; what it leaves out is told", async () => {
    const given = assetChecks("spend", { asset: rows, checks: { some: {}, all: {} } }, (() => ({
      some: true,
    })) as never);
    const { state, events } = await run([rows, ...Object.values(given)]);
    assert.equal(state, "failed");
    assert.deepEqual(checksOf(events), [
      ["rows:some", true, ""],
      ["rows:all", false, 'The check "all" of "rows" gave no result.'],
    ]);
  });

  it("can be reported by the asset itself, each time", async () => {
    const told = asset("told", { checks: { gate: { blocking: true } } }, (_, { check }) => {
      check("gate", false);
      return 1;
    });
    const reader = asset("reader", { inputs: { told } }, ({ told: value }) => value);
    const first = await run([told, reader]);
    assert.deepEqual([first.state, first.outcomes], ["failed", { told: "materialized", reader: "upstream failed" }]);
    const silent = asset("silent", { checks: ["gate"] }, () => 1);
    const second = await run([silent]);
    assert.equal(second.state, "failed");
    const failed = second.events.find((event) => event.kind === "step" && event.state === "failed");
    assert.equal(failed?.kind === "step" && failed.error?.code, "check-unreported");
  });

  it("keeps what the asset reported before it threw, each attempt", async () => {
    let attempts = 0;
    const told = asset("told", { checks: ["fine", "gate", "late"], retry: { retries: 1 } }, (_, { check }) => {
      attempts += 1;
      check("fine", attempts > 1);
      check("gate", true);
      throw new Error("no disk");
    });
    const { state, outcomes, events, store } = await run([told]);
    assert.deepEqual([state, outcomes], ["failed", { told: "failed" }]);
    assert.deepEqual(checksOf(events), [
      ["told:fine", false, ""],
      ["told:gate", true, ""],
      ["told:fine", true, ""],
      ["told:gate", true, ""],
    ]);
    assert.deepEqual(Object.keys(store.asset(asAssetKey("told")).checks), ["fine", "gate"]);
  });

  it("that was reported as failed by an attempt that threw holds nothing back once another passes it", async () => {
    let attempts = 0;
    const told = asset("told", { checks: { gate: { blocking: true } }, retry: { retries: 1 } }, (_, { check }) => {
      attempts += 1;
      check("gate", attempts > 1);
      if (attempts === 1) throw new Error("no disk");
      return 1;
    });
    const reader = asset("reader", { inputs: { told } }, ({ told: value }) => value);
    const { state, outcomes } = await run([told, reader]);
    assert.deepEqual([state, outcomes], ["succeeded", { told: "materialized", reader: "materialized" }]);
  });

  it("that asks for it sees what was recorded of the last materializations, the newest first", async () => {
    let size = 0;
    const seen: unknown[] = [];
    const growing = asset("growing", () => output([], { metadata: { size: ++size } }));
    const handle = assetCheck("grows", { asset: growing }, (_, context) => {
      const { history } = context as unknown as { history: CheckHistory };
      seen.push(history.map(({ metadata }) => plainMetadata(metadata)["size"]));
      return true;
    });
    const prepared = prepare([growing, handle]);
    const checks = new Map(
      Array.from(prepared.checks, ([id, one]) => [id, { ...one, function: { ...one.function, needsHistory: true } }]),
    ) as typeof prepared.checks;
    const store = createMemoryStore();
    for (let time = 0; time < 3; time++) {
      const { plan } = prepare([growing, handle]);
      await run([], { ...prepared, plan, checks, store });
    }
    assert.deepEqual(seen, [[1], [2, 1], [3, 2, 1]]);
  });

  it("keeps secrets out of its result, its metadata and its error", async () => {
    const secret = "hunter2-hunter2";
    const key = resource<string>("key");
    const options = { asset: rows, resources: { key } };
    const told = assetCheck("told", options, (_, { resources }) => ({
      passed: false,
      description: `refused ${resources.key}`,
      metadata: { url: `db://${resources.key}@host` },
    }));
    const broken = assetCheck("broken", options, (_, { resources }): boolean => {
      throw new Error(`refused ${resources.key}`);
    });
    const { events } = await run([rows, told, broken], {
      resources: { key: provide(({ env }) => env("KEY")) },
      variable: () => secret,
    });
    assert.ok(!JSON.stringify(events).includes(secret));
    const results = events.flatMap((event) => (event.kind === "check" ? [event.result] : []));
    assert.deepEqual(
      results.map(({ description, error }) => description ?? error?.message),
      ["refused •••", "refused •••"],
    );
    assert.deepEqual(plainMetadata(results[0]?.metadata ?? {}), { url: "db://•••@host" });
  });
});

describe("a multi-asset", () => {
  const { paid, open, odd } = multiAsset(
    "payments",
    { outputs: { paid: {}, open: {}, odd: { optional: true } }, inputs: { rows } },
    ({ rows: all }) => ({ paid: all.length, open: [1] }) as { paid: number; open: number[]; odd?: string },
  );

  it("makes its outputs in one step; what is left out is skipped, with its readers", async () => {
    const reader = asset("reader", { inputs: { odd } }, ({ odd: value }) => value);
    const lenient = asset("lenient", { inputs: { odd: optional(odd), paid } }, (inputs) => [inputs.odd, inputs.paid]);
    const { state, outcomes, plan, store } = await run([rows, paid, open, odd, reader, lenient]);
    assert.equal(plan.steps.length, 4);
    assert.deepEqual(
      [state, outcomes],
      [
        "succeeded",
        {
          rows: "materialized",
          paid: "materialized",
          open: "materialized",
          odd: "skipped",
          reader: "skipped",
          lenient: "materialized",
        },
      ],
    );
    assert.deepEqual(
      store.asset(asAssetKey("open")).latest?.provenance.inputs.map(({ asset: key }) => key),
      ["rows"],
    );
  });

  it("that forgets an output keeps the others and says which", async () => {
    const some = multiAsset("some", { outputs: { one: {}, two: {} } }, (() => ({ one: 1 })) as never);
    const { outcomes, events } = await run(Object.values(some));
    assert.deepEqual(outcomes, { one: "materialized", two: "failed" });
    const failed = events.find((event) => event.kind === "outcome" && event.outcome === "failed");
    assert.deepEqual(failed?.kind === "outcome" && [failed.error?.code, failed.error?.message.includes('"two"')], [
      "output-missing",
      true,
    ]);
  });

  it("is told which outputs are wanted", async () => {
    const seen: string[][] = [];
    const parts = multiAsset("parts", { outputs: { a: {}, b: {}, c: {} }, canSubset: true }, (_, { selected }) => {
      seen.push([...selected]);
      return Object.fromEntries([...selected].map((key) => [key, key])) as { a: string; b: string; c: string };
    });
    const { outcomes } = await run([parts.a, parts.c]);
    assert.deepEqual([outcomes, seen], [{ a: "materialized", c: "materialized" }, [["a", "c"]]]);
  });
});

describe("a run", () => {
  it("observes an external asset, and its readers read that version", async () => {
    const vendor = externalAsset("vendor", { observe: () => ({ dataVersion: "etag-1", metadata: { files: 2 } }) });
    const copy = asset("copy", { deps: [vendor] }, () => 1);
    const { outcomes, store, events } = await run([vendor, copy]);
    assert.deepEqual(outcomes, { vendor: "materialized", copy: "materialized" });
    const seen = events.find((event) => event.kind === "observation");
    assert.equal(seen?.kind === "observation" && seen.dataVersion, "etag-1");
    assert.equal(store.asset(asAssetKey("copy")).latest?.provenance.inputs[0]?.dataVersion, "etag-1");
  });

  it("gives a pool's slots to no more steps than it has, and goes on with others", async () => {
    let inside = 0;
    let most = 0;
    const make = (key: string) =>
      asset(key, { concurrency: "disk" } as never, async () => {
        inside += 1;
        most = Math.max(most, inside);
        await new Promise(setImmediate);
        inside -= 1;
      });
    const handles = ["a", "b", "c", "d", "e"].map(make);
    const { state } = await run(handles, { concurrency: 5, pools: { disk: 2 } });
    assert.deepEqual([state, most], ["succeeded", 2]);
  });

  it("with a step that asks for more slots than there are begins nothing", async () => {
    let ran = false;
    const wide = asset("wide", { concurrency: { pool: "disk", slots: 3 } }, () => {
      ran = true;
    });
    const { state, outcomes, error } = await run([rows, wide], { pools: { disk: 2 } });
    assert.deepEqual([state, outcomes, ran], ["failed", { rows: "failed", wide: "failed" }, false]);
    assert.deepEqual(
      [error?.code, error?.message],
      ["pool-too-small", '"wide" takes 3 slots of the pool "disk", which has 2.'],
    );
  });

  it("with an IO manager that nobody configured begins nothing", async () => {
    let ran = false;
    const kept = asset("kept", { io: "cloud" } as never, () => {
      ran = true;
    });
    const { state, outcomes, error } = await run([kept, assetCheck("fine", { asset: kept }, () => true)]);
    assert.deepEqual([state, outcomes, error?.code, ran], ["failed", { kept: "failed" }, "io-manager-missing", false]);
  });

  it("goes on after another process: what a check held back stays so", async () => {
    const full = assetCheck("full", { asset: rows, blocking: true }, () => false);
    const later = assetCheck("later", { asset: rows }, () => true);
    const first = await run([rows, below, full, later]);
    // As if the process had died right after the blocking check.
    const store = createMemoryStore();
    const end = first.events.findIndex((event) => event.kind === "step" && event.state === "failed");
    for (const {
      version: _,
      writer: _writer,
      sequence: _sequence,
      time: _time,
      run: id,
      ...body
    } of first.events.slice(0, end + 1)) {
      store.append(body as never, id);
    }
    const prepared = prepare([rows, below, full, later]);
    const again = await run([], { ...prepared, plan: first.plan, store });
    assert.equal(again.state, "failed");
    assert.deepEqual(again.outcomes, { rows: "materialized", below: "upstream failed" });
    assert.equal(store.asset(asAssetKey("below")).outcome?.because, "rows:full");
  });

  it("that is cancelled gives checks a last word too", async () => {
    const stop = new AbortController();
    const stopping = asset("stopping", (_, { signal }) => {
      stop.abort();
      signal.throwIfAborted();
    });
    const { state, events } = await run([stopping, assetCheck("fine", { asset: stopping }, () => true)], {
      signal: stop.signal,
    });
    assert.equal(state, "cancelled");
    const last = events.findLast((event) => event.kind === "step");
    assert.equal(last?.kind === "step" && last.state, "cancelled");
  });
});
