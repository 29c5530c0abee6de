import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { promisify } from "node:util";
import { createChildLauncher } from "../host/child-launcher.ts";
import { found, header, planOf, processesWith, projectOf, recordOf, runner, useLaunchers } from "./run-fixture.ts";

const { launcherOf } = useLaunchers(createChildLauncher);

describe("a warm runner", () => {
  it("waits after the first run, and is used for the next", async () => {
    const project = projectOf({ "rows.ts": `${header}export const pid = asset("pid", () => process.pid);` });
    const lines: string[] = [];
    const second = Promise.withResolvers<void>();
    const launcher = launcherOf(project, (text) => {
      lines.push(text);
      if (lines.length === 2) second.resolve();
    });
    assert.equal(lines.length, 0);
    await launcher.launch([planOf(project, { pid: "rows.ts" })], { debug: false }).ended;
    await second.promise;
    const plan = planOf(project, { pid: "rows.ts" });
    const launched = launcher.launch([plan], { debug: false });
    const [end] = await launched.ended;
    assert.equal(end?.state, "succeeded");
    const [used] = found((await recordOf(project, plan)).events, "materialization")[0]?.value?.preview ?? [];
    assert.equal(used, launched.processId);
    assert.match(lines[1] ?? "", new RegExp(`^Started runner ${used}: `));
    await launcher.dispose();
  });
});

describe("debugging", () => {
  it("waits for the debugger before any of the user's code runs", async () => {
    const project = projectOf({
      "rows.ts": `${header}export const rows = asset("rows", { timeout: "1ms" }, async () => { await new Promise((done) => setTimeout(done, 20)); return 1; });`,
    });
    const plan = planOf(project, { rows: "rows.ts" });
    const launched = launcherOf(project).launch([plan], { debug: true });
    const address = await launched.inspector;
    assert.match(address ?? "", /^ws:\/\/127\.0\.0\.1:\d+\//);
    const socket = new WebSocket(address ?? "");
    await new Promise((opened) => socket.addEventListener("open", opened));
    socket.send(JSON.stringify({ id: 1, method: "Runtime.runIfWaitingForDebugger" }));
    const [end] = await launched.ended;
    assert.equal(end?.state, "succeeded");
    socket.close();
  });
});

describe("a parent that has nothing else to do", () => {
  it("gets its answer, disposes and ends by itself, spare or not", async () => {
    const project = projectOf({
      "rows.ts": `${header}export const rows = asset("rows", () => 1);`,
      "parent.mjs": `import { createChildLauncher } from ${JSON.stringify(new URL("../host/child-launcher.ts", import.meta.url).href)};\nimport { readFileSync } from "node:fs";\nconst { plans, ...options } = JSON.parse(readFileSync("request.json", "utf8"));\nconst launcher = createChildLauncher(options);\nfor (const plan of plans) console.log((await launcher.launch([plan], { debug: false }).ended)[0].state);\nawait launcher.dispose();\nconsole.log("disposed");`,
    });
    for (const spare of [true, false]) {
      const plans = [planOf(project, { rows: "rows.ts" }), planOf(project, { rows: "rows.ts" })];
      const request = { project, runner, nodePath: process.execPath, spare, plans };
      writeFileSync(path.join(project, "request.json"), JSON.stringify(request));
      const { stdout } = await promisify(execFile)(process.execPath, ["parent.mjs"], { cwd: project });
      assert.equal(stdout, "succeeded\nsucceeded\ndisposed\n");
      assert.deepEqual(processesWith(project), []);
    }
  });
});

describe("what cannot be started", () => {
  it("is told in the end of the run, not thrown", async () => {
    const project = projectOf({ "rows.ts": "" });
    const plan = planOf(project, { rows: "rows.ts" });
    const launcher = createChildLauncher({ project, nodePath: process.execPath });
    const [end] = await launcher.launch([plan], { debug: false }).ended;
    assert.deepEqual([end?.state, end?.error?.code], ["failed", "package-broken"]);
    const withoutNode = createChildLauncher({ project, nodePath: path.join(project, "nowhere"), runner });
    const [other] = await withoutNode.launch([plan], { debug: false }).ended;
    assert.equal(other?.error?.code, "node-missing");
  });

  it("is a runner of another protocol, which says which side to update", async () => {
    const project = projectOf({
      "runner.mjs":
        'process.send({ kind: "ready", protocol: 0, node: "24.0.0", package: "0.0.1" }); setInterval(() => {}, 1000);',
    });
    const launcher = createChildLauncher({
      project,
      nodePath: process.execPath,
      runner: path.join(project, "runner.mjs"),
    });
    const [end] = await launcher.launch([planOf(project, {})], { debug: false }).ended;
    assert.equal(end?.error?.code, "protocol-mismatch");
    assert.match(end?.error?.remedy ?? "", /Update the package/);
  });

  it("is a runner that ends at once, with what it said", async () => {
    const project = projectOf({ "runner.mjs": 'console.error("Error: no disk"); process.exit(7);' });
    const launcher = createChildLauncher({
      project,
      nodePath: process.execPath,
      runner: path.join(project, "runner.mjs"),
    });
    const [end] = await launcher.launch([planOf(project, {})], { debug: false }).ended;
    assert.equal(end?.error?.code, "runner-start");
    assert.match(end?.error?.message ?? "", /exit code 7, Error: no disk/);
  });
});
