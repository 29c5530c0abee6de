// A workspace that wants to be run, and names that want to be more than names.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { createChildLauncher } from "../../runtime/host/child-launcher.ts";
import { found, planOf, useLaunchers } from "../../runtime/runner/run-fixture.ts";
import { hover } from "../../server/features/hover.ts";
import { contentOf, inWorkspace, wholeProject } from "./whole-project.ts";

const { runToEnd } = useLaunchers(createChildLauncher);

/** Whatever loads it leaves a file. */
const trap = 'import { writeFileSync } from "node:fs";\nwriteFileSync(new URL("./ran", import.meta.url), "");\n';

describe("a workspace that is not trusted", () => {
  it("shows its graph, and neither runs nor writes anything", async () => {
    const folder = wholeProject({
      "rows.ts": `${trap}import { asset } from "evergraph";\nexport const rows = asset("rows", { resources: {} }, () => 1);\nexport const sum = asset("sum", ({ rows }) => rows);\n`,
      "evergraph.config.ts": `${trap}import { defineConfig } from "evergraph";\nexport default defineConfig({ environments: { dev: {}, prod: { confirm: true } } });\n`,
      ".env": "SECRET=1\n",
      ".vscode/settings.json": '{ "evergraph.nodePath": "./ran.sh", "evergraph.loadOnSave": true }',
    });
    const before = contentOf(folder);
    await inWorkspace({ folder, trusted: false }, (workspace) => {
      const keys = workspace.graph().nodes.flatMap((node) => (node === null ? [] : [node.key]));
      assert.deepEqual(keys, ["rows", "sum"]);
      assert.deepEqual(
        workspace.graph().environments.map(({ name }) => name),
        ["dev", "prod"],
      );
      assert.deepEqual(
        workspace.assetsIn("rows.ts").map((id) => workspace.status(id).badge),
        ["never", "never"],
      );
      workspace.setText("rows.ts", "// edited");
      assert.equal(typeof workspace.cannotRun()?.message, "string");
    });
    assert.deepEqual(contentOf(folder), before);
    assert.equal(existsSync(join(folder, "ran")), false);
  });
});

describe("keys that look like something else", () => {
  const keys = [
    "../../escape",
    "..",
    "a/../../../b",
    "__proto__",
    "constructor",
    "con",
    "NUL",
    "and",
    "roots",
    "-rf",
    "1",
  ];

  it("are names of assets and nothing more: each is made, stored below the store, and found again", async () => {
    const text = keys
      .map(
        (key, index) => `export const made${index} = asset(${JSON.stringify(key)}, () => "${index} ".repeat(4_000));`,
      )
      .join("\n");
    const project = wholeProject({ "rows.ts": `import { asset } from "evergraph";\n${text}\n` });
    const before = Object.keys(contentOf(project));
    const plan = planOf(project, {});
    const start = { line: 0, character: 0 };
    const planned = await inWorkspace({ folder: project }, (workspace) =>
      workspace.plan({ selection: "*" }, { kind: "test" }),
    );
    assert.ok("plan" in planned);
    const { end, events } = await runToEnd(project, { ...planned.plan, run: plan.run });
    assert.equal(end?.state, "succeeded", JSON.stringify({ end, start }));
    const made = found(events, "materialization");
    assert.deepEqual(made.map(({ of }) => of.asset).sort(), [...keys].sort());
    const paths = made.map(({ value }) => value?.path ?? "");
    for (const path of paths) assert.match(path, /^values\/[a-z0-9_~-]+\/[a-z0-9_~-]+\.frames$/);
    assert.equal(new Set(paths.map((path) => path.toLowerCase())).size, keys.length);
    const added = Object.keys(contentOf(project)).filter((file) => !before.includes(file));
    assert.deepEqual(
      added.filter((file) => !file.startsWith(".evergraph/") && file !== "evergraph-env.d.ts"),
      [],
    );
    for (const path of paths) assert.ok(added.includes(`.evergraph/dev/${path}`), path);
    await inWorkspace({ folder: project, trusted: false }, (workspace) => {
      for (const id of workspace.assetsIn("rows.ts"))
        assert.equal(workspace.status(id).happened.latest, "materialized");
    });
  });
});

describe("texts that look like HTML or commands", () => {
  const hostile = '<img src=x onerror="steal()"> [click](command:workbench.action.quit) $(error) </script>';

  it("are text in a hover: description, group, owner, metadata, rows and error", async () => {
    const project = wholeProject({
      "rows.ts": `import { asset, output } from "evergraph";
const text = ${JSON.stringify(hostile)};
/** ${hostile} */
export const rows = asset("rows", { group: "g", tags: { note: ${JSON.stringify(hostile)} } }, () =>
  output([{ [text]: text }], { metadata: { [text]: text } }));
export const bad = asset("bad", () => { throw new Error(text); });
`,
    });
    await runToEnd(project, planOf(project, { rows: "rows.ts", bad: "rows.ts" }));
    await inWorkspace({ folder: project, trusted: false }, (workspace) => {
      const shown = workspace.assetsIn("rows.ts").map((id) => {
        const range = workspace.graph().nodes[id]?.keyRange;
        assert.ok(range);
        return JSON.stringify(hover(workspace, "rows.ts", range.start));
      });
      assert.equal(shown.length, 2);
      for (const text of shown) {
        assert.ok(text.includes("img src=x"), text);
        assert.doesNotMatch(text, /<img|<\/script|(?<!\\\\)\]\(command:workbench/);
      }
    });
  });
});
