import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import type { RunPlan } from "../../protocol/record/run-plan.ts";
import type { Clock } from "../core/clock.ts";
import { openStore } from "./journal-store.ts";
import { type ClaimRequest, claimAssets, isRunAlive } from "./leases.ts";
import { endDeadRuns, recordMissingOutcomes } from "./record-missing-outcomes.ts";
import type { Store } from "./store.ts";

const root = mkdtempSync(join(tmpdir(), "evergraph-leases-"));
after(() => rmSync(root, { recursive: true, force: true }));

let folders = 0;
function newStore() {
  folders += 1;
  return openStore({ folder: join(root, `p${folders}`, ".evergraph", "dev"), access: "write", index: "file" });
}

const key = asAssetKey;
const runId = (number: number) => `20261124T10000${number}-00000${number}` as RunId;
const first = runId(1);
const second = runId(2);

/** Counts how often somebody waits, and wakes them at once. */
function eagerClock(onWait: () => void = () => {}): Clock {
  return {
    now: Date.now,
    async wait(_, signal) {
      onWait();
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
    },
  };
}

function request(store: Store, run: RunId, assets: readonly string[], more: Partial<ClaimRequest> = {}): ClaimRequest {
  const signal = new AbortController().signal;
  return { store, run, assets: assets.map(key), whenTaken: "refuse", clock: eagerClock(), signal, ...more };
}

function planOf(run: RunId, steps: readonly (readonly [string, ...number[]])[]): RunPlan {
  return {
    run,
    environment: "dev",
    trigger: { kind: "test" },
    config: {},
    steps: steps.map(([asset, ...after]) => ({ assets: [key(asset)], checks: [], after, why: ["selected"] })),
    code: { versions: {} },
    basis: { events: {}, files: {} },
    sources: {},
  };
}

test("runs of different assets claim beside each other", async () => {
  const store = await newStore();
  const leases = [await claimAssets(request(store, first, ["a"])), await claimAssets(request(store, second, ["b"]))];
  assert.equal(isRunAlive(store.folder, first), true);
  for (const lease of leases) lease.release();
  assert.equal(isRunAlive(store.folder, first), false);
  await store.close();
});

test("a run that wants an asset of another is refused with the reason, and claims nothing", async () => {
  const store = await newStore();
  const lease = await claimAssets(request(store, first, ["a", "b"]));
  await assert.rejects(claimAssets(request(store, second, ["c", "b"])), {
    code: "asset-taken",
    message: `The run ${first} is making "b" now.`,
  });
  const third = await claimAssets(request(store, runId(3), ["c"]));
  third.release();
  lease.release();
  await store.close();
});

test("a run waits until the other has released, or has recorded the asset's outcome", async () => {
  for (const how of ["release", "outcome"] as const) {
    const store = await newStore();
    store.append({ kind: "run", state: "started", plan: planOf(first, [["a"], ["b"]]) }, first);
    const lease = await claimAssets(request(store, first, ["a", "b"]));
    const waitedFor: unknown[] = [];
    let waits = 0;
    const clock = eagerClock(() => {
      waits += 1;
      if (waits !== 3) return;
      if (how === "release") lease.release();
      else store.append({ kind: "outcome", of: { asset: key("a") }, outcome: "failed" }, first);
    });
    const onWait = (holder: unknown) => waitedFor.push(holder);
    const next = await claimAssets(request(store, second, ["a"], { whenTaken: "wait", clock, onWait }));
    assert.deepEqual(waitedFor, [{ run: first, asset: "a" }]);
    next.release();
    lease.release();
    await store.close();
  }
});

test("waiting ends when it is cancelled, and leaves no lock", async () => {
  const store = await newStore();
  const lease = await claimAssets(request(store, first, ["a"]));
  const controller = new AbortController();
  const clock = eagerClock(() => controller.abort());
  const waiting = claimAssets(request(store, second, ["a"], { whenTaken: "wait", clock, signal: controller.signal }));
  await assert.rejects(waiting, { name: "AbortError" });
  assert.equal(isRunAlive(store.folder, second), false);
  lease.release();
  await store.close();
});

test("of many that want one asset at once exactly one gets it", async () => {
  const store = await newStore();
  const attempts = Array.from({ length: 8 }, (_, index) => claimAssets(request(store, runId(index), ["a"])));
  const results = await Promise.allSettled(attempts);
  assert.equal(results.filter(({ status }) => status === "fulfilled").length, 1);
  for (const result of results) if (result.status === "fulfilled") result.value.release();
  await store.close();
});

async function brokenRun(): Promise<Store> {
  const store = await newStore();
  const append = (body: Parameters<Store["append"]>[0]) => store.append(body, first);
  append({
    kind: "run",
    state: "started",
    plan: planOf(first, [["done"], ["stored"], ["begun"], ["below", 2], ["lower", 3], ["other"]]),
  });
  append({ kind: "step", step: 0, attempt: 1, state: "started" });
  append({ kind: "outcome", of: { asset: key("done") }, outcome: "materialized" });
  append({ kind: "step", step: 1, attempt: 1, state: "started" });
  append({
    kind: "materialization",
    of: { asset: key("stored") },
    metadata: {},
    provenance: { dataVersion: "1", inputs: [] },
  });
  append({ kind: "step", step: 2, attempt: 2, state: "started" });
  await store.flushed();
  return store;
}

const outcomesOf = (store: Store) => Object.fromEntries([...(store.run(first)?.outcomes ?? [])].sort());

test("a run whose process is gone is ended, each planned asset with one outcome, once", async () => {
  const store = await brokenRun();
  assert.deepEqual(await endDeadRuns(store), [first]);
  assert.deepEqual(outcomesOf(store), {
    begun: "failed",
    below: "upstream failed",
    done: "materialized",
    lower: "upstream failed",
    other: "cancelled",
    stored: "materialized",
  });
  assert.equal(store.asset(key("lower")).outcome?.because, "begun");
  assert.equal(store.asset(key("begun")).outcome?.error?.code, "runner-died");
  assert.deepEqual([store.run(first)?.state, store.run(first)?.error?.code], ["failed", "runner-died"]);
  assert.deepEqual(store.asset(key("below")).running, []);
  const events = [...store.events({})].length;
  assert.deepEqual(await endDeadRuns(store), []);
  assert.equal([...store.events({})].length, events);
  await store.close();
});

test("a run that is alive is left alone", async () => {
  const store = await brokenRun();
  const lease = await claimAssets(request(store, first, ["begun"]));
  assert.deepEqual(await endDeadRuns(store), []);
  lease.release();
  await store.close();
});

test("a run that another process goes on with loses only what had begun, and what is below it", async () => {
  const store = await brokenRun();
  const error = { message: "out of memory" };
  assert.equal(recordMissingOutcomes(store, first, { rest: "go on", error }), true);
  await store.flushed();
  assert.deepEqual(outcomesOf(store), {
    begun: "failed",
    below: "upstream failed",
    done: "materialized",
    lower: "upstream failed",
    stored: "materialized",
  });
  assert.equal(store.run(first)?.state, "started");
  assert.deepEqual(store.asset(key("other")).running, [{ run: first }]);
  assert.equal(store.asset(key("begun")).outcome?.error?.message, "out of memory");
  await store.close();
});
