import assert from "node:assert/strict";
import { test } from "node:test";
import { asset } from "./asset.ts";
import { assetCheck } from "./asset-check.ts";
import { assetChecks } from "./asset-checks.ts";
import { type AssetDefinition, type CheckFunctionDefinition, readDefinition } from "./definition.ts";
import { recordMetadata } from "./metadata.ts";
import { readCheckResult } from "./read-check-result.ts";
import { optional } from "./references.ts";
import { resource } from "./resource.ts";

const users = asset("users", () => [{ id: "a" }]);
const report = asset("report", () => 1);
const limits = resource<{ least: number }>("limits");
const functionOf = (handle: unknown) => (readDefinition(handle) as CheckFunctionDefinition).function;
const throwsCode = (code: string) => (error: unknown) => (error as { code?: unknown }).code === code;

test("a check is data with its function", () => {
  const handle = assetCheck(
    "enough",
    {
      asset: users,
      blocking: [report, "other"],
      severity: "WARN",
      description: "Enough of them.",
      metadata: { source: "x" },
      inputs: { model: optional("model") },
      deps: [report],
      resources: { limits },
      retry: { retries: 1, delay: "1s" },
      timeout: "1m",
      concurrency: "disk",
      priority: 2,
    },
    (rows) => rows.length > 0,
  );
  const { compute, ...data } = functionOf(handle);
  assert.equal(typeof compute, "function");
  assert.deepEqual(data, {
    name: "enough",
    asset: "users",
    checks: [
      {
        name: "enough",
        asset: "users",
        blocking: { kind: "only", assets: ["report", "other"] },
        severity: "WARN",
        description: "Enough of them.",
        metadata: { source: "x" },
      },
    ],
    several: false,
    canSubset: false,
    whole: false,
    inputs: [{ name: "model", asset: "model", optional: true }],
    deps: ["report"],
    resources: { limits: { kind: "resource", name: "limits" } },
    retry: { retries: 1, delay: 1_000 },
    timeout: 60_000,
    concurrency: ["disk"],
    priority: 2,
  });
  assert.deepEqual([handle.check, handle.asset, handle.name], ["enough", "users", "enough"]);
});

test("several checks share one function, and may be of other assets", () => {
  const handles = assetChecks(
    "users_ok",
    {
      asset: users,
      checks: { ids: { blocking: { except: [report] } }, made: { asset: report, severity: "WARN" } },
      canSubset: true,
    },
    (_, { selected }) => ({ ids: true, ...(selected.has("made") ? { made: false } : {}) }),
  );
  const of = functionOf(handles.ids);
  assert.equal(functionOf(handles.made), of);
  assert.deepEqual([of.several, of.canSubset, of.name, of.asset], [true, true, "users_ok", "users"]);
  assert.deepEqual(
    of.checks.map(({ name, asset: of, blocking }) => [name, of, blocking]),
    [
      ["ids", "users", { kind: "except", assets: ["report"] }],
      ["made", "report", { kind: "nothing" }],
    ],
  );
  assert.equal(handles.made.asset, "report");
});

test("a handle runs its check alone", async () => {
  const enough = assetCheck(
    "enough",
    { asset: users, resources: { limits }, inputs: { report }, severity: "WARN" },
    (rows, { key, resources, inputs, environment, log }) => {
      log.info("looking");
      const passed = rows.length >= resources.limits.least + inputs.report;
      return { passed, metadata: { key, environment } };
    },
  );
  const context = { resources: { limits: { least: 1 } }, inputs: { report: 0 } };
  const facts = { key: "users", environment: "test" };
  assert.deepEqual(await enough([{ id: "a" }], context), { passed: true, severity: "WARN", metadata: facts });
  assert.equal((await enough([], context)).passed, false);
  const { ids, names } = assetChecks(
    "ok",
    { asset: users, checks: { ids: {}, names: { severity: "WARN" } } },
    (rows) => ({ ids: rows.length > 0, names: { passed: false, severity: "ERROR", description: "none" } }),
  );
  assert.deepEqual(await ids([{ id: "a" }]), { passed: true, severity: "ERROR", metadata: {} });
  assert.deepEqual(await names([]), { passed: false, severity: "ERROR", description: "none", metadata: {} });
});

const noResults: readonly unknown[] = [
  undefined,
  null,
  "yes",
  1,
  [],
  {},
  { passed: 1 },
  { passed: true, severity: "FATAL" },
  { passed: true, description: 3 },
  { passed: true, metadata: null },
];
for (const [at, result] of noResults.entries()) {
  test(`what is no result is refused (${at})`, async () => {
    const check = assetCheck("odd", { asset: users }, () => result as boolean);
    await assert.rejects(check([]), throwsCode("check-result-invalid"));
  });
}

test("a result is recorded with what the check says itself", () => {
  const [definition] = functionOf(assetCheck("ok", { asset: users, severity: "WARN" }, () => true)).checks;
  assert.deepEqual(readCheckResult(definition!, true), { passed: true, severity: "WARN", metadata: {} });
  assert.deepEqual(
    readCheckResult(definition!, { passed: false, severity: "ERROR", description: "3 rows", metadata: { rows: 3 } }),
    { passed: false, severity: "ERROR", description: "3 rows", metadata: recordMetadata({ rows: 3 }) },
  );
  const unkept = { passed: true, metadata: { odd: (() => 1) as never } };
  assert.throws(() => readCheckResult(definition!, unkept), throwsCode("metadata-value"));
});

test("an asset names the checks that it reports itself", async () => {
  const listed = asset("listed", { checks: ["a", "b"] }, (_, { check }) => {
    check("a", true);
    return 1;
  });
  const { checks } = readDefinition(listed) as AssetDefinition;
  assert.deepEqual(
    checks?.map(({ name, asset: of, severity, blocking }) => [name, of, severity, blocking.kind]),
    [
      ["a", "listed", "ERROR", "nothing"],
      ["b", "listed", "ERROR", "nothing"],
    ],
  );
  assert.equal(await listed({}), 1);
  const wrong = asset("wrong", { checks: { a: { blocking: true } } }, (_, { check }) => check("b" as never, true));
  await assert.rejects(wrong({}), throwsCode("check-undeclared"));
  const odd = asset("odd", { checks: ["a"] }, (_, { check }) => check("a", "yes" as never));
  await assert.rejects(odd({}), throwsCode("check-result-invalid"));
});
