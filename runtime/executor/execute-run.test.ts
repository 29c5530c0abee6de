import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import type { EventBody, StoredEvent } from "../../protocol/record/events.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import { recordedUnasked } from "../../protocol/record/metadata.ts";
import type { PlannedStep, RunPlan } from "../../protocol/record/run-plan.ts";
import type { Clock } from "../core/clock.ts";
import { asset } from "../core/definitions/asset.ts";
import { type AssetDefinition, readDefinition } from "../core/definitions/definition.ts";
import { externalAsset } from "../core/definitions/external-asset.ts";
import { optional } from "../core/definitions/references.ts";
import { provide, resource } from "../core/definitions/resource.ts";
import { failure, output, retryAfter, skip } from "../core/definitions/result.ts";
import { framesIoManager } from "../io/frames-io-manager.ts";
import { memoryIoManager } from "../io/memory-io-manager.ts";
import { createMemoryStore } from "../storage/memory-store.ts";
import type { Store } from "../storage/store.ts";
import { executeRun, type RunOptions } from "./execute-run.ts";

/** Waits are over at the next turn, and are remembered. */
function fakeClock(): Clock & { readonly waits: number[] } {
  const waits: number[] = [];
  return {
    waits,
    now: Date.now,
    async wait(milliseconds, signal) {
      await new Promise(setImmediate);
      signal.throwIfAborted();
      waits.push(milliseconds);
    },
  };
}

let runs = 0;

function plan(definitions: readonly AssetDefinition[], change: Partial<RunPlan> = {}): RunPlan {
  const index = new Map(definitions.map(({ key }, at) => [key, at]));
  const steps = definitions.map(
    ({ key, inputs, deps }): PlannedStep => ({
      assets: [key],
      checks: [],
      after: [...new Set([...inputs.map((input) => input.asset), ...deps])].flatMap((above) => index.get(above) ?? []),
      why: ["selected"],
    }),
  );
  return {
    run: `20260101T000000-${(runs++).toString(16).padStart(6, "0")}` as RunId,
    environment: "dev",
    trigger: { kind: "test" },
    config: {},
    steps,
    code: { versions: {} },
    basis: { events: {}, files: {} },
    sources: {},
    ...change,
  };
}

interface Ran {
  readonly state: string;
  readonly outcomes: Readonly<Record<string, string>>;
  readonly store: Store;
  readonly events: readonly StoredEvent[];
  readonly clock: ReturnType<typeof fakeClock>;
}

async function run(handles: readonly unknown[], change: Partial<RunOptions> = {}): Promise<Ran> {
  const definitions = handles.map((handle) => readDefinition(handle) as AssetDefinition);
  const store = change.store ?? createMemoryStore();
  const clock = fakeClock();
  const memory = memoryIoManager();
  const planned = change.plan ?? plan(definitions.filter(({ kind }) => kind === "asset"));
  const result = await executeRun({
    plan: planned,
    definitions: new Map(definitions.map((definition) => [definition.key, definition])),
    store,
    ioManagers: { default: memory, memory },
    resources: {},
    clock,
    signal: new AbortController().signal,
    random: () => 0.5,
    ...change,
  });
  const events = [...store.events({ run: planned.run })];
  // Whatever happens: each planned asset has one outcome, in the record as in the answer.
  const recorded = events.flatMap((event) => (event.kind === "outcome" ? [[event.of.asset, event.outcome]] : []));
  assert.deepEqual(Object.fromEntries(recorded), Object.fromEntries(result.outcomes));
  assert.equal(recorded.length, planned.steps.length);
  return { state: result.state, outcomes: Object.fromEntries(result.outcomes), store, events, clock };
}

function found<Kind extends EventBody["kind"]>(events: readonly StoredEvent[], kind: Kind) {
  return events.filter((event): event is Extract<StoredEvent, { kind: Kind }> => event.kind === kind);
}

