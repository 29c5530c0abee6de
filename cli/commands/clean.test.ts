import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { openStore } from "../../runtime/storage/journal-store.ts";
import { tryRunLock } from "../../runtime/storage/leases.ts";
import { type CommandFixture, createCommandFixture, manifest, tsconfig } from "../built-command-fixture.ts";

/** Larger than what travels in an event. */
const rows = 500;
const assets = `import { asset } from "evergraph";
export const many = asset("many", () => Array.from({ length: ${rows} }, () => ({ at: Math.random() })));
export const gone = asset("gone", () => Array.from({ length: ${rows} }, () => ({ at: Math.random() })));
`;

let fixture: CommandFixture;
before(() => {
  fixture = createCommandFixture({ "package.json": manifest, "tsconfig.json": tsconfig, "assets.ts": assets });
  assert.equal(fixture.run("materialize", "*").status, 0);
});
after(() => fixture.remove());

const inFolder = (...names: readonly string[]) => {
  const folder = path.join(fixture.folder, ".evergraph", ...names);
  return existsSync(folder) ? readdirSync(folder).length : 0;
};
const cleaned = (...parameters: readonly string[]) => JSON.parse(fixture.run("clean", "--json", ...parameters).output);
const valuesOf = (key: string) => inFolder("dev", "values", key);

/** More materializations of both, whose values lie in files that nobody has cleaned up. */
async function recordOldValues(): Promise<void> {
  const folder = path.join(fixture.folder, ".evergraph", "dev");
  const store = await openStore({ folder, access: "write", index: "memory" });
  for (const key of ["many", "gone"]) {
    const latest = store.asset(key as never).latest!;
    for (let index = 0; index < 5; index += 1) {
      const file = `values/${key}/old-${index}.frames`;
      fixture.put(`.evergraph/dev/${file}`, "x".repeat(100));
      store.append({ ...latest, kind: "materialization", value: { manager: "frames", path: file, bytes: 100 } });
    }
  }
  await store.flushed();
  await store.close();
}

describe("evergraph clean", () => {
  it("keeps the last three values of each asset, also of one whose definition is gone", async () => {
    await recordOldValues();
    fixture.put("assets.ts", assets.replace(/export const gone.*\n/, ""));
    assert.deepEqual([valuesOf("many"), valuesOf("gone")], [6, 6]);
    const told = cleaned("--dry-run");
    assert.deepEqual([told.values[0].environment, told.values[0].files], ["dev", 6]);
    assert.deepEqual([valuesOf("many"), valuesOf("gone")], [6, 6]);
    assert.deepEqual(cleaned().values, told.values);
    assert.deepEqual([valuesOf("many"), valuesOf("gone")], [3, 3]);
    assert.equal(cleaned().values[0].files, 0);
  });

  it("removes bundles, which the next run makes anew", () => {
    assert.equal(fixture.run("materialize", "many").status, 0);
    const before = inFolder("bundles");
    assert.ok(before > 0);
    assert.equal(cleaned("--dry-run").bundles.files, before);
    assert.equal(inFolder("bundles"), before);
    assert.match(fixture.run("clean").output, /Removed \d+ bundle files? \(.+\)\./);
    assert.equal(inFolder("bundles"), 0);
    assert.equal(fixture.run("materialize", "many").status, 0);
  });

  it("leaves everything that a run in progress may read", async () => {
    await recordOldValues();
    const folder = path.join(fixture.folder, ".evergraph", "dev");
    const store = await openStore({ folder, access: "write", index: "memory" });
    const run = "20991124T132455-7f3a09" as never;
    const plan = { ...store.runs(1)[0]!.plan, run };
    store.append({ kind: "run", state: "started", plan }, run);
    await store.flushed();
    const attempt = tryRunLock(folder, run);
    assert.equal(attempt.state, "held");
    const before = inFolder("bundles");
    assert.ok(before > 0);
    const { running, bundles } = cleaned();
    assert.deepEqual([running, bundles.files, inFolder("bundles")], [1, 0, before]);
    if (attempt.state === "held") attempt.lock.releaseForGood();
    await store.close();
  });

  it("has nothing to do where nothing was stored", () => {
    const empty = createCommandFixture({ "package.json": manifest });
    try {
      assert.deepEqual(JSON.parse(empty.run("clean", "--json").output).values, []);
      assert.equal(existsSync(path.join(empty.folder, ".evergraph")), false);
    } finally {
      empty.remove();
    }
  });
});
