import assert from "node:assert/strict";
import { type ChildProcess, execFile, fork } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  watch,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type AssetKey, asAssetKey } from "../../protocol/graph/asset-key.ts";
import type { EventBody, RunId, StoredEvent } from "../../protocol/record/events.ts";
import type { RunPlan } from "../../protocol/record/run-plan.ts";
import { createChildLauncher } from "../host/child-launcher.ts";
import type { Launcher } from "../host/launcher.ts";
import { openStore } from "../storage/journal-store.ts";
import { environmentFolder } from "../storage/store-folder.ts";

const runner = fileURLToPath(new URL("./main.ts", import.meta.url));
const definitions = new URL("../core/definitions/", import.meta.url);

type Files = Readonly<Record<string, string>>;

const folders: string[] = [];
const launchers: Launcher[] = [];
after(async () => {
  await Promise.all(launchers.map((launcher) => launcher.dispose()));
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A project in a folder of its own, whose package `evergraph` is this repository's. */
function projectOf(files: Files): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "evergraph-run-")));
  folders.push(folder);
  const exported = ["asset", "external-asset", "result", "resource", "config", "metadata", "references"];
  const index = exported.map((name) => `export * from ${JSON.stringify(new URL(`${name}.ts`, definitions).href)};`);
  const all: Files = {
    "node_modules/evergraph/package.json": '{ "name": "evergraph", "type": "module", "exports": "./index.js" }',
    "node_modules/evergraph/index.js": index.join("\n"),
    ...files,
  };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

let runs = 0;

/** A plan for assets by the file that defines each; `after`: names of the assets above. */
function planOf(
  project: string,
  assets: Readonly<Record<string, string>>,
  above: Readonly<Record<string, readonly string[]>> = {},
): RunPlan {
  const keys = Object.keys(assets);
  const files = new Set(Object.values(assets));
  const configFile = existsSync(path.join(project, "evergraph.config.ts")) ? "evergraph.config.ts" : undefined;
  const hash = (file: string) =>
    createHash("sha256")
      .update(readFileSync(path.join(project, file)))
      .digest("hex");
  const start = { line: 0, character: 0 };
  return {
    run: `20260101T000000-${(runs++).toString(16).padStart(6, "0")}` as RunId,
    environment: "dev",
    trigger: { kind: "test" },
    config: {},
    steps: keys.map((key) => ({
      assets: [asAssetKey(key)],
      checks: [],
      after: (above[key] ?? []).map((name) => keys.indexOf(name)),
      why: ["selected"],
    })),
    code: { versions: {} },
    basis: { events: {}, files: Object.fromEntries([...files].map((file) => [file, hash(file)])) },
    sources: Object.fromEntries(keys.map((key) => [key, { file: assets[key] ?? "", start, end: start }])) as Record<
      AssetKey,
      RunPlan["sources"][AssetKey]
    >,
    ...(configFile !== undefined && { configFile }),
  };
}

function launcherOf(project: string, log?: (text: string) => void): Launcher {
  const launcher = createChildLauncher({
    project,
    nodePath: process.execPath,
    runner,
    spare: log !== undefined,
    ...(log !== undefined && { log }),
  });
  launchers.push(launcher);
  return launcher;
}

async function recordOf(project: string, plan: RunPlan) {
  const store = await openStore({ folder: environmentFolder(project, "dev"), access: "read", index: "memory" });
  const events = [...store.events({ run: plan.run })];
  await store.close();
  const outcomes = found(events, "outcome").map(({ of, outcome }) => [of.asset, outcome] as const);
  assert.equal(new Set(outcomes.map(([asset]) => asset)).size, outcomes.length, "one outcome for each asset");
  return { events, outcomes: Object.fromEntries(outcomes) };
}

function found<Kind extends EventBody["kind"]>(events: readonly StoredEvent[], kind: Kind) {
  return events.filter((event): event is Extract<StoredEvent, { kind: Kind }> => event.kind === kind);
}

