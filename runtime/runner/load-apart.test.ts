import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import { checkId } from "../../protocol/graph/check-id.ts";
import type { PlannedStep, RunPlan } from "../../protocol/record/run-plan.ts";
import { createChildLauncher } from "../host/child-launcher.ts";
import { contentHash } from "./read-basis.ts";
import { found, header, planOf, projectOf, useLaunchers } from "./run-fixture.ts";

const nothing = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
const { launcherOf, runToEnd } = useLaunchers(createChildLauncher);

describe("files that cannot be loaded", () => {
  const files = {
    "good.ts": `${header}export const good = asset("good", () => [1]);`,
    "throws.ts": `${header}\nthrow new Error("no settings");\nexport const thrown = asset("thrown", () => 1);`,
    "broken.ts": `${header}export const broken = asset("broken", () => );`,
    "below.ts": `${header}export const below = asset("below", ({ thrown }) => thrown);`,
  };

  it("fail their own assets with their own errors, and the others are made", async () => {
    const project = projectOf(files);
    const plan = planOf(
      project,
      { good: "good.ts", thrown: "throws.ts", broken: "broken.ts", below: "below.ts" },
      { below: ["thrown"] },
    );
    const { end, events, outcomes } = await runToEnd(project, plan);
    assert.equal(end?.state, "failed");
    assert.deepEqual(outcomes, { good: "materialized", thrown: "failed", broken: "failed", below: "upstream failed" });
    const errors = new Map(found(events, "outcome").map(({ of, error }) => [String(of.asset), error]));
    assert.equal(errors.get("thrown")?.message, "no settings");
    assert.deepEqual([errors.get("thrown")?.range?.file, errors.get("thrown")?.range?.start.line], ["throws.ts", 3]);
    assert.equal(errors.get("broken")?.code, "bundle-failed");
    assert.equal(errors.get("broken")?.range?.file, "broken.ts");
  });

  it("fail the checks in them, which hold back what waits for them", async () => {
    const project = projectOf({
      ...files,
      "checks.ts":
        'import { assetCheck } from "evergraph";\nthrow new Error("no rules");\nexport const filled = assetCheck("filled", { asset: "good", blocking: true }, () => true);',
      "after.ts": `${header}export const after = asset("after", ({ good }) => good);`,
    });
    const base = planOf(project, { good: "good.ts", after: "after.ts" });
    const check = { asset: asAssetKey("good"), name: "filled" };
    const [first, last] = base.steps;
    const plan: RunPlan = {
      ...base,
      steps: [
        first as PlannedStep,
        { assets: [], checks: [check], after: [0], why: ["selected"] },
        { ...(last as PlannedStep), after: [0, 1] },
      ],
      checkSources: { [checkId(check.asset, check.name)]: { file: "checks.ts", ...nothing } },
      basis: {
        ...base.basis,
        files: { ...base.basis.files, "checks.ts": contentHash(readFileSync(path.join(project, "checks.ts"))) },
      },
    };
    const { events, outcomes } = await runToEnd(project, plan);
    assert.deepEqual(outcomes, { good: "materialized", after: "upstream failed" });
    const [event] = found(events, "check");
    assert.deepEqual([event?.check, event?.result.passed, event?.result.error?.message], ["filled", false, "no rules"]);
  });

  it("leave no store behind when the environment is none", async () => {
    const project = projectOf({
      "good.ts": files["good.ts"],
      "evergraph.config.ts":
        'import { defineConfig } from "evergraph";\nexport default defineConfig({ environments: { prod: { resources: {} } } });',
    });
    const [end] = await launcherOf(project).launch([planOf(project, { good: "good.ts" })], { debug: false }).ended;
    assert.deepEqual([end?.state, end?.error?.code], ["failed", "unknown-environment"]);
    assert.ok(!existsSync(path.join(project, ".evergraph", "dev")));
  });
});
