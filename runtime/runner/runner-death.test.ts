import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import { createChildLauncher } from "../host/child-launcher.ts";
import { openStore } from "../storage/journal-store.ts";
import { environmentFolder } from "../storage/store-folder.ts";
import {
  fileThere,
  found,
  header,
  isAlive,
  planOf,
  projectOf,
  recordOf,
  runner,
  say,
  until,
  useLaunchers,
} from "./run-fixture.ts";

const { runToEnd } = useLaunchers(createChildLauncher);

/** Lets several assets run at once, however many processors there are. */
const widely = `import { defineConfig } from "evergraph";\nexport default defineConfig({ environments: { dev: { concurrency: 4 } } });`;

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
    ["(process as any).reallyExit(4)", "runner-crashed", /exit code 4/],
  ] as const) {
    it(`is recorded as failed by a new runner, which goes on with the rest: ${what}`, async () => {
      const crash = `export const bad = asset("bad", async () => {\n  ${what};\n  await new Promise(() => {});\n});`;
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

describe("several assets that run when the process dies", () => {
  const wait = "await new Promise((done) => setTimeout(done, 200));";
  const begins = 'await new Promise((done) => setTimeout(done, 20));\n  appendFileSync("begun", `${process.pid}\\n`);';
  const innocent = (name: string) =>
    `export const ${name} = asset("${name}", async () => {\n  ${wait}\n  return 1;\n});`;
  const imports = 'import { appendFileSync, existsSync } from "node:fs";\n';

  for (const [what, code] of [
    ['process.kill(process.pid, "SIGKILL")', /SIGKILL/],
    ["(process as any).reallyExit(4)", /exit code 4/],
  ] as const) {
    it(`only the one at fault fails, and the others and what is below them are made: ${what}`, async () => {
      const bad = `export const bad = asset("bad", async () => {\n  ${begins}\n  ${what};\n});`;
      const below = 'export const after_one = asset("after_one", { deps: ["one" as never] }, () => 1);';
      const under = 'export const under_bad = asset("under_bad", { deps: ["bad" as never] }, () => 1);';
      const text = [header, imports, innocent("one"), bad, innocent("two"), below, under].join("\n");
      const project = projectOf({ "evergraph.config.ts": widely, "rows.ts": text });
      const files = { one: "rows.ts", bad: "rows.ts", two: "rows.ts", after_one: "rows.ts", under_bad: "rows.ts" };
      const plan = planOf(project, files, { after_one: ["one"], under_bad: ["bad"] });
      const { end, events, outcomes } = await runToEnd(project, plan);
      assert.deepEqual(outcomes, {
        one: "materialized",
        two: "materialized",
        after_one: "materialized",
        bad: "failed",
        under_bad: "upstream failed",
      });
      assert.equal(end?.state, "failed");
      assert.match(found(events, "outcome").find(({ of }) => of.asset === "bad")?.error?.message ?? "", code);
      assert.equal(readFileSync(path.join(project, "begun"), "utf8").trim().split("\n").length, 2, "tried once more");
      assert.deepEqual(
        found(events, "run").map(({ state }) => state),
        ["started", "failed"],
      );
    });
  }

  it("none fails when the process was ended from outside, and an attempt keeps its number", async () => {
    const long = (name: string) => `export const ${name} = asset("${name}", { retry: { retries: 1 } }, async () => {
  if (!existsSync("${name}-tried")) { say("${name}-tried", ""); throw new Error("not yet"); }
  if (existsSync("ended")) return 1;
  await new Promise((done) => setTimeout(done, 20));
  say("${name}", String(process.pid));
  await new Promise(() => setInterval(() => {}, 1000));
});`;
    const text = [
      header,
      say,
      imports,
      long("one"),
      long("two"),
      'export const after_both = asset("after_both", { deps: [one, two] }, () => 1);',
    ].join("\n");
    const project = projectOf({ "evergraph.config.ts": widely, "rows.ts": text });
    const plan = planOf(
      project,
      { one: "rows.ts", two: "rows.ts", after_both: "rows.ts" },
      { after_both: ["one", "two"] },
    );
    const ended = runToEnd(project, plan);
    const [id] = await Promise.all(["one", "two"].map((name) => fileThere(path.join(project, name))));
    writeFileSync(path.join(project, "ended"), "");
    process.kill(Number(id), "SIGKILL");
    const { end, events, outcomes } = await ended;
    assert.deepEqual(outcomes, { one: "materialized", two: "materialized", after_both: "materialized" });
    assert.equal(end?.state, "succeeded");
    const succeeded = found(events, "step").filter(({ state }) => state === "succeeded");
    assert.deepEqual(
      succeeded.map(({ step, attempt }) => [step, attempt]),
      [
        [0, 2],
        [1, 2],
        [2, 1],
      ],
    );
    assert.equal(found(events, "log").filter(({ text }) => /again, alone/.test(text)).length, 2);
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

  it("is ended before the next run makes the same asset, so that this one has the last word", async () => {
    const project = projectOf({ "rows.ts": `${header}export const rows = asset("rows", () => 1);` });
    const folder = environmentFolder(project, "dev");
    const dead = planOf(project, { rows: "rows.ts" });
    const store = await openStore({ folder, access: "write", index: "memory" });
    store.append({ kind: "run", state: "started", plan: dead }, dead.run);
    store.append({ kind: "step", step: 0, attempt: 1, state: "started" }, dead.run);
    await store.close();
    await runToEnd(project, planOf(project, { rows: "rows.ts" }));
    const after = await openStore({ folder, access: "read", index: "memory" });
    assert.equal(after.run(dead.run)?.state, "failed");
    assert.equal(after.asset(asAssetKey("rows")).outcome?.outcome, "materialized");
    await after.close();
  });
});
