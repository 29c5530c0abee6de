import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { type AssetKey, asAssetKey } from "../../protocol/graph/asset-key.ts";
import type { CheckResult } from "../../protocol/record/events.ts";
import { openStore } from "../../runtime/storage/journal-store.ts";
import { createAnalysis } from "../analysis/analysis.ts";
import { recordRun } from "./materialize-fixture.ts";
import { openWorkspace } from "./open-workspace.ts";
import { makeProject } from "./project-fixture.ts";
import type { Workspace } from "./workspace.ts";

const text = `import { asset, assetCheck } from "evergraph";
export const orders = asset("orders", () => [{ id: 1 }]);
export const report = asset("report", ({ orders }) => orders.length);
const least = 1;
export const enough = assetCheck("enough", { asset: orders, blocking: true }, (rows) => rows.length >= least);
`;
const orders = asAssetKey("orders");

/** A project in which orders was made and its check gave this result. */
async function openChecked(
  context: TestContext,
  result: Partial<CheckResult>,
  judgedCode?: string,
): Promise<Workspace> {
  const project = makeProject({ "a.ts": text });
  const analysis = createAnalysis({ folder: project.folder });
  const store = await openStore({
    folder: join(project.folder, ".evergraph", "dev"),
    access: "write",
    index: "memory",
  });
  const run = await recordRun(store, analysis, { orders: {}, report: {} });
  const made = store.asset(orders).latest?.id;
  const codeVersion = judgedCode ?? analysis.checkVersion(analysis.idOf(orders), "enough")?.hash;
  store.append(
    {
      kind: "check",
      of: { asset: orders },
      check: "enough",
      result: { passed: true, severity: "ERROR", metadata: {}, ...result },
      ...(made === undefined ? {} : { judged: made }),
      ...(codeVersion === undefined ? {} : { codeVersion }),
    },
    run,
  );
  await store.flushed();
  await store.close();
  analysis.close();
  const workspace = await openWorkspace({ folder: project.folder, trusted: false, types: false });
  context.after(async () => {
    await workspace.close();
    project.remove();
  });
  return workspace;
}

const idOf = (workspace: Workspace, key: AssetKey): number => workspace.find(key) ?? -1;

test("a check has its past, and is outdated as soon as its own code is another", async (context) => {
  const workspace = await openChecked(context, {});
  const check = () => workspace.details(idOf(workspace, orders))?.checks[0];
  assert.deepEqual(
    [check()?.name, check()?.blocking, check()?.results.length, check()?.results[0]?.result.passed, check()?.outdated],
    ["enough", true, 1, true, undefined],
  );
  workspace.setText("a.ts", text.replace("least = 1", "least = 2"));
  assert.equal(check()?.outdated, "code");
  assert.equal(workspace.check(idOf(workspace, orders), "enough")?.outdated, "code");
  workspace.setText("a.ts", undefined);
  assert.equal(check()?.outdated, undefined);
});

for (const [name, result, expected] of [
  ["an error", { passed: false, description: "0 of 1 rows" }, [["check-failed", "error", 4, "0 of 1 rows."]]],
  ["a warning", { passed: false, severity: "WARN" }, [["check-warned", "warning", 4, "it did not say why."]]],
  ["nothing when it passed", { passed: true }, []],
] as const) {
  test(`a check that did not pass is a problem at its line: ${name}`, async (context) => {
    const workspace = await openChecked(context, result);
    assert.deepEqual(
      workspace
        .diagnostics()
        .map(({ code, severity, range, message }) => [code, severity, range.start.line, message.split(": ").at(-1)]),
      expected,
    );
    workspace.setText("a.ts", text.replace("least = 1", "least = 2"));
    workspace.revision;
    assert.deepEqual(workspace.diagnostics(), []);
    const { badge, checks } = workspace.card(idOf(workspace, orders)) ?? {};
    assert.deepEqual([badge, checks], ["fresh", { passed: 0, total: 1 }]);
  });
}

