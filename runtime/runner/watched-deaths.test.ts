import assert from "node:assert/strict";
import path from "node:path";
import { it } from "node:test";
import { createChildLauncher } from "../host/child-launcher.ts";
import { requestCancel } from "../storage/cancel-request.ts";
import { openStore } from "../storage/journal-store.ts";
import { endDeadRuns } from "../storage/record-missing-outcomes.ts";
import { environmentFolder } from "../storage/store-folder.ts";
import { fileThere, found, header, planOf, projectOf, recordOf, say, until, useLaunchers } from "./run-fixture.ts";

const { launcherOf } = useLaunchers(createChildLauncher);

/** One at a time, so that each death has one step at fault. */
const config = `import { defineConfig } from "evergraph";
export default defineConfig({ environments: { dev: { concurrency: 1 } } });`;
const deaths = 5;
const names = Array.from({ length: deaths }, (_, number) => `dies${number}`);
const text = [
  header,
  say,
  ...names.map(
    (name) =>
      `export const ${name} = asset("${name}", async () => { say("began-${name}", ""); process.kill(process.pid, "SIGKILL"); await new Promise(() => {}); });`,
  ),
  'export const fine = asset("fine", () => 1);',
].join("\n");

function deadlyRun() {
  const project = projectOf({ "evergraph.config.ts": config, "assets.ts": text });
  const plan = planOf(project, Object.fromEntries([...names, "fine"].map((name) => [name, "assets.ts"])));
  return { project, plan, folder: environmentFolder(project, "dev") };
}

it("goes on after each death of a runner, however often others look for dead runs", async () => {
  const { project, plan, folder } = deadlyRun();
  const watcher = await openStore({ folder, access: "write", index: "memory" });
  let hasEnded = false;
  let looks = 0;
  const launched = launcherOf(project).launch([plan], { debug: false });
  void launched.ended.then(() => {
    hasEnded = true;
  });
  await until(() => {
    watcher.refresh();
    return watcher.activeRuns().length > 0;
  }, 60_000);
  while (!hasEnded) {
    watcher.refresh();
    await endDeadRuns(watcher);
    looks += 1;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await watcher.close();
  const [end] = await launched.ended;
  const { events, outcomes } = await recordOf(project, plan);
  assert.deepEqual(outcomes, { ...Object.fromEntries(names.map((name) => [name, "failed"])), fine: "materialized" });
  assert.equal(end?.state, "failed");
  const codes = found(events, "outcome").flatMap(({ error }) => error?.code ?? []);
  assert.deepEqual(new Set(codes), new Set(["runner-crashed"]));
  assert.ok(looks > deaths);
});

it("is cancelled by another process that asks between two runners", async () => {
  const { project, plan, folder } = deadlyRun();
  const launched = launcherOf(project).launch([plan], { debug: false });
  await fileThere(path.join(project, "began-dies0"));
  // Dead or alive by now: the run goes on in any case.
  await until(() => !processLives(launched.processId), 20_000);
  assert.equal(requestCancel(folder, plan.run), "asked");
  const [end] = await launched.ended;
  assert.equal(end?.state, "cancelled");
  const { outcomes } = await recordOf(project, plan);
  assert.equal(outcomes["fine"], "cancelled");
});

function processLives(id: number | undefined): boolean {
  try {
    process.kill(id ?? 0, 0);
    return true;
  } catch {
    return false;
  }
}