/** Runs the plan to its end in a runner of its own. */
async function runToEnd(project: string, plan: RunPlan) {
  const [end] = await launcherOf(project).launch([plan], { debug: false }).ended;
  return { end, ...(await recordOf(project, plan)) };
}

/** Resolves when a line of the run is durable. */
async function lineWritten(project: string, plan: RunPlan, line: RegExp): Promise<void> {
  const store = await openStore({ folder: environmentFolder(project, "dev"), access: "read", index: "memory" });
  const stop = new AbortController();
  for await (const events of store.follow({}, stop.signal)) {
    if (found(events, "log").some((event) => event.run === plan.run && line.test(event.text))) stop.abort();
  }
  await store.close();
}

/** Resolves when the file is there. */
async function fileThere(file: string): Promise<string> {
  const folder = path.dirname(file);
  const abort = new AbortController();
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = () => {
    if (existsSync(file)) resolve();
  };
  const watcher = watch(folder, { signal: abort.signal }, look);
  look();
  await promise;
  watcher.close();
  return readFileSync(file, "utf8");
}

const header =
  'import { asset, output, skip, resource } from "evergraph";\nimport { writeFileSync, renameSync } from "node:fs";\n';
const say =
  'function say(name: string, text: string) { writeFileSync(name + ".part", text); renameSync(name + ".part", name); }\n';

