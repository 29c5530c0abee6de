import assert from "node:assert/strict";
import { join } from "node:path";
import { after, test } from "node:test";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import { openScripted } from "./live-workspace-fixture.ts";
import { openWorkspace } from "./open-workspace.ts";
import { makeProject } from "./project-fixture.ts";
import { createProjects, type Projects, type ProjectsOptions } from "./projects.ts";
import type { Workspace, WorkspaceOptions } from "./workspace.ts";

const project = makeProject({ "a.ts": "raw", "nested/evergraph.config.ts": "", "nested/b.ts": "inner" });
const bare = makeProject({ "package.json": "{}" });
after(() => {
  project.remove();
  bare.remove();
});

test("a file is located in the innermost project, which is opened once", async () => {
  const { projects, opened } = made({ folders: [project.folder] });
  const places = await Promise.all(
    ["a.ts", "nested/b.ts", "nested/c/d.ts"].map((file) => projects.locate(join(project.folder, file))),
  );
  assert.deepEqual(
    places.map((place) => [place?.workspace.folder, place?.file]),
    [
      [project.folder, "a.ts"],
      [join(project.folder, "nested"), "b.ts"],
      [join(project.folder, "nested"), "c/d.ts"],
    ],
  );
  assert.equal(opened.length, 2);
  await projects.openAll();
  assert.equal(opened.length, 2);
  await projects.close();
});

test("a file beside a project is told to it when it was read from there, saved or not", async () => {
  const mono = makeProject({
    "package.json": "{}",
    "data/evergraph.config.ts": "",
    "data/a.ts":
      'import { asset } from "evergraph";\nimport { tax } from "../shared/tax.ts";\nexport const a = asset("a", () => tax);\n',
    "shared/tax.ts": "export const tax = 1;\n",
    "shared/other.ts": "export const other = 1;\n",
  });
  const { projects } = made({
    folders: [mono.folder],
    open: ({ folder }) => openWorkspace({ folder, trusted: false, types: false }),
  });
  await projects.openAll();
  const workspace = await projects.at(join(mono.folder, "data"));
  const version = () => workspace?.analysis.codeVersion(0)?.hash;
  const seen = [version()];
  projects.setText(join(mono.folder, "shared/tax.ts"), "export const tax = 2;\n");
  await projects.at(join(mono.folder, "data"));
  seen.push(version());
  projects.setText(join(mono.folder, "shared/tax.ts"), undefined);
  mono.write("shared/tax.ts", "export const tax = 3;\n");
  projects.filesChanged([join(mono.folder, "shared/tax.ts")]);
  await projects.at(join(mono.folder, "data"));
  seen.push(version());
  assert.equal(new Set(seen).size, 3);
  assert.equal(workspace?.analysis.concerns("../shared/other.ts"), false);
  await projects.close();
  mono.remove();
});

test("a file beside a project that was typed before it was imported is read as it was typed", async () => {
  const text = (more: string, value: string): string =>
    `import { asset } from "evergraph";\n${more}export const a = asset("a", () => ${value});\n`;
  const mono = makeProject({
    "package.json": "{}",
    "data/evergraph.config.ts": "",
    "data/a.ts": text("", "1"),
    "shared/tax.ts": "export const tax = 1;\n",
  });
  const { projects } = made({
    folders: [mono.folder],
    open: ({ folder }) => openWorkspace({ folder, trusted: false, types: false }),
  });
  await projects.openAll();
  const typed = "export const tax = 2;\n";
  projects.setText(join(mono.folder, "shared/tax.ts"), typed);
  await projects.at(join(mono.folder, "data"));
  projects.setText(join(mono.folder, "data/a.ts"), text('import { tax } from "../shared/tax.ts";\n', "tax"));
  const workspace = await projects.at(join(mono.folder, "data"));
  // From here on it is known to be read; the next question is answered from what was typed.
  assert.notEqual(workspace?.analysis.codeVersion(0), undefined);
  await projects.at(join(mono.folder, "data"));
  assert.equal(workspace?.analysis.text("../shared/tax.ts"), typed);
  await projects.close();
  mono.remove();
});

