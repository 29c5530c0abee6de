import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import type { AssetNode } from "../../../protocol/graph/asset-graph.ts";
import { type Analysis, createAnalysis } from "../analysis.ts";
import { graphCases } from "./graph-cases.ts";

function inProject<Result>(files: Readonly<Record<string, string>>, ask: (analysis: Analysis) => Result): Result {
  const folder = mkdtempSync(path.join(os.tmpdir(), "evergraph-graph-"));
  try {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    }
    return ask(createAnalysis({ folder }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function written(analysis: Analysis): readonly string[] {
  const { keys, nodes, unresolved } = analysis.graph();
  const assets = nodes.flatMap((node) =>
    node === null ? [] : [[node.key, "<-", ...node.upstream.map(({ from }) => keys[from])].join(" ")],
  );
  const markers = unresolved.map(({ range }) => `${range.file}:${range.start.line + 1} ?`);
  const problems = analysis.diagnostics().map(({ range, code }) => `${range.file}:${range.start.line + 1} ${code}`);
  return [...assets.sort(), ...markers, ...problems.sort()];
}

describe("the graph from text", () => {
  for (const { name, files, expect } of graphCases) {
    it(name, () => {
      assert.deepEqual(inProject(files, written), expect);
    });
  }

  it("reads what describes an asset, with exact places", () => {
    const text = [
      'import { asset, assetCheck, daily, notNull } from "evergraph";',
      "",
      "/**",
      " * Orders of a day.",
      " * One row each.",
      " *",
      " * @remarks not shown",
      " */",
      'export const orders = asset("orders", { group: "raw/shop", owners: ["team:b"], kinds: ["csv"], tags: { tier: "1" },',
      '  partitions: daily({ start: "2024-01-01", timezone: "Europe/Zurich" }), codeVersion: "2", deps: ["rates"],',
      "  checks: { gate: { blocking: true } } }, ({ stock }) => stock);",
      'export const late = assetCheck("late", { asset: orders, severity: "WARN" }, () => true);',
      'export const ids = notNull("orders", ["id"], { blocking: true });',
      'export const stock = asset("stock", () => 1);',
      'export const rates = asset("rates", { description: "By day." }, () => 1);',
      "",
    ].join("\n");
    const [orders, rates] = inProject({ "a.ts": text }, (analysis) => {
      assert.deepEqual(analysis.diagnostics(), []);
      const { nodes } = analysis.graph();
      return ["orders", "rates"].map((key) => nodes.find((node) => node?.key === key) as AssetNode);
    });
    assert.equal(rates?.description, "By day.");
    const { upstream, checks, range, keyRange, id: _, ...rest } = orders as AssetNode;
    assert.deepEqual(rest, {
      key: "orders",
      kind: "asset",
      knownFrom: "text",
      group: "raw/shop",
      owners: ["team:b"],
      kinds: ["csv"],
      tags: { tier: "1" },
      description: "Orders of a day.\nOne row each.",
      resources: [],
      partitions: { kind: "daily", start: "2024-01-01", timezone: "Europe/Zurich" },
      declaredVersion: "2",
      exportedAs: "orders",
    });
    const at = ({ start, end }: AssetNode["range"]): string => {
      const lines = text.split("\n");
      return start.line === end.line ? (lines[start.line] ?? "").slice(start.character, end.character) : "";
    };
    assert.deepEqual(range.start, { line: 8, character: 22 });
    assert.deepEqual(range.end, { line: 10, character: 63 });
    assert.equal(at(keyRange), '"orders"');
    assert.deepEqual(
      upstream.map((edge) => [edge.kind, edge.input, at(edge.range)]),
      [
        ["value", "stock", "stock"],
        ["order", undefined, '"rates"'],
      ],
    );
    assert.deepEqual(
      checks.map(({ name, blocking, severity }) => [name, blocking, severity]),
      [
        ["gate", true, "ERROR"],
        ["late", false, "WARN"],
        ["not_null_id", true, "ERROR"],
      ],
    );
  });

  it("reads jobs, schedules, sensors and environments", () => {
    const files = {
      "jobs.ts":
        'import { job, schedule, sensor } from "evergraph";\nexport const nightly = job("nightly", { selection: "group:raw" });\nexport const each = schedule(nightly, "0 2 * * *", { name: "each", timezone: "Europe/Zurich" });\nexport const news = sensor("news", { job: nightly }, () => undefined);\n',
      "evergraph.config.ts":
        'import { defineConfig } from "evergraph";\nexport default defineConfig({ environments: { dev: { resources: { db: 1 } }, prod: { confirm: true } } });\n',
    };
    const { jobs, schedules, sensors, environments } = inProject(files, (analysis) => analysis.graph());
    assert.deepEqual(
      jobs.map(({ name, selection }) => [name, selection]),
      [["nightly", "group:raw"]],
    );
    assert.deepEqual(
      schedules.map(({ name, job, cron, timezone }) => [name, job, cron, timezone]),
      [["each", "nightly", "0 2 * * *", "Europe/Zurich"]],
    );
    assert.deepEqual(
      sensors.map(({ name, job }) => [name, job]),
      [["news", "nightly"]],
    );
    assert.deepEqual(
      environments.map(({ name, resources, confirm }) => [name, resources, confirm]),
      [
        ["dev", ["db"], false],
        ["prod", [], true],
      ],
    );
  });
});