describe("a run in a child process", () => {
  it("carries out TypeScript, and records values, metadata and lines", async () => {
    const project = projectOf({
      "rows.ts": `${header}enum Size { small = 3 }\nexport const rows = asset("rows", (_, { log }) => {\n  console.log("hello %d", 1);\n  console.error("careful");\n  process.stdout.write("raw\\n");\n  log.info("fetched", { count: 2 });\n  return output([{ a: Size.small }], { metadata: { good: true } });\n});`,
      "sums.ts": `${header}export const list = [asset("sum", ({ rows }: { rows: { a: number }[] }) => rows[0]!.a)];`,
    });
    const plan = planOf(project, { rows: "rows.ts", sum: "sums.ts" }, { sum: ["rows"] });
    const { end, events, outcomes } = await runToEnd(project, plan);
    assert.deepEqual(end, { run: plan.run, state: "succeeded" });
    assert.deepEqual(outcomes, { rows: "materialized", sum: "materialized" });
    assert.deepEqual(found(events, "materialization").find(({ of }) => of.asset === "sum")?.value?.preview, [3]);
    assert.deepEqual(
      found(events, "log").map(({ asset, level, text, fields }) => [asset, level, text, fields]),
      [
        ["rows", "info", "hello 1", undefined],
        ["rows", "error", "careful", undefined],
        ["rows", "info", "raw", undefined],
        ["rows", "info", "fetched", { count: 2 }],
      ],
    );
  });

  it("keeps an error's own line in the user's TypeScript", async () => {
    const project = projectOf({
      "lib/helper.ts":
        "interface Row { a: number }\n\nexport function check(row: Row | undefined): number {\n  return row!.a.valueOf();\n}\n",
      "rows.ts": `${header}import { check } from "./lib/helper";\nexport const rows = asset("rows", () => check(undefined));`,
    });
    const { end, events } = await runToEnd(project, planOf(project, { rows: "rows.ts" }));
    assert.equal(end?.state, "failed");
    const error = found(events, "outcome")[0]?.error;
    assert.equal(error?.range?.file, "lib/helper.ts");
    assert.equal(error?.range?.start.line, 3);
    assert.match(error?.stack ?? "", /at check \(lib\/helper\.ts:4:\d+\)/);
  });

  it("refuses text that is not what was planned, and records nothing of it", async () => {
    const project = projectOf({ "rows.ts": `${header}export const rows = asset("rows", () => 1);` });
    const plan = planOf(project, { rows: "rows.ts" });
    writeFileSync(path.join(project, "rows.ts"), "// changed");
    const { end, events } = await runToEnd(project, plan);
    assert.equal(end?.error?.code, "source-changed");
    assert.deepEqual(events, []);
  });

  it("fails what was planned when the code does not load, at the place", async () => {
    const project = projectOf({
      "rows.ts": `${header}\nthrow new Error("no settings");\nexport const rows = asset("rows", () => 1);`,
    });
    const { end, events, outcomes } = await runToEnd(project, planOf(project, { rows: "rows.ts" }));
    assert.equal(end?.error?.message, "no settings");
    assert.deepEqual(outcomes, { rows: "failed" });
    assert.deepEqual(found(events, "outcome")[0]?.error?.range?.start.line, 3);
    assert.deepEqual(
      found(events, "run").map(({ state }) => state),
      ["started", "failed"],
    );
  });

  it("fails what was planned when the code cannot be built, at the place", async () => {
    const project = projectOf({ "rows.ts": `${header}export const = 1;` });
    const { end, outcomes } = await runToEnd(project, planOf(project, { rows: "rows.ts" }));
    assert.equal(end?.error?.code, "bundle-failed");
    assert.equal(end?.error?.range?.start.line, 2);
    assert.deepEqual(outcomes, { rows: "failed" });
  });

  it("names an asset that its file does not export", async () => {
    const project = projectOf({ "rows.ts": `${header}const rows = asset("rows", () => 1);` });
    const { events } = await runToEnd(project, planOf(project, { rows: "rows.ts" }));
    assert.equal(found(events, "outcome")[0]?.error?.code, "definition-missing");
  });

  it("binds resources of the environment, and keeps their secrets out of everything that is written", async () => {
    const project = projectOf({
      ".env": "DATABASE_URL=postgres://user:hunter2\n",
      "database.ts": `${header}export const database = resource<{ url: string }>("database");`,
      "evergraph.config.ts":
        'import { defineConfig, provide } from "evergraph";\nexport default defineConfig({ environments: { dev: { resources: { database: provide(({ env }) => ({ url: env("DATABASE_URL") })) } } } });',
      "rows.ts": `${header}import { database } from "./database";\nexport const rows = asset("rows", { resources: { database } }, (_, { resources }) => {\n  console.log(resources.database.url);\n  return output([{ ok: true }], { metadata: { url: resources.database.url } });\n});\nexport const bad = asset("bad", { resources: { database } }, (_, { resources }) => { throw new Error(resources.database.url); });`,
    });
    const { events, outcomes } = await runToEnd(project, planOf(project, { rows: "rows.ts", bad: "rows.ts" }));
    assert.deepEqual(outcomes, { rows: "materialized", bad: "failed" });
    assert.ok(!JSON.stringify(events).includes("hunter2"));
    assert.equal(found(events, "log")[0]?.text, "•••");
  });

  it("says which environment the config lacks", async () => {
    const project = projectOf({
      "evergraph.config.ts":
        'import { defineConfig } from "evergraph";\nexport default defineConfig({ environments: { prod: {} } });',
      "rows.ts": `${header}export const rows = asset("rows", () => 1);`,
    });
    const { end } = await runToEnd(project, planOf(project, { rows: "rows.ts" }));
    assert.equal(end?.error?.code, "unknown-environment");
  });

  it("writes nothing into a store of a newer version, and says so", async () => {
    const project = projectOf({
      "rows.ts": `${header}export const rows = asset("rows", () => 1);`,
      ".evergraph/dev/store.json": '{ "format": 99 }',
    });
    const [end] = await launcherOf(project).launch([planOf(project, { rows: "rows.ts" })], { debug: false }).ended;
    assert.deepEqual([end?.state, end?.error?.code], ["failed", "store-newer"]);
    assert.deepEqual(readdirSync(path.join(project, ".evergraph", "dev")), ["store.json"]);
  });

  it("carries out several plans in one process", async () => {
    const project = projectOf({ "rows.ts": `${header}export const pid = asset("pid", () => process.pid);` });
    const plans = [planOf(project, { pid: "rows.ts" }), planOf(project, { pid: "rows.ts" })];
    const ends = await launcherOf(project).launch(plans, { debug: false }).ended;
    assert.deepEqual(
      ends.map(({ state }) => state),
      ["succeeded", "succeeded"],
    );
    const values = await Promise.all(
      plans.map(async (plan) => found((await recordOf(project, plan)).events, "materialization")[0]?.value?.preview),
    );
    assert.deepEqual(values[0], values[1]);
  });
});

