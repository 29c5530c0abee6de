import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createChildLauncher } from "../host/child-launcher.ts";
import { found, planOf, projectOf, useLaunchers } from "./run-fixture.ts";

const { runToEnd } = useLaunchers(createChildLauncher);

const files = {
  "evergraph.config.ts": `import { defineConfig, provide, resource } from "evergraph";
import { mkdirSync, readFileSync, writeFileSync, appendFileSync } from "node:fs";
export const shelf = resource<{ folder: string }>("shelf");
const told = (what: string, context: object) => appendFileSync("told", what + " " + JSON.stringify(context) + "\\n");
const shelves = {
  async store(value: unknown, { key, environment, run, version, log, metadata, resource, schema }: any) {
    const { folder } = await resource(shelf);
    const place = folder + "/" + key + "-" + version;
    writeFileSync(place, JSON.stringify(value));
    log.info("stored " + key);
    metadata.add({ shelf: folder, token: process.env.SHELF_TOKEN });
    told("store", { key, environment, run: typeof run.id, schema: typeof schema });
    return place;
  },
  async load(place: string, { key, environment, consumer, log, resource }: any) {
    await resource(shelf);
    log.info("loaded " + key);
    told("load", { key, environment, consumer });
    return JSON.parse(readFileSync(place, "utf8"));
  },
};
export default defineConfig({
  environments: {
    dev: {
      io: { default: shelves },
      resources: {
        shelf: provide(
          ({ env }) => { env("SHELF_TOKEN"); mkdirSync("shelf"); return { folder: "shelf" }; },
          () => appendFileSync("told", "stopped\\n"),
        ),
      },
    },
  },
});
`,
  "assets.ts": `import { asset, assetCheck } from "evergraph";
import { readFileSync } from "node:fs";
export const rows = asset("rows", () => [1, 2, 3]);
export const sum = asset("sum", ({ rows }: { rows: number[] }) => rows.reduce((total, one) => total + one, 0));
export const heard = asset("heard", { deps: [sum] }, () => readFileSync("told", "utf8").split("\\n"));
`,
};

describe("a user's own IO manager in a runner", () => {
  it("is told of the run, uses a resource, writes lines of the asset, and adds to what is recorded", async () => {
    process.env["SHELF_TOKEN"] = "very-secret-token";
    const project = projectOf(files);
    const plan = planOf(
      project,
      { rows: "assets.ts", sum: "assets.ts", heard: "assets.ts" },
      { sum: ["rows"], heard: ["sum"] },
    );
    const { end, events, outcomes } = await runToEnd(project, plan);
    assert.deepEqual(end, { run: plan.run, state: "succeeded" });
    assert.deepEqual(outcomes, { rows: "materialized", sum: "materialized", heard: "materialized" });
    const made = found(events, "materialization");
    assert.deepEqual(
      made.map(({ of, value, metadata }) => [of.asset, value?.manager, metadata["shelf"], metadata["token"]]),
      ["rows", "sum", "heard"].map((key) => [
        key,
        "default",
        { type: "text", value: "shelf" },
        { type: "text", value: "•••" },
      ]),
    );
    assert.deepEqual(made[2]?.value?.preview?.slice(0, 3), [
      'store {"key":"rows","environment":"dev","run":"string","schema":"undefined"}',
      'load {"key":"rows","environment":"dev","consumer":"sum"}',
      'store {"key":"sum","environment":"dev","run":"string","schema":"undefined"}',
    ]);
    assert.deepEqual(
      found(events, "log").map(({ asset, text }) => [asset, text]),
      [
        ["rows", "stored rows"],
        ["sum", "loaded rows"],
        ["sum", "stored sum"],
        ["heard", "stored heard"],
      ],
    );
  });

  it("fails the asset whose value needs a resource that the environment does not bind", async () => {
    const project = projectOf({
      ...files,
      "evergraph.config.ts": files["evergraph.config.ts"].replace(/ {6}resources: [\s\S]*?\n {6}\},\n/, ""),
    });
    const { events, outcomes } = await runToEnd(project, planOf(project, { rows: "assets.ts" }));
    assert.deepEqual(outcomes, { rows: "failed" });
    assert.equal(found(events, "outcome")[0]?.error?.code, "unknown-resource");
  });
});
