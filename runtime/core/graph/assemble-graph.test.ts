import assert from "node:assert/strict";
import { test } from "node:test";
import { nowhere } from "../../../protocol/graph/source-range.ts";
import { notNull } from "../checks/column-checks.ts";
import { asset } from "../definitions/asset.ts";
import { assetCheck } from "../definitions/asset-check.ts";
import { assetChecks } from "../definitions/asset-checks.ts";
import { defineConfig } from "../definitions/config.ts";
import type { AssetDefinition, CheckFunctionDefinition, ConfigDefinition } from "../definitions/definition.ts";
import { readDefinition } from "../definitions/definition.ts";
import { externalAsset } from "../definitions/external-asset.ts";
import { multiAsset } from "../definitions/multi-asset.ts";
import { daily } from "../definitions/partitions.ts";
import { resource } from "../definitions/resource.ts";
import { assembleGraph } from "./assemble-graph.ts";

const files = resource<string>("files");
const rates = externalAsset<number>("vendor/rates");
const orders = asset("orders", { group: "raw", owners: ["team:a"], resources: { source: files } }, () => [1]);
const report = asset(
  "report",
  { inputs: { orders, rate: rates }, deps: ["nobody"], codeVersion: "2", partitions: daily({ start: "2024-01-01" }) },
  ({ orders, rate }) => [orders, rate],
);
const definitions = [report, orders, rates].map((handle) => readDefinition(handle) as AssetDefinition);

test("definitions become the same graph that text becomes", () => {
  const config = readDefinition(
    defineConfig({ environments: { dev: { resources: { files: "x" }, concurrency: 4 }, prod: { confirm: true } } }),
  ) as ConfigDefinition;
  const { graph, duplicates } = assembleGraph(definitions, { config });
  assert.deepEqual(duplicates, []);
  assert.deepEqual(graph.keys, ["report", "orders", "vendor/rates", "nobody"]);
  const [first, second, third, fourth] = graph.nodes;
  assert.deepEqual(
    first?.upstream.map(({ from, kind, input }) => [from, kind, input]),
    [
      [1, "value", "orders"],
      [2, "value", "rate"],
      [3, "order", undefined],
    ],
  );
  assert.deepEqual(first?.partitions, { kind: "daily", start: "2024-01-01", timezone: "UTC" });
  assert.equal(first?.declaredVersion, "2");
  assert.deepEqual([second?.group, second?.owners, second?.resources], ["raw", ["team:a"], ["files"]]);
  assert.equal(third?.kind, "external");
  assert.equal(fourth, null);
  assert.deepEqual(
    graph.environments.map(({ range: _, ...environment }) => environment),
    [
      { name: "dev", resources: ["files"], confirm: false, concurrency: 4 },
      { name: "prod", resources: [], confirm: true },
    ],
  );
});

test("a key of two definitions is told, and one definition exported twice is none", () => {
  const again = readDefinition(asset("orders", () => 2)) as AssetDefinition;
  const [, first] = definitions;
  assert.deepEqual(assembleGraph([first!, first!]).duplicates, []);
  const { graph, duplicates } = assembleGraph([first!, again]);
  assert.deepEqual(duplicates, ["orders"]);
  assert.equal(graph.nodes[0]?.group, "raw");
});

test("outputs of one function know each other, and what they read is not named again", () => {
  const handles = multiAsset(
    "split",
    { inputs: { orders }, deps: [rates], canSubset: true, outputs: { big: { deps: [orders, "nobody"] }, small: {} } },
    ({ orders }) => ({ big: orders, small: orders }),
  );
  const outputs = Object.values(handles).map((handle) => readDefinition(handle) as AssetDefinition);
  const { graph } = assembleGraph(outputs);
  const edges = graph.nodes.map((node) => node?.upstream.map(({ from, kind }) => `${graph.keys[from]} ${kind}`));
  assert.deepEqual(edges.slice(0, 2), [
    ["orders value", "vendor/rates order", "nobody order"],
    ["orders value", "vendor/rates order"],
  ]);
  for (const node of graph.nodes.slice(0, 2)) assert.deepEqual(node?.multiAsset, { key: "split", canSubset: true });
});

test("checks stand at their assets: those that the asset reports, then those with functions of their own", () => {
  const checked = asset("checked", { checks: { inside: { blocking: true } } }, () => [{ id: "a" }]);
  const several = assetChecks(
    "several",
    {
      asset: checked,
      inputs: { orders },
      checks: {
        one: { severity: "WARN", description: "One." },
        other: { asset: orders, blocking: { except: [report] } },
      },
    },
    () => ({ one: true, other: true }),
  );
  const single = assetCheck("single", { asset: checked, blocking: [report], deps: [rates] }, () => true);
  const ready = notNull(checked, ["id"], { blocking: true });
  const elsewhere = assetCheck("elsewhere", { asset: "unknown" }, () => true);
  const checks = [...Object.values(several), single, ready, elsewhere].map(
    (handle) => readDefinition(handle) as CheckFunctionDefinition,
  );
  const assets = [checked, orders].map((handle) => readDefinition(handle) as AssetDefinition);
  const { graph, duplicateChecks } = assembleGraph(assets, { checks });
  assert.deepEqual(duplicateChecks, []);
  const range = nowhere;
  assert.deepEqual(graph.nodes[0]?.checks, [
    { name: "inside", blocking: true, severity: "ERROR", range, reported: true },
    {
      name: "one",
      blocking: false,
      severity: "WARN",
      range,
      description: "One.",
      after: ["orders"],
      madeBy: "several",
    },
    {
      name: "single",
      blocking: true,
      gates: { kind: "only", assets: ["report"] },
      severity: "ERROR",
      range,
      after: ["vendor/rates"],
    },
    { name: "not_null_id", blocking: true, severity: "ERROR", range },
  ]);
  assert.deepEqual(graph.nodes[1]?.checks, [
    {
      name: "other",
      blocking: true,
      gates: { kind: "except", assets: ["report"] },
      severity: "ERROR",
      range,
      after: ["checked", "orders"],
      madeBy: "several",
    },
  ]);
});

test("checks stand in the order of their places", () => {
  const places = { late: 9, early: 2 };
  const checks = Object.keys(places).map(
    (name) => readDefinition(assetCheck(name, { asset: orders }, () => true)) as CheckFunctionDefinition,
  );
  const { graph } = assembleGraph([definitions[1]!], {
    checks,
    checkRangeOf: (id) => {
      const at = { line: places[id.slice("orders:".length) as keyof typeof places], character: 0 };
      return { file: "a.ts", start: at, end: at };
    },
  });
  assert.deepEqual(
    graph.nodes[0]?.checks.map(({ name }) => name),
    ["early", "late"],
  );
});

test("a check of two definitions is told", () => {
  const checks = [1, 2].map(
    () => readDefinition(assetCheck("twice", { asset: orders }, () => true)) as CheckFunctionDefinition,
  );
  const { graph, duplicateChecks } = assembleGraph([definitions[1]!], { checks });
  assert.deepEqual(duplicateChecks, ["orders:twice"]);
  assert.equal(graph.nodes[0]?.checks.length, 1);
});