describe("an asset that would take the process along", () => {
  const beside = `export const beside = asset("beside", async () => { await new Promise((done) => setTimeout(done, 1)); return 1; });\nexport const below = asset("below", { deps: ["bad" as never] }, () => 1);`;
  const above = { below: ["bad"] };
  const assets = { bad: "rows.ts", beside: "rows.ts", below: "rows.ts" };

  it("fails alone when it calls process.exit()", async () => {
    const project = projectOf({
      "rows.ts": `${header}export const bad = asset("bad", () => process.exit(3));\n${beside}`,
    });
    const { events, outcomes } = await runToEnd(project, planOf(project, assets, above));
    assert.deepEqual(outcomes, { bad: "failed", beside: "materialized", below: "upstream failed" });
    assert.equal(found(events, "outcome").find(({ of }) => of.asset === "bad")?.error?.code, "exit-called");
  });

  it("fails alone when it throws where nobody catches it", async () => {
    const timer = 'asset("bad", () => new Promise(() => { setTimeout(() => { throw new Error("in a timer"); }); }))';
    const promise = 'asset("promise", () => new Promise(() => { void Promise.reject(new Error("not awaited")); }))';
    const project = projectOf({
      "rows.ts": `${header}export const bad = ${timer};\nexport const promise = ${promise};\n${beside}`,
    });
    const plan = planOf(project, { ...assets, promise: "rows.ts" }, above);
    const { events, outcomes } = await runToEnd(project, plan);
    assert.deepEqual(outcomes, { bad: "failed", beside: "materialized", below: "upstream failed", promise: "failed" });
    const messages = found(events, "outcome").flatMap(({ of, error }) =>
      error === undefined ? [] : [[of.asset, error.message]],
    );
    assert.deepEqual(messages.sort(), [
      ["bad", "in a timer"],
      ["promise", "not awaited"],
    ]);
  });

  for (const [what, code, message] of [
    ["process.abort()", "runner-crashed", /SIGABRT/],
    ['process.kill(process.pid, "SIGSEGV")', "runner-crashed", /SIGSEGV/],
    ["process.reallyExit(4)", "runner-crashed", /exit code 4/],
  ] as const) {
    it(`is recorded as failed by a new runner, which goes on with the rest: ${what}`, async () => {
      const crash = `export const bad = asset("bad", async () => { (process as any); ${what.replace("reallyExit", "constructor && (process as any).reallyExit")}; await new Promise(() => {}); });`;
      const later = 'export const later = asset("later", { deps: ["beside" as never] }, () => 1);';
      const project = projectOf({ "rows.ts": `${header}${crash}\n${beside}\n${later}` });
      const plan = planOf(project, { ...assets, later: "rows.ts" }, { ...above, later: ["beside"] });
      const { end, events, outcomes } = await runToEnd(project, plan);
      assert.equal(end?.state, "failed");
      assert.equal(outcomes["bad"], "failed");
      assert.equal(outcomes["below"], "upstream failed");
      const error = found(events, "outcome").find(({ of }) => of.asset === "bad")?.error;
      assert.equal(error?.code, code);
      assert.match(error?.message ?? "", message);
      assert.equal(Object.keys(outcomes).length, 4);
      assert.equal(found(events, "run").length, 2);
    });
  }

  it("is told as out of memory when it was that", async () => {
    const hungry =
      'export const bad = asset("bad", () => { const all: number[][] = []; for (;;) all.push(Array.from({ length: 10_000 }, Math.random)); });';
    const later = 'export const first = asset("first", () => 1);';
    const project = projectOf({ "rows.ts": `${header}${hungry}\n${later}` });
    const before = process.env["NODE_OPTIONS"];
    process.env["NODE_OPTIONS"] = "--max-old-space-size=96";
    try {
      const plan = planOf(project, { first: "rows.ts", bad: "rows.ts" }, { bad: ["first"] });
      const { events, outcomes } = await runToEnd(project, plan);
      assert.deepEqual(outcomes, { first: "materialized", bad: "failed" });
      assert.equal(found(events, "outcome").find(({ of }) => of.asset === "bad")?.error?.code, "out-of-memory");
    } finally {
      if (before === undefined) delete process.env["NODE_OPTIONS"];
      else process.env["NODE_OPTIONS"] = before;
    }
  });

  it("ends by its timeout although it never gives the thread back", async () => {
    const stuck =
      'export const bad = asset("bad", { timeout: "100ms", deps: ["beside" as never] }, () => { while (true) {} });';
    const free = 'export const free = asset("free", { deps: ["beside" as never] }, () => 1);';
    const project = projectOf({ "rows.ts": `${header}${stuck}\n${beside}\n${free}` });
    const plan = planOf(
      project,
      { beside: "rows.ts", bad: "rows.ts", below: "rows.ts", free: "rows.ts" },
      { bad: ["beside"], below: ["bad"], free: ["beside"] },
    );
    const { events, outcomes } = await runToEnd(project, plan);
    assert.deepEqual(outcomes, {
      beside: "materialized",
      bad: "failed",
      below: "upstream failed",
      free: "materialized",
    });
    assert.equal(found(events, "outcome").find(({ of }) => of.asset === "bad")?.error?.code, "step-timeout");
  });
});

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
    const parent: ChildProcess = fork(path.join(project, "parent.mjs"), { execPath: process.execPath });
    const plans = [planOf(project, { loop: "loop.ts" }), planOf(project, { block: "block.ts" })];
    parent.send({ project, plans, runner });
    const ids = await Promise.all(
      ["looping", "blocking", "sleeping"].map(async (name) => Number(await fileThere(path.join(project, name)))),
    );
    assert.ok(ids.every(isAlive));
    const marks = () => processesWith(project);
    const killed = performance.now();
    parent.kill("SIGKILL");
    await until(() => !ids.some(isAlive) && marks().length === 0, 5_000);
    assert.ok(performance.now() - killed < 5_000);
  });

  it("when a run has ended normally, of what its assets started", async () => {
    const project = projectOf({
      "rows.ts": `${header}import { spawn } from "node:child_process";\nexport const rows = asset("rows", () => spawn("sleep", ["1000"], { stdio: "ignore" }).pid);`,
    });
    const { events } = await runToEnd(project, planOf(project, { rows: "rows.ts" }));
    const [id] = found(events, "materialization")[0]?.value?.preview ?? [];
    await until(() => !isAlive(Number(id)), 5_000);
  });
});

