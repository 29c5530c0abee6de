import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { createChildLauncher } from "../host/child-launcher.ts";
import {
  fileThere,
  found,
  header,
  isAlive,
  planOf,
  processesWith,
  projectOf,
  recordOf,
  runner,
  say,
  until,
  useLaunchers,
} from "./run-fixture.ts";

const { launcherOf, runToEnd } = useLaunchers(createChildLauncher);

describe("cancelling", () => {
  it("tells an asset that listens, which may clean up", async () => {
    const project = projectOf({
      "rows.ts": `${header}${say}export const rows = asset("rows", async (_, { signal }) => {\n  say("begun", "");\n  try { await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))); }\n  finally { say("cleaned", ""); }\n});\nexport const below = asset("below", { deps: [rows] }, () => 1);`,
    });
    const plan = planOf(project, { rows: "rows.ts", below: "rows.ts" }, { below: ["rows"] });
    const launched = launcherOf(project).launch([plan], { debug: false });
    await fileThere(path.join(project, "begun"));
    launched.cancel();
    const [end] = await launched.ended;
    assert.equal(end?.state, "cancelled");
    assert.ok(existsSync(path.join(project, "cleaned")));
    assert.deepEqual((await recordOf(project, plan)).outcomes, { rows: "cancelled", below: "cancelled" });
  });

  it("kills one that is in while (true) {}, and records that", async () => {
    const project = projectOf({
      "rows.ts": `${header}${say}export const rows = asset("rows", () => {\n  say("begun", String(process.pid));\n  while (true) {}\n});`,
    });
    const plan = planOf(project, { rows: "rows.ts" });
    const launched = launcherOf(project).launch([plan], { debug: false });
    const id = Number(await fileThere(path.join(project, "begun")));
    launched.cancel();
    const [end] = await launched.ended;
    assert.equal(end?.state, "cancelled");
    assert.ok(!isAlive(id));
    const { outcomes, events } = await recordOf(project, plan);
    assert.deepEqual(outcomes, { rows: "cancelled" });
    assert.equal(found(events, "run").at(-1)?.state, "cancelled");
  });
});

describe("nothing is left behind", () => {
  it("when the parent is killed, while one asset loops and another sits in a blocking call", async () => {
    const project = projectOf({
      "loop.ts": `${header}${say}export const loop = asset("loop", () => {\n  say("looping", String(process.pid));\n  while (true) {}\n});`,
      "block.ts": `${header}${say}import { execSync } from "node:child_process";\nexport const block = asset("block", () => {\n  say("blocking", String(process.pid));\n  execSync("echo $$ > sleeping.part; mv sleeping.part sleeping; setsid sleep 1000 & sleep 1000");\n});`,
      "parent.mjs": `import { createChildLauncher } from ${JSON.stringify(new URL("../host/child-launcher.ts", import.meta.url).href)};\nprocess.on("message", ({ project, plans, runner }) => {\n  for (const plan of plans) createChildLauncher({ project, runner, nodePath: process.execPath }).launch([plan], { debug: false });\n});`,
    });
    const parent = fork(path.join(project, "parent.mjs"), { execPath: process.execPath });
    const plans = [planOf(project, { loop: "loop.ts" }), planOf(project, { block: "block.ts" })];
    parent.send({ project, plans, runner });
    const ids = await Promise.all(
      ["looping", "blocking", "sleeping"].map(async (name) => Number(await fileThere(path.join(project, name)))),
    );
    assert.ok(ids.every(isAlive));
    const marks = () => processesWith(project);
    parent.kill("SIGKILL");
    await until(() => !ids.some(isAlive) && marks().length === 0, 20_000);
  });

  it("when a run has ended normally, of what its assets started", async () => {
    const project = projectOf({
      "rows.ts": `${header}import { spawn } from "node:child_process";\nexport const rows = asset("rows", () => spawn("sleep", ["1000"], { stdio: "ignore" }).pid);`,
    });
    const { events } = await runToEnd(project, planOf(project, { rows: "rows.ts" }));
    const [id] = found(events, "materialization")[0]?.value?.preview ?? [];
    await until(() => !isAlive(Number(id)), 20_000);
  });
});
