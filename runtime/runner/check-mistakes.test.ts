import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import { checkId } from "../../protocol/graph/check-id.ts";
import type { RunPlan } from "../../protocol/record/run-plan.ts";
import { createChildLauncher } from "../host/child-launcher.ts";
import { found, planOf, projectOf, useLaunchers } from "./run-fixture.ts";

const { runToEnd } = useLaunchers(createChildLauncher);

const ran = 'writeFileSync("ran", "");';
const header =
  'import { asset, assetCheck, resource } from "evergraph";\nimport { writeFileSync } from "node:fs";\nconst queue = resource<number>("queue");\n';
const rows = `export const rows = asset("rows", () => { ${ran} return 1; });\n`;
const full = `export const full = assetCheck("full", { asset: rows }, () => true);\n`;

interface Mistake {
  readonly what: string;
  readonly text: string;
  /** What stands in the environment. */
  readonly environment?: string;
  /** Of the check; its asset if it is another one than `rows`. */
  readonly judged?: string;
  readonly expected: readonly [code: string, line: number] | undefined;
}

const table: readonly Mistake[] = [
  { what: "nothing", text: rows + full, expected: undefined },
  {
    what: "a check that two functions make",
    text: `${rows}${full}export const again = assetCheck(["fu", "ll"].join(""), { asset: rows }, () => true);\n`,
    expected: ["duplicate-check", 7],
  },
  {
    what: "a check that the asset reports itself already",
    text: `export const rows = asset("rows", { checks: ["full"] }, (_, { check }) => { ${ran} check("full", true); return 1; });\n${full}`,
    expected: ["duplicate-check", 7],
  },
  {
    what: "a check of an asset that there is not",
    text: `${rows}export const full = assetCheck("full", { asset: ["ro", "ws", "2"].join("") as never }, () => true);\n`,
    judged: "rows2",
    expected: ["unknown-dependency", 7],
  },
  {
    what: "a check whose resource the environment does not bind",
    text: `${rows}export const full = assetCheck("full", { asset: rows, resources: { queue } }, () => true);\n`,
    expected: ["unknown-resource", 7],
  },
  {
    what: "nothing when it does",
    text: `${rows}export const full = assetCheck("full", { asset: rows, resources: { queue } }, () => true);\n`,
    environment: "resources: { queue: 1 }",
    expected: undefined,
  },
  {
    what: "an IO manager that the environment lacks",
    text: `${rows.replace('"rows", ', '"rows", { io: "cloud" as never }, ')}${full}`,
    expected: ["io-manager-missing", 3],
  },
  {
    what: "more slots than a pool has",
    text: `${rows}export const full = assetCheck("full", { asset: rows, concurrency: { pool: "disk", slots: 2 } }, () => true);\n`,
    environment: "pools: { disk: 1 }",
    expected: ["pool-too-small", 7],
  },
];

describe("before anything runs, loading shows", () => {
  for (const { what, text, environment = "", judged = "rows", expected } of table) {
    it(what, async () => {
      const project = projectOf({
        "rows.ts": `${header}${text}`,
        "evergraph.config.ts": `import { defineConfig } from "evergraph";\nexport default defineConfig({ environments: { dev: { ${environment} } } });`,
      });
      const plan = withCheck(planOf(project, { rows: "rows.ts" }), judged);
      const { end, events, outcomes } = await runToEnd(project, plan);
      const { code, range } = end?.error ?? {};
      assert.deepEqual(code === undefined ? undefined : [code, range?.start.line], expected);
      assert.equal(existsSync(path.join(project, "ran")), expected === undefined);
      assert.deepEqual(outcomes, { rows: expected === undefined ? "materialized" : "failed" });
      const last = found(events, "step").findLast(({ step }) => step === 1);
      assert.equal(last?.state, expected === undefined ? "succeeded" : "failed");
    });
  }
});

/** A further step that judges; assets are said to stand in line 3, the check in line 7. */
function withCheck(plan: RunPlan, judged: string): RunPlan {
  const asset = asAssetKey(judged);
  const at = (line: number) => ({
    file: "rows.ts",
    start: { line, character: 0 },
    end: { line, character: 1 },
  });
  return {
    ...plan,
    steps: [...plan.steps, { assets: [], checks: [{ asset, name: "full" }], after: [0], why: ["selected"] }],
    sources: { [asAssetKey("rows")]: at(3) },
    checkSources: { [checkId(asset, "full")]: at(7) },
  };
}
