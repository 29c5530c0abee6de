import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import { type CheckId, checkId } from "../../protocol/graph/check-id.ts";
import type { PlannedStep, RunPlan } from "../../protocol/record/run-plan.ts";
import { createChildLauncher } from "../host/child-launcher.ts";
import { openStore } from "../storage/journal-store.ts";
import { environmentFolder } from "../storage/store-folder.ts";
import { fileThere, found, header, planOf, projectOf, recordOf, say, useLaunchers } from "./run-fixture.ts";

const { launcherOf, runToEnd } = useLaunchers(createChildLauncher);

const stepsOfAll = ["outputs", "check", "checks", "below"] as const;
type Place = "outputs" | "second output" | "check" | "checks";

/** Stands still at one place, the first time that it comes there, and says which process it is. */
const text = (place: Place) => `import { asset, multiAsset, assetCheck, assetChecks } from "evergraph";
import { existsSync, writeFileSync, renameSync } from "node:fs";
${say}
async function stop(place: string) {
  if (place !== ${JSON.stringify(place)} || existsSync("stopped")) return;
  await new Promise((done) => setTimeout(done, 1));
  say("stopped", String(process.pid));
  await new Promise(() => setInterval(() => {}, 1000));
}
export const { left, right } = multiAsset("both", { outputs: { left: {}, right: {} } }, async () => {
  await stop("outputs");
  return { left: [1], right: (async function* () { yield 1; await stop("second output"); yield 2; })() };
});
export const full = assetCheck("full", { asset: left, blocking: true }, async () => { await stop("check"); return true; });
export const several = assetChecks("several", { asset: right, checks: { some: {}, all: {} } }, async () => {
  await stop("checks");
  return { some: true, all: true };
});
export const below = asset("below", { inputs: { left } }, ({ left }) => left.length);
`;

const table: readonly {
  readonly place: Place;
  readonly outcomes: Readonly<Record<string, string>>;
  /** Last words of the steps that check. */
  readonly checks: readonly [check: string, checks: string];
}[] = [
  {
    place: "outputs",
    outcomes: { left: "failed", right: "failed", below: "upstream failed" },
    checks: ["upstream failed", "upstream failed"],
  },
  {
    place: "second output",
    outcomes: { left: "materialized", right: "failed", below: "upstream failed" },
    checks: ["upstream failed", "upstream failed"],
  },
  {
    place: "check",
    outcomes: { left: "materialized", right: "materialized", below: "upstream failed" },
    checks: ["failed", "succeeded"],
  },
  {
    place: "checks",
    outcomes: { left: "materialized", right: "materialized", below: "materialized" },
    checks: ["succeeded", "failed"],
  },
];

describe("a runner that is killed in the middle of", () => {
  for (const { place, outcomes: expected, checks } of table) {
    it(`${place}: each asset has one outcome, each step that checks one last event`, async () => {
      const project = projectOf({ "assets.ts": text(place) });
      const plan = planFor(project);
      const launched = launcherOf(project).launch([plan], { debug: false });
      const id = Number(await fileThere(path.join(project, "stopped")));
      if (place === "second output") await madeDurably(project, "left");
      process.kill(id, "SIGKILL");
      const [end] = await launched.ended;
      assert.equal(end?.state, "failed");
      const { events, outcomes } = await recordOf(project, plan);
      const last = [1, 2].map((number) => {
        const words = found(events, "step").filter(
          ({ step, state }) => step === number && state !== "started" && state !== "retrying",
        );
        assert.equal(words.length, 1, `${stepsOfAll[number]}: ${words.map(({ state }) => state)}`);
        return words[0]?.state;
      });
      assert.deepEqual([outcomes, last], [expected, checks]);
      assert.equal(found(events, "run").filter(({ state }) => state !== "started").length, 1);
      assert.ok(existsSync(path.join(project, "stopped")));
    });
  }
});

async function madeDurably(project: string, asset: string): Promise<void> {
  const store = await openStore({ folder: environmentFolder(project, "dev"), access: "read", index: "memory" });
  const stop = new AbortController();
  for await (const events of store.follow({}, stop.signal)) {
    if (found(events, "materialization").some(({ of }) => of.asset === asset)) stop.abort();
  }
  await store.close();
}

it("tells the timeout of a check that never gives the thread back, with the severity that it declares", async () => {
  const spin = `${header}import { assetCheck } from "evergraph";
export const left = asset("left", () => 1);
export const full = assetCheck("full", { asset: left, timeout: "100ms", severity: "WARN" }, () => { while (true) {} });
`;
  const project = projectOf({ "assets.ts": spin });
  const plan = planOf(project, { left: "assets.ts" });
  const left = asAssetKey("left");
  const range = plan.sources[left] as RunPlan["sources"][typeof left];
  const check: PlannedStep = {
    assets: [],
    checks: [{ asset: left, name: "full", severity: "WARN" }],
    after: [0],
    why: ["selected"],
  };
  const checkSources = { [checkId(left, "full")]: range };
  const checked: RunPlan = { ...plan, steps: [...plan.steps, check], checkSources };
  const { events, outcomes } = await runToEnd(project, checked);
  assert.deepEqual(outcomes, { left: "materialized" });
  const [result] = found(events, "check").map((event) => event.result);
  assert.deepEqual(
    [result?.passed, result?.severity, result?.error?.message],
    [false, "WARN", '"left:full" took longer than its timeout of 0.1 s.'],
  );
});

function planFor(project: string): RunPlan {
  const [left, right, below] = ["left", "right", "below"].map(asAssetKey) as [never, never, never];
  const plan = planOf(project, { left: "assets.ts", right: "assets.ts", below: "assets.ts" });
  const check = (asset: never, name: string) => ({ asset, name });
  const steps: readonly PlannedStep[] = [
    { assets: [left, right], checks: [], after: [], why: ["selected"] },
    { assets: [], checks: [check(left, "full")], after: [0], why: ["selected"] },
    { assets: [], checks: [check(right, "some"), check(right, "all")], after: [0], why: ["selected"] },
    { assets: [below], checks: [], after: [0, 1], why: ["selected"] },
  ];
  const range = plan.sources[left] as RunPlan["sources"][typeof left];
  const ids = [checkId(left, "full"), checkId(right, "some"), checkId(right, "all")];
  return { ...plan, steps, checkSources: Object.fromEntries(ids.map((id) => [id, range])) as Record<CheckId, never> };
}
