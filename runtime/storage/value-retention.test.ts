import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import type { RunPlan } from "../../protocol/record/run-plan.ts";
import { createMemoryStore } from "./memory-store.ts";
import { removeOldValues } from "./value-retention.ts";

const root = mkdtempSync(join(tmpdir(), "evergraph-values-"));
after(() => rmSync(root, { recursive: true, force: true }));

const asset = asAssetKey("a");
const run = "20261124T100000-000001" as RunId;
const plan: RunPlan = {
  run,
  environment: "dev",
  trigger: { kind: "test" },
  config: {},
  steps: [],
  code: { versions: {} },
  basis: { events: {}, files: {} },
  sources: {},
};

/** Materializes once an hour, with a file for each; a run starts before the number `runAt`. */
function setUp(name: string, count: number, runAt: number | undefined) {
  const folder = join(root, name);
  mkdirSync(join(folder, "values", "a"), { recursive: true });
  let now = Date.UTC(2026, 0, 1);
  const store = createMemoryStore({ folder, now: () => now });
  for (let index = 0; index < count; index += 1) {
    now += 3_600_000;
    if (index === runAt) store.append({ kind: "run", state: "started", plan }, run);
    const path = `values/a/${String(index).padStart(2, "0")}.frames`;
    writeFileSync(join(folder, path), "value");
    utimesSync(join(folder, path), now / 1000, now / 1000);
    now += 1000;
    const value = { manager: "frames", path, bytes: 5 };
    const provenance = { dataVersion: String(index), inputs: [] };
    store.append({ kind: "materialization", of: { asset }, value, metadata: {}, provenance });
  }
  return {
    store,
    folder,
    left: () => readdirSync(join(folder, "values", "a")).map((file) => Number.parseInt(file, 10)),
  };
}

const cases: readonly (readonly [string, number, number | undefined, boolean, readonly number[]])[] = [
  ["keeps the last three", 6, undefined, false, [3, 4, 5]],
  ["keeps all when there are fewer", 2, undefined, false, [0, 1]],
  ["keeps what a run in progress may read", 6, 2, true, [1, 2, 3, 4, 5]],
  ["keeps nothing for a run that is dead", 6, 2, false, [3, 4, 5]],
  ["removes what is older than the history", 30, undefined, false, [27, 28, 29]],
];

for (const [name, count, runAt, alive, expected] of cases) {
  test(name, () => {
    const { store, left } = setUp(name, count, runAt);
    removeOldValues(store, [asset], { isAlive: () => alive });
    assert.deepEqual(left(), expected);
    assert.equal(removeOldValues(store, [asset], { isAlive: () => alive }), 0);
  });
}

test("removes what a killed process left, but nothing that may be about to be recorded", () => {
  const { store, folder } = setUp("left", 6, undefined);
  const old = join(folder, "values", "a", "old.frames.1234.tmp");
  const fresh = join(folder, "values", "a", "fresh.frames");
  writeFileSync(old, "");
  utimesSync(old, 1000, 1000);
  writeFileSync(fresh, "");
  removeOldValues(store, [asset], { isAlive: () => false });
  assert.deepEqual([existsSync(old), existsSync(fresh)], [false, true]);
});

test("never removes a file outside the store, whatever the journal says", () => {
  const { store, folder } = setUp("outside", 3, undefined);
  const own = join(root, "own.json");
  writeFileSync(own, "{}");
  // Older than the three that are kept.
  const old = createMemoryStore({ folder, now: () => Date.UTC(2026, 0, 1) });
  for (const path of ["values/../../own.json", "../own.json", own]) {
    const provenance = { dataVersion: path, inputs: [] };
    const value = { manager: "frames", path, bytes: 2 };
    old.append({ kind: "materialization", of: { asset }, value, metadata: {}, provenance });
  }
  for (const event of store.events({ asset, kinds: ["materialization"] })) {
    if (event.kind === "materialization") old.append(event);
  }
  removeOldValues(old, [asset]);
  assert.ok(existsSync(own));
});
