import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { test } from "node:test";
import type { RecordedError } from "../../protocol/errors/error-entry.ts";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import { emptyAssetTable } from "../../protocol/messages/asset-table.ts";
import { idOf, openScripted } from "./live-workspace-fixture.ts";
import { beginRun, endAsset } from "./materialize-fixture.ts";

const chain = "raw\nclean <- raw\nreport <- clean in marts\nother";

test("statuses follow code, new data and an edge that comes and goes, each with its reason", async () => {
  const { workspace, record, shown } = await openScripted({ "a.ts": chain });
  assert.deepEqual(shown(), { raw: "never", clean: "never", report: "never", other: "never" });
  await record({ raw: {}, clean: {}, report: {}, other: {} });
  assert.deepEqual(shown(), { raw: "fresh", clean: "fresh", report: "fresh", other: "fresh" });

  workspace.setText("a.ts", chain.replace("clean <- raw", "clean <- raw @ 2"));
  assert.deepEqual(shown(), {
    raw: "fresh",
    clean: "stale: helper in helpers.ts changed",
    report: "stale: waits for clean",
    other: "fresh",
  });
  workspace.setText("a.ts", undefined);
  assert.deepEqual(shown(), { raw: "fresh", clean: "fresh", report: "fresh", other: "fresh" });

  await record({ raw: { dataVersion: "new" } });
  assert.deepEqual(shown(), {
    raw: "fresh",
    clean: "stale: raw has new data",
    report: "stale: waits for clean",
    other: "fresh",
  });
  await record({ clean: { dataVersion: "same" } });
  await record({ report: {}, clean: { dataVersion: "same" } });
  assert.deepEqual(shown(), { raw: "fresh", clean: "fresh", report: "fresh", other: "fresh" });

  workspace.setText("a.ts", chain.replace("report <- clean", "report <- clean, other"));
  assert.equal(shown().report, "stale: now depends on other");
  workspace.setText("a.ts", "");
  assert.deepEqual(shown(), {});
  workspace.setText("a.ts", undefined);
  assert.equal(shown().report, "fresh");
});

test("a run is seen from its first event to its last", async () => {
  const { store, workspace, analysis, shown, changes } = await openScripted({ "a.ts": chain });
  const run = beginRun(store, analysis, ["raw", "clean"]);
  await changes.next();
  assert.deepEqual([shown().raw, shown().clean, shown().report], ["running", "running", "never"]);
  assert.deepEqual(workspace.status(idOf(workspace, "raw")).happened.running, [run]);
  endAsset(store, analysis, run, asAssetKey("raw"), { rows: [{ id: "a" }] });
  endAsset(store, analysis, run, asAssetKey("clean"), { error: { message: "no such column" } });
  store.append({ kind: "run", state: "failed" }, run);
  const { runs } = await changes.until((change) => change.runs.some(({ state }) => state === "failed"));
  assert.deepEqual(runs.at(-1)?.steps, { planned: 2, done: 1, failed: 1 });
  assert.deepEqual([shown().raw, shown().clean], ["fresh", "failed: no such column"]);
  assert.equal(workspace.card(idOf(workspace, "raw"))?.rows, 1);
});

const errors: readonly (readonly [name: string, error: RecordedError, expected: readonly unknown[]])[] = [
  [
    "at the user's own line",
    {
      message: "boom",
      range: { file: "helpers.ts", start: { line: 7, character: 2 }, end: { line: 7, character: 9 } },
    },
    ["asset-failed", '"clean" failed: boom', "helpers.ts", 7],
  ],
  ["at its key when the line is not known", { message: "boom" }, ["asset-failed", '"clean" failed: boom', "a.ts", 1]],
  [
    "with its own code when it has one",
    { code: "step-timeout", message: "It took too long.", remedy: "Make it faster." },
    ["step-timeout", "It took too long.", "a.ts", 1],
  ],
];
for (const [name, error, expected] of errors) {
  test(`a failure is a problem ${name}, until the next success`, async () => {
    const { workspace, record } = await openScripted({ "a.ts": chain });
    const problems = (): unknown[][] =>
      workspace.diagnostics().map(({ code, message, range }) => [code, message, range.file, range.start.line]);
    await record({ raw: {}, clean: { error }, report: { because: "clean" } });
    assert.deepEqual(problems(), [expected]);
    workspace.setText("a.ts", chain.replace("clean <- raw", "clean <- raw @ 2"));
    assert.equal(problems().length, 1);
    await record({ clean: {} });
    assert.deepEqual(problems(), []);
  });
}

test("what is told is what a table needs, and who missed it is given it", async () => {
  const { workspace, record, changes } = await openScripted({ "a.ts": chain });
  const table = emptyAssetTable();
  for (const message of workspace.feed(undefined)) table.apply(message);
  const first = table.revision;
  workspace.onChange(({ feed }) => {
    for (const message of feed) assert.notEqual(table.apply(message).kind, "gap");
  });
  await record({ raw: {}, clean: {} });
  workspace.setText("a.ts", `${chain}\nadded <- report in marts`);
  await changes.until(({ files }) => files.includes("a.ts"));
  const late = emptyAssetTable();
  for (const message of workspace.feed(undefined)) late.apply(message);
  assert.deepEqual([table.count, table.revision, table.counts()], [late.count, late.revision, late.counts()]);
  assert.equal(table.count, 5);
  assert.ok(workspace.feed(first).every(({ kind }) => kind !== "snapshot"));
  assert.deepEqual(workspace.feed(workspace.revision), []);
});

