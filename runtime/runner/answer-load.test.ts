import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { createChildLauncher } from "../host/child-launcher.ts";
import { fileThere, header, isAlive, projectOf, say, until, useLaunchers } from "./run-fixture.ts";

const { launcherOf } = useLaunchers(createChildLauncher);

/** Loads these files of the project as they are on disk. */
function requestFor(project: string, files: readonly string[], configFile?: string) {
  const all = configFile === undefined ? files : [...files, configFile];
  const hash = (file: string) =>
    createHash("sha256")
      .update(readFileSync(path.join(project, file)))
      .digest("hex");
  return {
    files,
    basis: Object.fromEntries(all.map((file) => [file, hash(file)])),
    ...(configFile !== undefined && { configFile }),
  };
}

const loop = `${header}
const regions = ["north", "south"];
function sales(region: string) {
  return asset(\`sales/\${region}\`, { group: "sales" }, () => [{ region }]);
}

export const all = regions.map(sales);
export const total = asset("total", { deps: all }, () => 1);
`;

describe("loading definitions", () => {
  it("finds assets of factories and loops, at the line of their call", async () => {
    const project = projectOf({ "sales.ts": loop });
    const { graph, problems } = await launcherOf(project).load(requestFor(project, ["sales.ts"]));
    assert.deepEqual(problems, []);
    const found = graph.nodes.map((node) => [node?.key, node?.knownFrom, node?.range.file, node?.range.start.line]);
    assert.deepEqual(found, [
      ["sales/north", "loading", "sales.ts", 5],
      ["sales/south", "loading", "sales.ts", 5],
      ["total", "loading", "sales.ts", 9],
    ]);
    assert.deepEqual(
      graph.nodes[2]?.upstream.map(({ from, kind }) => [graph.keys[from], kind]),
      [
        ["sales/north", "order"],
        ["sales/south", "order"],
      ],
    );
  });

  it("finds checks with their assets, at their line, and says it when two have one name", async () => {
    const project = projectOf({
      "rows.ts": `${header}export const rows = asset("rows", () => [1]);`,
      "checks.ts": `import { assetCheck } from "evergraph";
import { rows } from "./rows.ts";
const limits = [1, 2];
export const all = limits.map((least) =>
  assetCheck(\`least-\${least}\`, { asset: rows, blocking: least === 1 }, (found) => found.length >= least));
export const twice = assetCheck("least-2", { asset: rows }, () => true);
`,
    });
    const { graph, problems } = await launcherOf(project).load(requestFor(project, ["checks.ts", "rows.ts"]));
    assert.deepEqual(
      graph.nodes[0]?.checks.map(({ name, blocking, range }) => [name, blocking, range.file, range.start.line]),
      [
        ["least-1", true, "checks.ts", 4],
        ["least-2", false, "checks.ts", 4],
      ],
    );
    assert.deepEqual(
      problems.map(({ code, range }) => [code, range?.file, range?.start.line]),
      [["duplicate-check", "checks.ts", 4]],
    );
  });

  it("keeps the rest when a file throws, one cannot be built, and a key is there twice", async () => {
    const project = projectOf({
      "good.ts": `${header}export const good = asset("good", () => 1);`,
      "again.ts": `${header}\nexport const again = asset("good", () => 2);`,
      "throws.ts": `${header}throw new Error("no settings");`,
      "broken.ts": "export const broken = ;",
      "evergraph.config.ts":
        'import { defineConfig } from "evergraph";\nexport default defineConfig({ environments: { dev: { resources: {} }, prod: { confirm: true, resources: {} } } });',
    });
    const files = ["good.ts", "again.ts", "throws.ts", "broken.ts"];
    const { graph, problems } = await launcherOf(project).load(requestFor(project, files, "evergraph.config.ts"));
    assert.deepEqual(graph.keys, ["good"]);
    assert.deepEqual(
      graph.environments.map(({ name, confirm }) => [name, confirm]),
      [
        ["dev", false],
        ["prod", true],
      ],
    );
    const said = problems.map(({ code, message, range }) => [code ?? message, range?.file, range?.start.line]);
    assert.deepEqual(said.sort(), [
      ["bundle-failed", "broken.ts", 0],
      ["duplicate-key", "again.ts", 3],
      ["no settings", "throws.ts", 2],
    ]);
  });

  it("refuses text that is not the one that was asked for, and runs none of it", async () => {
    const project = projectOf({ "rows.ts": `${header}${say}say("ran", "");` });
    const request = requestFor(project, ["rows.ts"]);
    writeFileSync(path.join(project, "rows.ts"), `${header}${say}say("ran", "again");`);
    await assert.rejects(launcherOf(project).load(request), { code: "source-changed" });
    assert.ok(!existsSync(path.join(project, "ran")));
  });

  it("is given up when the launcher is disposed before a runner is there", async () => {
    const project = projectOf({ "rows.ts": `${header}${say}say("ran", "");` });
    const launcher = launcherOf(project);
    const loaded = launcher.load(requestFor(project, ["rows.ts"]));
    await Promise.all([assert.rejects(loaded, { code: "load-ended" }), launcher.dispose()]);
    assert.ok(!existsSync(path.join(project, "ran")));
  });

  it("records nothing, and its process ends", async () => {
    const project = projectOf({ "rows.ts": `${header}${say}say("pid", String(process.pid));` });
    const { graph } = await launcherOf(project).load(requestFor(project, ["rows.ts"]));
    assert.deepEqual(graph.keys, []);
    const pid = Number(await fileThere(path.join(project, "pid")));
    await until(() => !isAlive(pid), 10_000);
    assert.ok(!existsSync(path.join(project, ".evergraph", "dev")));
  });

  it("says it when what is loaded ends the process", async () => {
    const project = projectOf({ "rows.ts": "process.exit(3);" });
    await assert.rejects(launcherOf(project).load(requestFor(project, ["rows.ts"])), { code: "runner-crashed" });
  });

  it("can be given up while a file never ends", async () => {
    const project = projectOf({ "rows.ts": `${header}${say}say("pid", String(process.pid));\nfor (;;) {}` });
    const given = new AbortController();
    const loading = launcherOf(project).load(requestFor(project, ["rows.ts"]), given.signal);
    const pid = Number(await fileThere(path.join(project, "pid")));
    given.abort();
    await assert.rejects(loading, { name: "AbortError" });
    await until(() => !isAlive(pid), 10_000);
  });
});