test("a project whose first environment has a bad name is opened, without a store, and that is told", async () => {
  const bad = makeProject({
    "a.ts": 'import { asset } from "evergraph";\nexport const a = asset("a", () => 1);\n',
    "evergraph.config.ts":
      'import { defineConfig } from "evergraph";\nexport default defineConfig({ environments: { "a/b": {} } });\n',
  });
  const told: unknown[] = [];
  const workspace = await openWorkspace({
    folder: bad.folder,
    trusted: true,
    types: false,
    onProblem: (problem) => told.push(problem),
  });
  assert.deepEqual(keys(workspace), ["a"]);
  assert.match(String(told[0]), /"a\/b" cannot be the name of an environment/);
  await workspace.close();
  bad.remove();
});

test("a file that has nothing to do with Evergraph opens nothing", async () => {
  const { projects, opened } = made({ folders: [bare.folder] });
  await projects.openAll();
  assert.equal(await projects.locate(join(bare.folder, "a.ts")), undefined);
  assert.deepEqual([opened, projects.opened()], [[], []]);
});

test("a text that was given before its project was open, or just before a question, is what is answered from", async () => {
  const { projects } = made({ folders: [project.folder] });
  const path = join(project.folder, "a.ts");
  projects.setText(path, "early");
  const place = await projects.locate(path);
  assert.deepEqual(keys(place?.workspace), ["early"]);
  projects.setText(path, "later");
  await projects.locate(path);
  assert.deepEqual(keys(place?.workspace), ["later"]);
  projects.setText(path, undefined);
  await projects.at(project.folder);
  assert.deepEqual(keys(place?.workspace), ["raw"]);
  await projects.close();
});

test("trust opens everything again, with the open texts", async () => {
  const { projects, opened, closed } = made({ folders: [bare.folder, join(project.folder, "nested")], trusted: false });
  await projects.openAll();
  const path = join(project.folder, "nested", "b.ts");
  projects.setText(path, "typed");
  await projects.locate(path);
  await projects.trust();
  await projects.trust();
  assert.deepEqual(
    opened.map(({ trusted }) => trusted),
    [false, true],
  );
  assert.deepEqual(closed, [join(project.folder, "nested")]);
  assert.deepEqual(keys((await projects.locate(path))?.workspace), ["raw", "typed"]);
  await projects.close();
});

test("a folder that is taken away closes its project", async () => {
  const { projects, closed } = made({ folders: [project.folder] });
  await projects.openAll();
  await projects.setFolders([]);
  assert.deepEqual(closed.sort(), [project.folder, join(project.folder, "nested")]);
  assert.deepEqual(projects.opened(), []);
});

test("a config that comes makes a project", async () => {
  const later = makeProject({ "package.json": "{}" });
  const { projects, opened } = made({ folders: [later.folder] });
  await projects.openAll();
  assert.deepEqual(opened, []);
  later.write("evergraph.config.ts", "");
  projects.filesChanged([join(later.folder, "evergraph.config.ts")]);
  assert.equal((await projects.locate(join(later.folder, "a.ts")))?.workspace.folder, later.folder);
  await projects.close();
  later.remove();
});

test("a project that cannot be opened is told, and others are not affected", async () => {
  const problems: unknown[] = [];
  const { projects } = made({
    folders: [project.folder],
    onProblem: (problem) => problems.push(problem),
    open: ({ folder }) => (folder.endsWith("nested") ? Promise.reject(new Error("no")) : workspaceOf(folder)),
  });
  await projects.openAll();
  assert.equal(await projects.at(join(project.folder, "nested")), undefined);
  assert.deepEqual(keys(await projects.at(project.folder)), ["raw"]);
  assert.equal(problems.length, 1);
  await projects.close();
});

function made(given: Partial<ProjectsOptions> & Pick<ProjectsOptions, "folders">): {
  projects: Projects;
  opened: WorkspaceOptions[];
  closed: string[];
} {
  const opened: WorkspaceOptions[] = [];
  const closed: string[] = [];
  const projects = createProjects({
    trusted: true,
    open: (options) => {
      opened.push(options);
      return workspaceOf(options.folder);
    },
    onOpened: () => {},
    onClosed: (folder) => closed.push(folder),
    onChange: () => {},
    onProblem: (problem) => assert.fail(String(problem)),
    ...given,
  });
  return { projects, opened, closed };
}

async function workspaceOf(folder: string): Promise<Workspace> {
  const { workspace } = await openScripted({ "a.ts": "raw" }, { folder });
  return workspace;
}

function keys(workspace: Workspace | undefined): string[] {
  const graph = workspace?.graph();
  return (graph?.nodes ?? []).flatMap((node) => (node === null ? [] : String(asAssetKey(node.key))));
}