const plans: readonly (readonly [selection: string, expected: readonly string[]])[] = [
  ["report", ["report"]],
  ["+report", ["raw", "clean", "report"]],
  ['key:"clean" or key:"report"', ["clean", "report"]],
  ["group:marts", ["report"]],
  ["not key:ring*", ["raw", "clean", "report", "other", "sink"]],
  ["*", ["refused: cycle"]],
  ["nothing*", ["refused: empty-selection"]],
  ["raw and", ["refused: selection-syntax"]],
  ["rau", ["refused: unknown-dependency"]],
  ["source", ["refused: external-not-made"]],
  ["+sink", ["sink"]],
  ["ring_a", ["ring_a"]],
  ["ring_a or ring_b", ["refused: cycle"]],
];
for (const [selection, expected] of plans) {
  test(`a plan of ${selection}`, async () => {
    const { workspace } = await openScripted({
      "a.ts": chain,
      "b.ts": "external source\nsink <- source\nring_a <- ring_b\nring_b <- ring_a",
    });
    const answer = workspace.plan({ selection }, { kind: "test" });
    const found =
      "refused" in answer
        ? answer.refused.map(({ code }) => `refused: ${code}`)
        : answer.plan.steps.flatMap(({ assets }) => assets);
    assert.deepEqual(found, expected);
  });
}

test("a plan says from what it was made, and is a preview while a file of it is not saved", async () => {
  const { workspace } = await openScripted({ "a.ts": chain, "b.ts": "elsewhere" });
  workspace.setText("b.ts", "elsewhere @ 2");
  const answer = workspace.plan({ selection: "clean" }, { kind: "editor" });
  assert.ok("plan" in answer);
  const { run, ...plan } = answer.plan;
  assert.match(run, /^20261124T120000-[0-9a-f]{6}$/);
  assert.deepEqual(
    { ...plan, code: Object.keys(plan.code.versions), sources: Object.keys(plan.sources) },
    {
      environment: "dev",
      trigger: { kind: "editor" },
      config: {},
      concurrency: availableParallelism(),
      steps: [{ assets: ["clean"], checks: [], after: [], why: ["selected"] }],
      code: ["clean"],
      basis: { events: {}, files: { "a.ts": "sha of a.ts" } },
      sources: ["clean"],
    },
  );
  assert.equal(answer.preview, false);
  workspace.setText("a.ts", `${chain}\n`);
  const unsaved = workspace.plan({ selection: "clean" }, { kind: "editor" });
  assert.ok("plan" in unsaved && unsaved.preview);
});

test("what must be made too: what is stale above, and what was never made", async () => {
  const { workspace, record } = await openScripted({ "a.ts": chain });
  const above = (): string[] =>
    workspace.staleUpstream(idOf(workspace, "report")).map((found) => String(workspace.graph().keys[found]));
  assert.deepEqual(above(), ["raw", "clean"]);
  await record({ raw: {}, clean: {}, report: {} });
  assert.deepEqual(above(), []);
  await record({ raw: { dataVersion: "new" } });
  assert.deepEqual(above(), ["clean"]);
});

test("another environment has its own store", async () => {
  const { workspace, record, shown } = await openScripted({ "a.ts": "raw" });
  await record({ raw: {} });
  assert.deepEqual(shown(), { raw: "fresh" });
  await workspace.setEnvironment("prod");
  assert.deepEqual([shown(), workspace.summary().environment], [{ raw: "never" }, "prod"]);
  await workspace.setEnvironment("dev");
  assert.deepEqual(shown(), { raw: "fresh" });
});

test("going to an environment and back at once leaves one store followed", async () => {
  const { workspace, openStores } = await openScripted({ "a.ts": "raw" });
  await Promise.all(["prod", "dev", "prod"].map((name) => workspace.setEnvironment(name)));
  assert.deepEqual(openStores, ["prod"]);
  await workspace.close();
  assert.deepEqual(openStores, []);
});

test("a store that comes later is read as soon as it is there", async () => {
  const { workspace, shown, arrive } = await openScripted({ "a.ts": "raw" }, { isLate: true });
  assert.equal(workspace.store, undefined);
  assert.deepEqual(shown(), { raw: "never" });
  await arrive({ raw: {} });
  assert.deepEqual(shown(), { raw: "fresh" });
});

test("a summary counts badges, and says why no run can be started", async () => {
  const { workspace, record } = await openScripted({ "a.ts": chain });
  await record({ raw: {} });
  const { counts, assets, cannotRun, environments } = workspace.summary();
  assert.deepEqual(
    { counts, assets, environments },
    { counts: { fresh: 1, never: 3 }, assets: 4, environments: ["dev"] },
  );
  assert.equal(cannotRun?.code, "package-missing");
});

test("the list is in order of group and key, and says reason, else rows and age", async () => {
  const { workspace, record } = await openScripted({ "a.ts": chain });
  await record({ raw: { rows: [{ id: 1 }, { id: 2 }] }, clean: {} });
  await record({ raw: { dataVersion: "new", rows: [{ id: 1 }] } });
  assert.deepEqual(
    workspace.list().map(({ key, group, badge, description }) => [group, key, badge, description]),
    [
      ["default", "clean", "stale", "raw has new data"],
      ["default", "other", "never", ""],
      ["default", "raw", "fresh", "1 · now"],
      ["marts", "report", "never", ""],
    ],
  );
  const card = workspace.card(idOf(workspace, "raw"));
  assert.deepEqual([card?.rows, card?.rowsChange, card?.history], [1, -0.5, [2, 1]]);
});
