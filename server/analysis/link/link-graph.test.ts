import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import type { AssetNode } from "../../../protocol/graph/asset-graph.ts";
import { asAssetKey } from "../../../protocol/graph/asset-key.ts";
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

  it("reads checks with what they hold back, read and are made by", () => {
    const text = [
      'import { acceptedValues, asset, assetCheck, assetChecks, metadataBounds, multiAsset, notNull, rowCountChange } from "evergraph";',
      'export const a = asset("a", { checks: ["own"] }, () => 1);',
      'export const b = asset("b", { checks: { gate: { blocking: [a], description: "Own." } } }, ({ a }) => a);',
      'export const c = asset("c", ({ a, b }) => [a, b]);',
      "/** From a comment. */",
      'export const all = assetCheck("all", { asset: a, blocking: true, inputs: { c }, deps: ["b", c] }, () => true);',
      'export const some = assetCheck("some", { asset: "a", blocking: { except: ["c", b] }, severity: "WARN" }, () => true);',
      'export const many = assetChecks("many", { asset: a, deps: [c], checks: { one: { blocking: [b] }, other: { asset: b, description: "Of b." } } }, () => ({ one: true, other: true }));',
      'export const ids = notNull("a", ["id", "name"], { blocking: false });',
      'export const states = acceptedValues(a, "state", ["on", "off"]);',
      'export const named = metadataBounds(a, "rmse", { name: "error_is_low", max: 1 });',
      "export const change = rowCountChange(c, { maxDrop: 0.2 });",
      'export const { d } = multiAsset("made", { outputs: { d: {} }, checks: { filled: { asset: "d" } } }, () => ({ d: 1 }));',
      "",
    ].join("\n");
    const checks = inProject({ "a.ts": text }, (analysis) => {
      assert.deepEqual(analysis.diagnostics(), []);
      return analysis
        .graph()
        .nodes.flatMap((node) => (node?.checks ?? []).map(({ range: _, ...check }) => [node?.key, check]));
    });
    const plain = { blocking: false, severity: "ERROR" };
    assert.deepEqual(checks, [
      ["a", { ...plain, name: "own", reported: true }],
      ["a", { ...plain, name: "all", blocking: true, description: "From a comment.", after: ["c", "b"] }],
      ["a", { name: "some", severity: "WARN", blocking: true, gates: { kind: "except", assets: ["c", "b"] } }],
      [
        "a",
        { ...plain, name: "one", blocking: true, gates: { kind: "only", assets: ["b"] }, madeBy: "many", after: ["c"] },
      ],
      ["a", { ...plain, name: "not_null_id_name" }],
      ["a", { ...plain, name: "accepted_values_state" }],
      ["a", { ...plain, name: "error_is_low" }],
      [
        "b",
        {
          ...plain,
          name: "gate",
          blocking: true,
          gates: { kind: "only", assets: ["a"] },
          description: "Own.",
          reported: true,
        },
      ],
      ["b", { ...plain, name: "other", description: "Of b.", madeBy: "many", after: ["a", "c"] }],
      ["c", { ...plain, name: "row_count_change" }],
      ["d", { ...plain, name: "filled", reported: true }],
    ]);
  });

  it("says what a check names that nobody defines", () => {
    const text =
      'import { asset, assetCheck } from "evergraph";\nexport const orders = asset("orders", () => 1);\nexport const check = assetCheck("check", { asset: orders, deps: ["order"] }, () => true);\n';
    const [problem, ...others] = inProject({ "a.ts": text }, (analysis) => analysis.diagnostics());
    assert.deepEqual(
      [problem?.code, problem?.facts, others],
      ["unknown-dependency", { key: "order", suggestion: "orders" }, []],
    );
  });

  it("says where a check of the same name stands, for as long as it does", () => {
    const lines = [
      'import { asset, assetCheck, notNull } from "evergraph";',
      'export const a = asset("a", { checks: { full: {} } }, () => [{ id: 1 }]);',
      'export const full = assetCheck("full", { asset: a }, () => true);',
      'export const ids = notNull(a, ["id"], { name: "full" });',
      "",
    ];
    const at = ({ start, end }: AssetNode["range"]): string =>
      `${start.line + 1}: ${(lines[start.line] ?? "").slice(start.character, end.character)}`;
    const [told, after] = inProject({ "a.ts": lines.join("\n") }, (analysis) => {
      const before = analysis.diagnostics();
      analysis.setText("a.ts", lines.join("\n").replace("full: {}", "").replace('"full" }', '"ids" }'));
      return [before, analysis.diagnostics()];
    });
    const message = '"a" has more than one check "full".';
    assert.deepEqual(
      told?.map(({ code, severity, message: said, range, related }) => [
        code,
        severity,
        said,
        at(range),
        related.map((each) => at(each.range)),
      ]),
      [
        ["duplicate-check", "error", message, '3: "full"', ["2: full"]],
        ["duplicate-check", "error", message, '4: "full"', ["2: full"]],
      ],
    );
    assert.deepEqual(after, []);
  });

  it("underlines what is no duration, and outputs that are none", () => {
    const lines = [
      'import { asset, assetCheck, multiAsset } from "evergraph";',
      'const late = "late";',
      'export const a = asset("a", { timeout: "soon", retry: { retries: 2, delay: late } }, () => 1);',
      'export const one = assetCheck("one", { asset: a, timeout: 30 as never }, () => true);',
      'export const m = multiAsset("m", { outputs: {} }, () => ({}));',
      "",
    ];
    const told = inProject({ "a.ts": lines.join("\n") }, (analysis) => analysis.diagnostics());
    assert.deepEqual(
      told.map(({ severity, message, range: { start, end } }) => [
        severity,
        message,
        (lines[start.line] ?? "").slice(start.character, end.character),
      ]),
      [
        ["error", '"soon", given for "a", is no duration.', '"soon"'],
        ["error", '"late", given for "a", is no duration.', "delay"],
        ["error", '"30", given for "one", is no duration.', "30"],
        ["error", '"m" names no outputs.', "{}"],
      ],
    );
  });

  it("gives a key that only loading knows one id for life", () => {
    inProject(
      { "a.ts": `${'import { asset } from "evergraph";'}\nexport const a = asset("a", () => 1);\n` },
      (analysis) => {
        const id = analysis.idOf(asAssetKey("copy/x"));
        assert.deepEqual(
          [analysis.idOf(asAssetKey("a")), id, analysis.graph().keys, analysis.graph().nodes[id]],
          [0, 1, ["a", "copy/x"], null],
        );
        analysis.setText("b.ts", 'import { asset } from "evergraph";\nexport const x = asset("copy/x", () => 1);\n');
        assert.equal(analysis.graph().nodes[id]?.key, "copy/x");
        assert.equal(analysis.idOf(asAssetKey("copy/x")), id);
      },
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