describe("a run", () => {
  it("passes values along and records what was made from what", async () => {
    const seen: unknown[] = [];
    const rows = asset("rows", () => [{ id: 1 }, { id: 2 }]);
    const sum = asset("sum", async ({ rows }: { rows: { id: number }[] }) =>
      rows.reduce((all, row) => all + row.id, 0),
    );
    const last = asset("last", { inputs: { total: sum } }, ({ total }) => void seen.push(total));
    const { state, outcomes, store, events } = await run([rows, sum, last]);
    assert.equal(state, "succeeded");
    assert.deepEqual(outcomes, { rows: "materialized", sum: "materialized", last: "materialized" });
    assert.deepEqual(seen, [3]);
    const made = store.asset(asAssetKey("sum")).latest;
    assert.deepEqual(made?.provenance.inputs, [
      {
        asset: "rows",
        event: store.asset(asAssetKey("rows")).latest?.id,
        dataVersion: store.asset(asAssetKey("rows")).latest?.provenance.dataVersion,
      },
    ]);
    assert.deepEqual(
      found(events, "run").map((event) => event.state),
      ["started", "succeeded"],
    );
    assert.deepEqual(
      found(events, "step").map(({ step, state }) => [step, state]),
      [
        [0, "started"],
        [0, "succeeded"],
        [1, "started"],
        [1, "succeeded"],
        [2, "started"],
        [2, "succeeded"],
      ],
    );
  });

  it("records rows, columns, bytes and seconds unasked, beside what the asset says", async () => {
    const rows = asset("rows", (_, { metadata }) => {
      metadata.add({ source: "file.csv" });
      return output([{ id: 1, name: "a" }], { metadata: { good: true }, tags: { kind: "x" } });
    });
    const { store } = await run([rows]);
    const made = store.asset(asAssetKey("rows")).latest;
    assert.deepEqual(made?.tags, { kind: "x" });
    assert.deepEqual(made?.metadata["source"], { type: "text", value: "file.csv" });
    assert.deepEqual(made?.metadata["good"], { type: "boolean", value: true });
    assert.deepEqual(made?.metadata[recordedUnasked.rows], { type: "int", value: 1 });
    assert.equal(made?.metadata[recordedUnasked.seconds]?.type, "float");
    assert.deepEqual(made?.metadata[recordedUnasked.columns], {
      type: "json",
      value: [
        { name: "id", type: "number" },
        { name: "name", type: "string" },
      ],
    });
  });

  it("goes on beside a failure, and says what failed above", async () => {
    const bad = asset("bad", () => {
      throw new Error("broken");
    });
    const below = asset("below", { deps: [bad] }, () => 1);
    const deeper = asset("deeper", { deps: [below] }, () => 1);
    const beside = asset("beside", () => 1);
    const { state, outcomes, events } = await run([bad, below, deeper, beside]);
    assert.equal(state, "failed");
    assert.deepEqual(outcomes, {
      bad: "failed",
      below: "upstream failed",
      deeper: "upstream failed",
      beside: "materialized",
    });
    const because = found(events, "outcome").map(({ of, because }) => [of.asset, because]);
    assert.deepEqual(
      because.filter(([, text]) => text !== undefined),
      [
        ["below", "bad"],
        ["deeper", "bad"],
      ],
    );
  });

  it("keeps message, stack and the user's own line of an error", async () => {
    const bad = asset("bad", () => {
      throw new TypeError("broken", { cause: new Error("the reason") });
    });
    const { events } = await run([bad], { project: import.meta.dirname });
    const error = found(events, "outcome")[0]?.error;
    assert.equal(error?.message, "broken");
    assert.match(error?.stack ?? "", /Caused by: Error: the reason/);
    assert.ok(!error?.stack?.includes(import.meta.dirname), error?.stack);
    assert.equal(error?.range?.file, "execute-run.test.ts");
  });

  it("skips what is downstream of a skip, but for those to whom it is optional", async () => {
    const news = asset("news", (): unknown => skip("nothing new"));
    const reader = asset("reader", { inputs: { news } }, () => 1);
    const tolerant = asset("tolerant", { inputs: { news: optional(news) } }, ({ news }) => news === undefined);
    const { state, outcomes, events, store } = await run([news, reader, tolerant]);
    assert.equal(state, "succeeded");
    assert.deepEqual(outcomes, { news: "skipped", reader: "skipped", tolerant: "materialized" });
    assert.equal(found(events, "outcome")[0]?.because, "nothing new");
    assert.deepEqual(store.asset(asAssetKey("tolerant")).latest?.value?.preview, [true]);
  });

  it("retries by the asset's policy, and waits as Dagster does", async () => {
    let calls = 0;
    const flaky = asset("flaky", { retry: { retries: 3, delay: "1s", backoff: "exponential" } }, () => {
      calls++;
      if (calls < 4) throw new Error(`attempt ${calls}`);
      return calls;
    });
    const { state, clock, events } = await run([flaky]);
    assert.equal(state, "succeeded");
    assert.deepEqual(clock.waits, [1_000, 3_000, 7_000]);
    assert.equal(found(events, "step").filter((event) => event.state === "retrying").length, 3);
  });

  it("stops after the last retry, with its error", async () => {
    const bad = asset("bad", { retry: { retries: 2 } }, () => {
      throw new Error("again");
    });
    const { state, events } = await run([bad]);
    assert.equal(state, "failed");
    assert.equal(found(events, "step").filter((event) => event.state === "started").length, 3);
  });

  it("does as an error asks: retryAfter above the policy, failure without retry", async () => {
    let calls = 0;
    const later = asset("later", () => {
      if (calls++ < 2) throw retryAfter(30, { retries: 5 });
      return 1;
    });
    const final = asset("final", { retry: { retries: 5 } }, () => {
      throw failure("empty", { retry: false, metadata: { rows: 0 } });
    });
    const { outcomes, clock, events } = await run([later, final]);
    assert.deepEqual(outcomes, { later: "materialized", final: "failed" });
    assert.deepEqual(clock.waits, [30_000, 30_000]);
    assert.deepEqual(found(events, "log")[0]?.fields, { rows: { type: "int", value: 0 } });
  });

  it("ends an asset that takes longer than its timeout", async () => {
    let aborted: unknown;
    const slow = asset("slow", { timeout: "1s" }, (_, { signal }) => {
      signal.addEventListener("abort", () => {
        aborted = signal.reason;
      });
      return new Promise(() => {});
    });
    const { outcomes, events } = await run([slow]);
    assert.deepEqual(outcomes, { slow: "failed" });
    assert.equal(found(events, "outcome")[0]?.error?.code, "step-timeout");
    assert.ok(aborted instanceof Error);
  });

  it("cancels: what runs is told, what waits never starts, what is done stays", async () => {
    const controller = new AbortController();
    const done = asset("done", () => 1);
    const running = asset("running", { deps: [done] }, (_, { signal }) => {
      const ended = new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
      controller.abort();
      return ended;
    });
    const waiting = asset("waiting", { deps: [running] }, () => 1);
    const { state, outcomes } = await run([done, running, waiting], { signal: controller.signal });
    assert.equal(state, "cancelled");
    assert.deepEqual(outcomes, { done: "materialized", running: "cancelled", waiting: "cancelled" });
  });

  it("streams rows to storage, and gives readers a stream that they can read twice", async () => {
    const numbers = asset("numbers", async function* () {
      for (let value = 0; value < 10; value++) yield { value };
    });
    const twice = asset("twice", { inputs: { numbers } }, async ({ numbers }) => {
      let sum = 0;
      for (let time = 0; time < 2; time++) for await (const { value } of numbers) sum += value;
      return sum;
    });
    const { store } = await run([numbers, twice]);
    assert.deepEqual(store.asset(asAssetKey("numbers")).latest?.metadata[recordedUnasked.rows], {
      type: "int",
      value: 10,
    });
    assert.deepEqual(store.asset(asAssetKey("twice")).latest?.value?.preview, [90]);
  });

  it("lets no reader see what another did to its rows", async () => {
    const frames = framesIoManager();
    const rows = asset("rows", () => [3, 1, 2]);
    const first = asset("first", { inputs: { rows } }, ({ rows }) => rows.sort().join(""));
    const second = asset("second", { inputs: { rows } }, ({ rows }) => rows.join(""));
    const { store } = await run([rows, first, second], { ioManagers: { default: frames, frames }, concurrency: 1 });
    assert.deepEqual(store.asset(asAssetKey("first")).latest?.value?.preview, ["123"]);
    assert.deepEqual(store.asset(asAssetKey("second")).latest?.value?.preview, ["312"]);
  });

  it("loads what is not planned from the store, as it was recorded", async () => {
    const store = createMemoryStore();
    const memory = memoryIoManager();
    const ioManagers = { default: memory, memory };
    const rows = asset("rows", () => [1, 2]);
    const count = asset("count", { inputs: { rows } }, ({ rows }) => rows.length);
    await run([rows], { store, ioManagers });
    const definition = readDefinition(count) as AssetDefinition;
    const second = await run([count], { store, ioManagers, plan: plan([definition]) });
    assert.equal(second.state, "succeeded");
    assert.equal(
      store.asset(asAssetKey("count")).latest?.provenance.inputs[0]?.event,
      store.asset(asAssetKey("rows")).latest?.id,
    );
  });

  it("says which input was never made", async () => {
    const count = asset("count", ({ rows }: { rows: number[] }) => rows.length);
    const { events } = await run([count]);
    const error = found(events, "outcome")[0]?.error;
    assert.equal(error?.code, "input-missing");
    assert.match(error?.message ?? "", /"count" reads "rows"/);
  });

  it("takes given values for assets that are not planned", async () => {
    const count = asset("count", ({ rows }: { rows: number[] }) => rows.length);
    const { store } = await run([count], { given: new Map([[asAssetKey("rows"), [1, 2, 3]]]) });
    assert.deepEqual(store.asset(asAssetKey("count")).latest?.value?.preview, [3]);
  });

  it("loads declared inputs on demand, and no others", async () => {
    const rows = asset("rows", () => [1]);
    const other = asset("other", () => 2);
    const reader = asset("reader", { deps: [rows] }, async (_, { loadInput }) => {
      const value = await loadInput(rows);
      await assert.rejects(loadInput(other), { code: "input-undeclared" });
      return value.length;
    });
    const { outcomes } = await run([rows, other, reader]);
    assert.equal(outcomes["reader"], "materialized");
  });

  it("refuses external, partitioned and unknown assets, each with its reason", async () => {
    const made = asset("made", () => 1);
    const outside = externalAsset("outside");
    const definitions = [made, outside].map((handle) => readDefinition(handle) as AssetDefinition);
    const steps = plan([...definitions, { ...(definitions[0] as AssetDefinition), key: asAssetKey("ghost") }]);
    const { events } = await run([made, outside], { plan: steps });
    const codes = found(events, "outcome").map(({ of, error }) => [of.asset, error?.code]);
    assert.deepEqual(codes.filter(([, code]) => code !== undefined).sort(), [
      ["ghost", "definition-missing"],
      ["outside", "external-not-made"],
    ]);
  });

  it("makes equal content the same data version, and returns nothing a new one each time", async () => {
    const store = createMemoryStore();
    const frames = framesIoManager();
    const same = asset("same", () => [1, 2]);
    const nothing = asset("nothing", () => {});
    const versions: (string | undefined)[][] = [];
    for (let time = 0; time < 2; time++) {
      await run([same, nothing], { store, ioManagers: { default: frames, frames } });
      versions.push(["same", "nothing"].map((key) => store.asset(asAssetKey(key)).latest?.provenance.dataVersion));
    }
    assert.equal(versions[0]?.[0], versions[1]?.[0]);
    assert.notEqual(versions[0]?.[1], versions[1]?.[1]);
  });

  it("takes the user's data version, and vouched code with its inputs", async () => {
    const own = asset("own", () => output(Math.random(), { dataVersion: "v7" }));
    const vouched = asset("vouched", { codeVersion: "1", deps: [own] }, () => Math.random());
    const first = await run([own, vouched]);
    const second = await run([own, vouched]);
    for (const key of ["own", "vouched"]) {
      const versionIn = ({ store }: Ran) => store.asset(asAssetKey(key)).latest?.provenance.dataVersion;
      assert.equal(versionIn(first), versionIn(second));
    }
    assert.equal(first.store.asset(asAssetKey("own")).latest?.provenance.dataVersion, "v7");
  });

  it("goes on with the rest of a run that has begun, and repeats nothing", async () => {
    const store = createMemoryStore();
    const memory = memoryIoManager();
    const ioManagers = { default: memory, memory };
    const calls: string[] = [];
    const one = asset("one", () => calls.push("one"));
    const died = asset("died", () => calls.push("died"));
    const two = asset("two", { inputs: { one } }, ({ one }) => calls.push("two") * 0 + one);
    const below = asset("below", { deps: [died] }, () => calls.push("below"));
    const handles = [one, died, two, below];
    const whole = plan(handles.map((handle) => readDefinition(handle) as AssetDefinition));
    await run([one], { store, ioManagers, plan: { ...whole, steps: whole.steps.slice(0, 1) } });
    const rest = { ...whole, run: "20260101T000000-ffffff" as RunId };
    store.append({ kind: "run", state: "started", plan: rest }, rest.run);
    store.append({ kind: "outcome", of: { asset: asAssetKey("one") }, outcome: "materialized" }, rest.run);
    store.append({ kind: "outcome", of: { asset: asAssetKey("died") }, outcome: "failed" }, rest.run);
    const { outcomes, state, events } = await run(handles, { store, ioManagers, plan: rest });
    assert.deepEqual(calls, ["one", "two"]);
    assert.equal(state, "failed");
    assert.deepEqual(outcomes, { one: "materialized", died: "failed", two: "materialized", below: "upstream failed" });
    assert.equal(found(events, "run").filter((event) => event.state === "started").length, 1);
  });

  it("gives the event loop a turn although no asset ever waits", async () => {
    const many = Array.from({ length: 3_000 }, (_, index) => asset(`a${index}`, () => busyFor(0.02)));
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await run(many);
    clearInterval(timer);
    assert.ok(turns >= 3, `${turns} turns`);
  });

  it("runs no more steps at once than it may", async () => {
    let now = 0;
    let most = 0;
    const many = Array.from({ length: 20 }, (_, index) =>
      asset(`a${index}`, async () => {
        most = Math.max(most, ++now);
        await new Promise(setImmediate);
        now--;
      }),
    );
    await run(many, { concurrency: 3 });
    assert.equal(most, 3);
  });
});

