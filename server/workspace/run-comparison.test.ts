import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { type AssetKey, asAssetKey } from "../../protocol/graph/asset-key.ts";
import type { CodeVersion } from "../../protocol/graph/code-version.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import { recordedUnasked } from "../../protocol/record/metadata.ts";
import type { RunPlan } from "../../protocol/record/run-plan.ts";
import { createMemoryStore } from "../../runtime/storage/memory-store.ts";
import type { Store } from "../../runtime/storage/store.ts";
import { isQuietRun } from "./quiet-run.ts";
import { compareRun } from "./run-comparison.ts";
import { sourceLines } from "./source-lines.ts";

const orders = asAssetKey("orders");
const revenue = asAssetKey("revenue");
const code = (hash: string, members: Readonly<Record<string, string>>): CodeVersion => ({
  hash,
  certainty: "exact",
  doubts: [],
  members: Object.entries(members).map(([name, hash]) => ({ file: "src/money.ts", name, hash })),
});
const first = code("c1", { revenue: "a", toUsd: "b" });
const second = code("c2", { revenue: "a", toUsd: "c", rate: "d" });

interface Made {
  readonly rows?: number;
  readonly data: string;
  readonly code?: CodeVersion;
}

const { signal } = new AbortController();
let runs = 0;

/** Records a run in which each of these was made, failed, or was skipped. */
function ran(
  store: Store,
  made: Readonly<Record<AssetKey, Made | "failed" | "skipped">>,
  more: Partial<Pick<RunPlan, "basis" | "code">> = {},
): RunId {
  runs += 1;
  const run = `20261124T120000-${String(runs).padStart(6, "0")}` as RunId;
  const keys = Object.keys(made).map(asAssetKey);
  const plan: RunPlan = {
    run,
    environment: "dev",
    trigger: { kind: "test" },
    config: {},
    steps: keys.map((asset) => ({ assets: [asset], checks: [], after: [], why: ["selected"] })),
    code: { versions: {} },
    basis: { events: {}, files: {} },
    sources: {},
    ...more,
  };
  store.append({ kind: "run", state: "started", plan }, run);
  for (const asset of keys) {
    const one = made[asset] ?? "failed";
    if (typeof one === "string") {
      store.append({ kind: "outcome", of: { asset }, outcome: one }, run);
      continue;
    }
    if (one.code !== undefined) store.append({ kind: "code", versions: [one.code] }, run);
    store.append(
      {
        kind: "materialization",
        of: { asset },
        metadata: {
          [recordedUnasked.seconds]: { type: "float", value: 2 },
          ...(one.rows === undefined ? {} : { [recordedUnasked.rows]: { type: "int", value: one.rows } }),
        },
        provenance: { dataVersion: one.data, inputs: [], ...(one.code && { codeVersion: one.code.hash }) },
      },
      run,
    );
    store.append({ kind: "outcome", of: { asset }, outcome: "materialized" }, run);
  }
  const failed = Object.values(made).includes("failed");
  store.append({ kind: "run", state: failed ? "failed" : "succeeded" }, run);
  return run;
}

function makeStore(): Store {
  let time = 1_000;
  return createMemoryStore({ now: () => time++ });
}

test("a run stands beside the last materializations before it, with what changed of the code", async () => {
  const store = makeStore();
  const good = ran(store, { [orders]: { data: "o1", rows: 100 }, [revenue]: { data: "r1", rows: 597, code: first } });
  const partly = ran(store, { [orders]: { data: "o2", rows: 110 } });
  const versions = { [revenue]: second };
  store.append({ kind: "code", versions: [second] });
  const bad = ran(store, { [orders]: { data: "o2", rows: 112 }, [revenue]: "failed" }, { code: { versions } });
  ran(store, { [revenue]: { data: "r9", rows: 1, code: second } });
  const [ofOrders, ofRevenue] = (await compareRun(store, bad, signal))?.assets ?? [];
  assert.deepEqual(
    [ofOrders?.now?.rows, ofOrders?.before?.rows, ofOrders?.before?.run, ofOrders?.newCode],
    [112, 110, partly, false],
  );
  assert.deepEqual([ofRevenue?.now, ofRevenue?.before?.rows, ofRevenue?.before?.run], [undefined, 597, good]);
  assert.equal(ofRevenue?.newCode, true);
  assert.deepEqual(ofRevenue?.changed, [
    { change: "changed", file: "src/money.ts", name: "toUsd" },
    { change: "added", file: "src/money.ts", name: "rate" },
  ]);
  assert.equal(await compareRun(store, "20261124T120000-none" as RunId, signal), null);
  await assert.rejects(compareRun(store, bad, AbortSignal.abort()), { name: "AbortError" });
});

for (const [what, before, now, expected] of [
  ["every value came out as it was", { data: "o1" }, { data: "o1" }, true],
  ["a value is another", { data: "o1" }, { data: "o2" }, false],
  ["an asset was skipped", { data: "o1" }, "skipped", true],
  ["an asset failed", { data: "o1" }, "failed", false],
  ["an asset was never made before", undefined, { data: "o1" }, false],
] as const) {
  test(`a run is quiet when nothing failed and nothing changed: ${what}`, () => {
    const store = makeStore();
    if (before !== undefined) ran(store, { [orders]: before });
    const run = ran(store, { [orders]: now });
    const record = store.run(run);
    assert.equal(record && isQuietRun(store, record), expected);
  });
}

test("a run of very many assets is not looked through", () => {
  const store = makeStore();
  const many = Object.fromEntries(
    Array.from({ length: 501 }, (_, at) => [asAssetKey(`part_${at}`), { data: "same" }] as const),
  );
  const quiet = (made: typeof many): boolean | undefined => {
    ran(store, made);
    const record = store.run(ran(store, made));
    return record && isQuietRun(store, record);
  };
  assert.equal(quiet(many), false);
  const { part_500: _, ...fewer } = many;
  assert.equal(quiet(fewer), true);
});

const text = "one\ntwo\r\nthree\nfour\nfive\nsix\nseven\neight";
const sum = createHash("sha256").update(text).digest("hex");
const files: Readonly<Record<string, string>> = { "src/money.ts": text, ".env": "SECRET=1" };
const analysis = { text: (file: string) => files[file] };

for (const [what, wanted, ran, expected] of [
  ["the lines around", ["src/money.ts", 4], sum, { from: 1, lines: 7, changed: false }],
  ["at the beginning", ["src/money.ts", 0], sum, { from: 0, lines: 4, changed: false }],
  ["at the end", ["src/money.ts", 7], sum, { from: 4, lines: 4, changed: false }],
  ["of a text that is another by now", ["src/money.ts", 1], "other", { from: 0, lines: 5, changed: true }],
  ["behind the end", ["src/money.ts", 8], sum, null],
  ["of a file that the run was not made from", [".env", 0], sum, null],
  ["of a name that every object has", ["constructor", 0], sum, null],
] as const) {
  test(`source lines of a run: ${what}`, () => {
    const store = makeStore();
    const basis = { events: {}, files: { "src/money.ts": ran } };
    const run = ranWith(store, basis);
    const [file, line] = wanted;
    const answer = sourceLines(store, analysis, { run, file, line });
    assert.deepEqual(answer && { ...answer, lines: answer.lines.length }, expected);
    if (answer !== null) assert.equal(answer.lines[line - answer.from], text.split(/\r?\n/)[line]);
  });
}

function ranWith(store: Store, basis: RunPlan["basis"]): RunId {
  return ran(store, { [orders]: "failed" }, { basis });
}
