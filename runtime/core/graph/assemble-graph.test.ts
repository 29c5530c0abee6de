import assert from "node:assert/strict";
import { test } from "node:test";
import { asset } from "../definitions/asset.ts";
import { defineConfig } from "../definitions/config.ts";
import type { AssetDefinition, ConfigDefinition } from "../definitions/definition.ts";
import { readDefinition } from "../definitions/definition.ts";
import { externalAsset } from "../definitions/external-asset.ts";
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
    defineConfig({ environments: { dev: { resources: { files: "x" } }, prod: { confirm: true } } }),
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
    graph.environments.map(({ name, resources, confirm }) => ({ name, resources, confirm })),
    [
      { name: "dev", resources: ["files"], confirm: false },
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