describe("resources", () => {
  const database = resource<{ readonly name: string }>("database");
  const pool = resource<string>("pool");
  const unused = resource<string>("unused");

  function bindings(log: string[]) {
    return {
      pool: provide(
        () => {
          log.push("pool starts");
          return "pool";
        },
        () => void log.push("pool stops"),
      ),
      database: provide(
        async ({ resource, env }) => {
          const inner = await resource(pool);
          const name = `${inner} ${env("DATABASE_URL")}`;
          log.push("database starts");
          return { name };
        },
        () => void log.push("database stops"),
      ),
      unused: provide(() => void log.push("unused starts")),
    };
  }
  const variable = (name: string) => (name === "DATABASE_URL" ? "postgres://secret" : undefined);

  it("start once, nested first, and stop in reverse, only those that are needed", async () => {
    const log: string[] = [];
    const use = (key: string) => asset(key, { resources: { database } }, (_, { resources }) => resources.database.name);
    await run([use("a"), use("b")], { resources: bindings(log), variable });
    assert.deepEqual(log, ["pool starts", "database starts", "database stops", "pool stops"]);
    assert.ok(unused.name === "unused");
  });

  it("are stopped although an asset fails, and their secrets stay out of the record", async () => {
    const log: string[] = [];
    const bad = asset("bad", { resources: { database } }, (_, { resources }) => {
      throw new Error(`no ${resources.database.name}`);
    });
    const { events } = await run([bad], { resources: bindings(log), variable });
    assert.equal(log.at(-1), "pool stops");
    assert.equal(found(events, "outcome")[0]?.error?.message, "no pool •••");
    assert.ok(!JSON.stringify(events).includes("postgres://secret"));
  });

  it("that did not start are started again by a retry, with those that they need kept", async () => {
    const log: string[] = [];
    const made = bindings(log);
    const flaky = provide(async ({ resource }) => {
      await resource(pool);
      log.push("database tries");
      if (log.filter((line) => line === "database tries").length < 3) throw new Error("not there yet");
      return { name: "there" };
    });
    const use = asset(
      "use",
      { resources: { database }, retry: { retries: 2 } },
      (_, { resources }) => resources.database.name,
    );
    const { outcomes } = await run([use], { resources: { ...made, database: flaky } });
    assert.deepEqual(outcomes, { use: "materialized" });
    assert.deepEqual(log, ["pool starts", "database tries", "database tries", "database tries", "pool stops"]);
  });

  it("that do not start fail only the assets that need them", async () => {
    const log: string[] = [];
    const needs = asset("needs", { resources: { database } }, () => 1);
    const free = asset("free", () => 1);
    const { outcomes, events } = await run([needs, free], { resources: bindings(log), variable: () => undefined });
    assert.deepEqual(outcomes, { needs: "failed", free: "materialized" });
    const error = found(events, "outcome").find((event) => event.of.asset === "needs")?.error;
    assert.equal(error?.code, "variable-missing");
    assert.deepEqual(log, ["pool starts", "pool stops"]);
  });

  it("are stopped although the store cannot be written any more, which is what the run then says", async () => {
    const log: string[] = [];
    const full = new Error("no space left on device");
    const store = createMemoryStore();
    let appended = 0;
    const broken: Store = {
      ...store,
      append(body, run) {
        if (++appended > 2) throw full;
        return store.append(body, run);
      },
      flushed: () => (appended > 2 ? Promise.reject(full) : Promise.resolve()),
    };
    const use = asset("use", { resources: { database } }, () => 1);
    const { key } = readDefinition(use) as AssetDefinition;
    const memory = memoryIoManager();
    const ran = executeRun({
      plan: plan([readDefinition(use) as AssetDefinition]),
      definitions: new Map([[key, readDefinition(use) as AssetDefinition]]),
      store: broken,
      ioManagers: { default: memory, memory },
      resources: bindings(log),
      variable,
      clock: fakeClock(),
      signal: new AbortController().signal,
    });
    await assert.rejects(ran, full);
    assert.deepEqual(log.slice(-2), ["database stops", "pool stops"]);
  });

  it("that are not bound are named", async () => {
    const needs = asset("needs", { resources: { database } }, () => 1);
    const { events } = await run([needs]);
    assert.equal(found(events, "outcome")[0]?.error?.code, "unknown-resource");
  });

  it("that wait for each other are named", async () => {
    const one = resource<string>("one");
    const two = resource<string>("two");
    const needs = asset("needs", { resources: { one } }, () => 1);
    const resources = {
      one: provide(({ resource }) => resource(two)),
      two: provide(({ resource }) => resource(one)),
    };
    const { events } = await run([needs], { resources });
    assert.equal(found(events, "outcome")[0]?.error?.message, "These resources wait for each other: one → two → one.");
  });
});

function busyFor(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}
