import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { createChildLauncher } from "../host/child-launcher.ts";
import { found, header, planOf, projectOf, useLaunchers } from "./run-fixture.ts";

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