test("a plan takes in the checks of what is made, none, or only them, with their code and place", async (context) => {
  const workspace = await openChecked(context, {});
  const stepsOf = (checks?: "attached" | "none" | "only") => {
    const answer = workspace.plan({ selection: "orders or report", ...(checks && { checks }) }, { kind: "test" });
    assert.ok("plan" in answer, JSON.stringify(answer));
    return answer.plan;
  };
  const plan = stepsOf();
  assert.deepEqual(
    plan.steps.map(({ assets, checks, after }) => [assets, checks.map(({ name }) => name), after]),
    [
      [["orders"], [], []],
      [[], ["enough"], [0]],
      [["report"], [], [0, 1]],
    ],
  );
  assert.equal(plan.checkSources?.["orders:enough"]?.start.line, 4);
  assert.deepEqual(Object.keys(plan.code.checks ?? {}), ["orders:enough"]);
  assert.deepEqual(
    stepsOf("none").steps.map(({ assets }) => assets),
    [["orders"], ["report"]],
  );
  assert.deepEqual(
    stepsOf("only").steps.map(({ assets, checks }) => [assets, checks.length]),
    [[[], 1]],
  );
  const ofOne = (request: { readonly selection: string; readonly check: string }) => {
    const answer = workspace.plan({ ...request, checks: "only" }, { kind: "test" });
    return "plan" in answer ? answer.plan.steps.map(({ checks }) => checks) : answer.refused.map(({ code }) => code);
  };
  assert.deepEqual(ofOne({ selection: "orders", check: "enough" }), [[{ asset: "orders", name: "enough" }]]);
  assert.deepEqual(ofOne({ selection: "orders", check: "unheard" }), ["no-such-check"]);
  assert.deepEqual(ofOne({ selection: "*", check: "enough" }), ["no-such-check"]);
  const refused = workspace.plan({ selection: "report", checks: "only" }, { kind: "test" });
  assert.deepEqual("refused" in refused && refused.refused.map(({ code }) => code), ["no-check-to-run"]);
});

test("a preview says waves, reasons, gates and what stays stale; the causes say how far they reach", async (context) => {
  const workspace = await openChecked(context, {});
  workspace.setText("a.ts", text.replace("{ id: 1 }", "{ id: 2 }"));
  const { steps, about, left, unsaved } = workspace.preview({ selection: "orders" });
  assert.deepEqual(
    steps.map(({ assets, wave, gates, reason }) => [assets, wave, gates, reason]),
    [
      [["orders"], 1, [{ asset: "orders", name: "enough" }], "code: its own"],
      [[], 2, [{ asset: "orders", name: "enough" }], "checks orders"],
    ],
  );
  assert.deepEqual([about, unsaved], [{ usual: 1.7, least: 1.7, most: 1.7 }, true]);
  assert.deepEqual(left, [{ asset: "report", badge: "stale", reason: "waits for orders" }]);
  const roots = await workspace.explain(new AbortController().signal);
  assert.deepEqual(
    roots.map(({ reason, assets, explains }) => [reason, assets, explains]),
    [["orders: its own code changed", ["orders"], 2]],
  );
});

test("a run is told step by step, and its events by asset and level", async (context) => {
  const workspace = await openChecked(context, { passed: false });
  const [latest] = workspace.runs(1);
  assert.ok(latest);
  const details = workspace.run(latest.run);
  assert.deepEqual(
    details?.steps.map(({ assets, state }) => [assets, state]),
    [
      [["orders"], "succeeded"],
      [["report"], "succeeded"],
    ],
  );
  const kinds = (filter: Parameters<Workspace["events"]>[2]) =>
    workspace.events(latest.run, 100, filter).map(({ kind }) => kind);
  assert.deepEqual(kinds({ atLeast: "error" }), ["check"]);
  assert.deepEqual(kinds({ asset: asAssetKey("report") }), ["run", "materialization", "outcome", "run"]);
});