describe("two runs that want the same asset", () => {
  const rows = `${header}${say}import { existsSync, watch } from "node:fs";\nexport const rows = asset("rows", async () => {\n  const first = !existsSync("begun");\n  say(first ? "begun" : "again", "");\n  if (first) await new Promise<void>((done) => { const watcher = watch(".", () => { if (existsSync("go")) { watcher.close(); done(); } }); });\n  return first;\n});`;

  it("make it one after the other", async () => {
    const project = projectOf({ "rows.ts": rows });
    const plans = [planOf(project, { rows: "rows.ts" }), planOf(project, { rows: "rows.ts" })] as const;
    const first = launcherOf(project).launch([plans[0]], { debug: false });
    await fileThere(path.join(project, "begun"));
    const second = launcherOf(project).launch([plans[1]], { debug: false });
    await lineWritten(project, plans[1], /^Waits for the run/);
    assert.ok(!existsSync(path.join(project, "again")));
    writeFileSync(path.join(project, "go"), "");
    const ends = await Promise.all([first.ended, second.ended]);
    assert.deepEqual(
      ends.flat().map(({ state }) => state),
      ["succeeded", "succeeded"],
    );
    const order = await Promise.all(plans.map(async (plan) => (await recordOf(project, plan)).events));
    assert.ok((order[0]?.at(-1)?.time ?? 0) <= (found(order[1] ?? [], "run")[0]?.time ?? 0));
  });

  it("may be cancelled while one waits", async () => {
    const project = projectOf({ "rows.ts": rows });
    const plans = [planOf(project, { rows: "rows.ts" }), planOf(project, { rows: "rows.ts" })] as const;
    const first = launcherOf(project).launch([plans[0]], { debug: false });
    await fileThere(path.join(project, "begun"));
    const second = launcherOf(project).launch([plans[1]], { debug: false });
    await lineWritten(project, plans[1], /^Waits for the run/);
    second.cancel();
    assert.deepEqual((await second.ended)[0]?.state, "cancelled");
    writeFileSync(path.join(project, "go"), "");
    assert.deepEqual((await first.ended)[0]?.state, "succeeded");
  });
});

