import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { after, describe, it } from "node:test";
import type { RunPlan } from "../../protocol/record/run-plan.ts";
import { createChildLauncher } from "../host/child-launcher.ts";
import { requestCancel } from "../storage/cancel-request.ts";
import { openStore } from "../storage/journal-store.ts";
import { environmentFolder } from "../storage/store-folder.ts";
import {
  fileThere,
  found,
  header,
  lineWritten,
  planOf,
  projectOf,
  recordOf,
  runner,
  say,
  until,
  useLaunchers,
} from "./run-fixture.ts";

const { runToEnd } = useLaunchers(createChildLauncher);
const parents: (() => void)[] = [];
after(() => {
  for (const end of parents) end();
});

const launcherFile = JSON.stringify(new URL("../host/child-launcher.ts", import.meta.url).href);
const parentText = `import { createChildLauncher } from ${launcherFile};
process.on("message", async ({ project, plans, runner }) => {
  const launcher = createChildLauncher({ project, runner, nodePath: process.execPath, spare: false });
  process.send(await launcher.launch(plans, { debug: false }).ended);
  process.disconnect();
});`;

/** Lets another process start the plans; resolves with how they ended there. */
function launchElsewhere(project: string, plans: readonly RunPlan[]) {
  const parent = fork(path.join(project, "parent.mjs"), { execPath: process.execPath });
  parents.push(() => parent.kill("SIGKILL"));
  const ended = new Promise<readonly { readonly state: string; readonly error?: { readonly code?: string } }[]>(
    (resolve) => parent.once("message", (ends) => resolve(ends as never)),
  );
  parent.send({ project, plans, runner });
  return ended;
}

const assets = `${header}${say}
export const polite = asset("polite", async (_, { signal }) => {
  say("begun", "polite");
  await new Promise((done) => signal.addEventListener("abort", done));
  signal.throwIfAborted();
});
export const deaf = asset("deaf", async () => {
  await new Promise((done) => setTimeout(done, 1));
  say("begun", "deaf");
  await new Promise(() => setInterval(() => {}, 1000));
});
export const stuck = asset("stuck", async () => {
  await new Promise((done) => setTimeout(done, 1));
  say("begun", "stuck");
  while (true) {}
});
export const below = asset("below", { deps: ["polite" as never, "deaf" as never, "stuck" as never] }, () => 1);
`;
const newProject = () => projectOf({ "rows.ts": assets, "parent.mjs": parentText });
const locksOf = (project: string) => readdirSync(path.join(environmentFolder(project, "dev"), "locks"));

describe("a run that another process asks to cancel", () => {
  for (const asset of ["polite", "deaf", "stuck"]) {
    it(`ends as cancelled and says who asked, when its asset is ${asset}`, async () => {
      const project = newProject();
      const plan = planOf(project, { [asset]: "rows.ts", below: "rows.ts" }, { below: [asset] });
      const ended = launchElsewhere(project, [plan]);
      await fileThere(path.join(project, "begun"));
      assert.equal(requestCancel(environmentFolder(project, "dev"), plan.run), "asked");
      const [end] = await ended;
      assert.deepEqual([end?.state, end?.error?.code], ["cancelled", "cancel-asked"]);
      const { events, outcomes } = await recordOf(project, plan);
      assert.deepEqual(outcomes, { [asset]: "cancelled", below: "cancelled" });
      const [last, ...more] = found(events, "run").filter(({ state }) => state !== "started");
      assert.deepEqual([last?.state, last?.error?.code, more], ["cancelled", "cancel-asked", []]);
      await until(() => !locksOf(project).some((name) => name.startsWith("cancel-")), 5_000);
    });
  }

  it("ends as cancelled also when the process that records it is slow to load the definitions", async () => {
    // The first process never gets to an end; the second one finds the file and loads for longer than a cancelled run is given.
    const slow = `import { existsSync } from "node:fs";\nif (existsSync("begun")) await new Promise((done) => setTimeout(done, 4000));\n`;
    const project = projectOf({ "rows.ts": `${assets}${slow}`, "parent.mjs": parentText });
    const plan = planOf(project, { stuck: "rows.ts" });
    const ended = launchElsewhere(project, [plan]);
    await fileThere(path.join(project, "begun"));
    assert.equal(requestCancel(environmentFolder(project, "dev"), plan.run), "asked");
    const [end] = await ended;
    assert.deepEqual([end?.state, end?.error?.code], ["cancelled", "cancel-asked"]);
    assert.deepEqual((await recordOf(project, plan)).outcomes, { stuck: "cancelled" });
    await until(() => locksOf(project).every((name) => !/^(?:cancel|claim|launcher)-/.test(name)), 5_000);
  });

  it("is the only one of its request", async () => {
    const project = newProject();
    const plan = planOf(project, { polite: "rows.ts" });
    const other = planOf(project, { below: "rows.ts" });
    const ended = launchElsewhere(project, [plan, other]);
    await fileThere(path.join(project, "begun"));
    requestCancel(environmentFolder(project, "dev"), plan.run);
    assert.deepEqual(
      (await ended).map(({ state }) => state),
      ["cancelled", "succeeded"],
    );
  });

  it("may still be waiting for another run", async () => {
    const project = newProject();
    const holder = planOf(project, { deaf: "rows.ts" });
    const waiting = planOf(project, { deaf: "rows.ts" });
    const holderEnded = launchElsewhere(project, [holder]);
    await fileThere(path.join(project, "begun"));
    const ended = launchElsewhere(project, [waiting]);
    await lineWritten(project, waiting, /Waits for the run/);
    requestCancel(environmentFolder(project, "dev"), waiting.run);
    const [end] = await ended;
    assert.deepEqual([end?.state, end?.error?.code], ["cancelled", "cancel-asked"]);
    requestCancel(environmentFolder(project, "dev"), holder.run);
    await holderEnded;
  });

  it("is not asked when it has ended, or never was", async () => {
    const project = newProject();
    const plan = planOf(project, { below: "rows.ts" });
    const folder = environmentFolder(project, "dev");
    assert.equal(requestCancel(folder, plan.run), "not running");
    await runToEnd(project, plan);
    await until(() => !locksOf(project).some((name) => name.startsWith("run-")), 5_000);
    assert.equal(requestCancel(folder, plan.run), "not running");
    assert.deepEqual(
      locksOf(project).filter((name) => name.startsWith("cancel-")),
      [],
    );
    const store = await openStore({ folder, access: "read", index: "memory" });
    assert.equal(store.run(plan.run)?.state, "succeeded");
    await store.close();
  });
});
