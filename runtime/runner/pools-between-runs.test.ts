import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { createChildLauncher } from "../host/child-launcher.ts";
import { environmentFolder } from "../storage/store-folder.ts";
import { fileThere, found, lineWritten, planOf, projectOf, recordOf, say, useLaunchers } from "./run-fixture.ts";

const { launcherOf } = useLaunchers(createChildLauncher);

const config = `import { defineConfig } from "evergraph";
export default defineConfig({ environments: { dev: { concurrency: 4, pools: { narrow: 2 } } } });`;
const imports = `import { asset } from "evergraph";
import { appendFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync, renameSync } from "node:fs";
mkdirSync("inside", { recursive: true });
${say}`;

/** Says how many were inside at once, of all runs. */
const guest = (name: string) => `export const ${name} = asset("${name}", { concurrency: "narrow" }, async () => {
  writeFileSync("inside/${name}", "");
  appendFileSync("counts", readdirSync("inside").length + "\\n");
  await new Promise((done) => setTimeout(done, 30));
  rmSync("inside/${name}");
  return 1;
});`;

describe("a pool", () => {
  it("has as many slots as it says for all runs together, whichever processes they are in", async () => {
    const names = Array.from({ length: 3 }, (_, run) => Array.from({ length: 4 }, (_, at) => `guest_${run}_${at}`));
    const project = projectOf({
      "evergraph.config.ts": config,
      "rows.ts": [imports, ...names.flat().map(guest)].join("\n"),
    });
    const runs = names.map((keys) => {
      const plan = planOf(project, Object.fromEntries(keys.map((key) => [key, "rows.ts"])));
      return launcherOf(project).launch([plan], { debug: false }).ended;
    });
    const ends = (await Promise.all(runs)).flat();
    assert.deepEqual(
      ends.map(({ state }) => state),
      ["succeeded", "succeeded", "succeeded"],
    );
    const counts = readFileSync(path.join(project, "counts"), "utf8").trim().split("\n").map(Number);
    assert.equal(counts.length, 12);
    assert.equal(Math.max(...counts), 2);
    const left = readdirSync(path.join(environmentFolder(project, "dev"), "locks")).filter((name) =>
      name.startsWith("slots-"),
    );
    assert.deepEqual(left, []);
  });

  it("gives the slot of a run that was killed to the one that waits, which says for whom", async () => {
    const holder = `export const holder = asset("holder", { concurrency: { pool: "narrow", slots: 2 } }, async () => {
  if (existsSync("holding")) return 1;
  say("holding", String(process.pid));
  await new Promise(() => setInterval(() => {}, 1000));
});`;
    const project = projectOf({
      "evergraph.config.ts": config,
      "rows.ts": [imports, holder, guest("waiting")].join("\n"),
    });
    const holding = planOf(project, { holder: "rows.ts" });
    const waiting = planOf(project, { waiting: "rows.ts" });
    const held = launcherOf(project).launch([holding], { debug: false }).ended;
    const id = Number(await fileThere(path.join(project, "holding")));
    const ended = launcherOf(project).launch([waiting], { debug: false }).ended;
    await lineWritten(project, waiting, /Waits for a slot of the pool "narrow"/);
    assert.equal(existsSync(path.join(project, "counts")), false);
    process.kill(id, "SIGKILL");
    const [end] = await ended;
    assert.equal(end?.state, "succeeded");
    assert.deepEqual(
      (await held).map(({ state }) => state),
      ["failed"],
    );
    const [line] = found((await recordOf(project, waiting)).events, "log");
    assert.ok(line?.text.includes(holding.run), line?.text);
  });

  it("lets a run be cancelled that waits for it", async () => {
    const holder = `export const holder = asset("holder", { concurrency: { pool: "narrow", slots: 2 } }, async (_, { signal }) => {
  say("holding", "");
  await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
});`;
    const project = projectOf({
      "evergraph.config.ts": config,
      "rows.ts": [imports, holder, guest("waiting")].join("\n"),
    });
    const waiting = planOf(project, { waiting: "rows.ts" });
    const held = launcherOf(project).launch([planOf(project, { holder: "rows.ts" })], { debug: false });
    await fileThere(path.join(project, "holding"));
    const launched = launcherOf(project).launch([waiting], { debug: false });
    await lineWritten(project, waiting, /Waits for a slot/);
    launched.cancel();
    assert.deepEqual(
      (await launched.ended).map(({ state }) => state),
      ["cancelled"],
    );
    assert.deepEqual((await recordOf(project, waiting)).outcomes, { waiting: "cancelled" });
    held.cancel();
    await held.ended;
  });
});