describe("a run whose runner and parent died", () => {
  it("is ended by the next run that opens the store", async () => {
    const project = projectOf({
      "loop.ts": `${header}${say}export const loop = asset("loop", async () => {\n  await new Promise((done) => setTimeout(done, 1));\n  say("looping", String(process.pid));\n  await new Promise(() => setInterval(() => {}, 1000));\n});\nexport const next = asset("next", { deps: [loop] }, () => 1);\nexport const other = asset("other", () => 1);`,
      "parent.mjs": `import { createChildLauncher } from ${JSON.stringify(new URL("../host/child-launcher.ts", import.meta.url).href)};\nprocess.on("message", ({ project, plans, runner }) => void createChildLauncher({ project, runner, nodePath: process.execPath }).launch(plans, { debug: false }));`,
    });
    const parent = fork(path.join(project, "parent.mjs"), { execPath: process.execPath });
    const plan = planOf(project, { loop: "loop.ts", next: "loop.ts" }, { next: ["loop"] });
    parent.send({ project, plans: [plan], runner });
    const id = Number(await fileThere(path.join(project, "looping")));
    parent.kill("SIGKILL");
    await until(() => !isAlive(id), 5_000);
    await runToEnd(project, planOf(project, { other: "loop.ts" }));
    const { events, outcomes } = await recordOf(project, plan);
    assert.deepEqual(outcomes, { loop: "failed", next: "upstream failed" });
    assert.equal(found(events, "run").at(-1)?.state, "failed");
  });
});

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

function isAlive(id: number): boolean {
  try {
    process.kill(id, 0);
  } catch {
    return false;
  }
  // One that has ended and was not waited for yet still has its number.
  const status = existsSync(`/proc/${id}/stat`) ? readFileSync(`/proc/${id}/stat`, "latin1") : "";
  return !/\) [ZX] /.test(status);
}

/** Processes whose working folder is the project. */
function processesWith(project: string): readonly number[] {
  if (process.platform !== "linux") return [];
  return readdirNumbers("/proc").filter((id) => {
    try {
      return isAlive(id) && realpathSync(`/proc/${id}/cwd`) === project;
    } catch {
      return false;
    }
  });
}

function readdirNumbers(folder: string): readonly number[] {
  return readdirSync(folder).map(Number).filter(Number.isInteger);
}

/** Looks again and again until it is so; fails after the limit. */
async function until(isSo: () => boolean, limit: number): Promise<void> {
  const signal = AbortSignal.timeout(limit);
  while (!isSo()) {
    signal.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
