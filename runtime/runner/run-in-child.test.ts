import assert from "node:assert/strict";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { definitionErrors } from "../../protocol/errors/definition-errors.ts";
import type { ErrorEntry, RecordedError } from "../../protocol/errors/error-entry.ts";
import { createChildLauncher } from "../host/child-launcher.ts";
import {
  fileThere,
  found,
  header,
  lineWritten,
  planOf,
  projectOf,
  recordOf,
  say,
  useLaunchers,
} from "./run-fixture.ts";

const { launcherOf, runToEnd } = useLaunchers(createChildLauncher);

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

  describe("runs nothing when loading shows a mistake that the text could not", () => {
    const ran = 'writeFileSync("ran", "");';
    const config = (bound: string) =>
      `import { defineConfig } from "evergraph";\nexport default defineConfig({ environments: { dev: { resources: { ${bound} } }, prod: {} } });`;
    const slot = `export const queue = resource<number>("queue");\nexport const rows = asset("rows", { resources: { queue } }, () => { ${ran} });`;
    const rows: readonly {
      readonly what: string;
      readonly text: string;
      readonly bound?: string;
      readonly planned: readonly string[];
      readonly expected: RecordedError | undefined;
    }[] = [
      {
        what: "a ring",
        text: `const above = (key: string) => [key === "rows" ? "sum" : "rows"] as never[];\nexport const rows = asset("rows", { deps: above("rows") }, () => { ${ran} });\nexport const sum = asset("sum", { deps: above("sum") }, () => { ${ran} });`,
        planned: ["rows", "sum"],
        expected: said(definitionErrors.cycle, { ring: ["rows", "sum"] }),
      },
      {
        what: "a ring through an asset that is not made",
        text: `export const sum = asset("sum", { deps: ["rows" as never] }, () => 1);\nexport const rows = asset("rows", { deps: [sum] }, () => { ${ran} });`,
        planned: ["rows"],
        expected: said(definitionErrors.cycle, { ring: ["rows", "sum"] }),
      },
      {
        what: "a malformed key",
        text: `export const rows = asset(["a", "b"].join(" "), () => { ${ran} });`,
        planned: ["a b"],
        expected: said(definitionErrors.malformedKey, { key: "a b" }),
      },
      {
        what: "a resource that the environment does not bind",
        text: slot,
        planned: ["rows"],
        expected: said(definitionErrors.unknownResource, { resource: "queue", environment: "dev" }),
      },
      {
        what: "but not for what only another environment lacks",
        text: slot,
        bound: "queue: 1",
        planned: ["rows"],
        expected: undefined,
      },
      {
        what: "but not for an asset that is not made",
        text: `${slot.replace('"rows"', '"other"').replace("rows", "other")}\nexport const rows = asset("rows", () => { ${ran} });`,
        planned: ["rows"],
        expected: undefined,
      },
    ];
    for (const { what, text, bound = "", planned, expected } of rows) {
      it(what, async () => {
        const project = projectOf({ "rows.ts": `${header}${text}`, "evergraph.config.ts": config(bound) });
        const plan = planOf(project, Object.fromEntries(planned.map((key) => [key, "rows.ts"])));
        const { end, outcomes } = await runToEnd(project, plan);
        const { code, message, remedy } = end?.error ?? {};
        assert.deepEqual(end?.error && { code, message, remedy }, expected);
        assert.equal(end?.error?.range?.file, expected && "rows.ts");
        assert.equal(existsSync(path.join(project, "ran")), expected === undefined);
        const outcome = expected === undefined ? "materialized" : "failed";
        assert.deepEqual(outcomes, Object.fromEntries(planned.map((key) => [key, outcome])));
      });
    }
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

function said<Facts>(entry: ErrorEntry<Facts>, facts: Facts): RecordedError {
  return { code: entry.code, message: entry.message(facts), remedy: entry.remedy(facts) };
}
