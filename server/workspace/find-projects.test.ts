import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { after, test } from "node:test";
import { configFileOf, findProjects, projectOfFile } from "./find-projects.ts";

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

const naming = '{ "devDependencies": { "evergraph": "0.1.0" } }';

interface Case {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  /** Workspace folders, from the root of the fixture. */
  readonly open: readonly string[];
  readonly projects: readonly string[];
  /** File to its project; "" is the root of the fixture. */
  readonly of?: Readonly<Record<string, string | undefined>>;
}

const cases: readonly Case[] = [
  { name: "nothing to do with Evergraph", files: { "package.json": "{}", "a.ts": "" }, open: [""], projects: [] },
  {
    name: "a folder whose package.json names the package",
    files: { "package.json": naming, "src/a.ts": "" },
    open: [""],
    projects: [""],
    of: { "src/a.ts": "" },
  },
  { name: "a config alone", files: { "evergraph.config.ts": "" }, open: [""], projects: [""] },
  {
    name: "a monorepo with two configs and none at its root",
    files: { "package.json": naming, "a/evergraph.config.ts": "", "b/evergraph.config.mjs": "", "a/src/x.ts": "" },
    open: [""],
    projects: ["", "a", "b"],
    of: { "a/src/x.ts": "a", "c/x.ts": "" },
  },
  {
    name: "a monorepo in which only a package below names it",
    files: { "package.json": "{}", "packages/data/package.json": naming },
    open: [""],
    projects: [""],
    of: { "packages/data/x.ts": "", "packages/other/x.ts": undefined },
  },
  {
    name: "a package that names it, governed by its own config",
    files: { "package.json": "{}", "data/package.json": naming, "data/evergraph.config.ts": "" },
    open: [""],
    projects: ["data"],
  },
  {
    name: "a folder inside a project",
    files: { "evergraph.config.ts": "", "src/deep/a.ts": "" },
    open: ["src/deep"],
    projects: [""],
    of: { "src/deep/a.ts": "" },
  },
  {
    name: "packages and built files are not searched",
    files: { "node_modules/x/package.json": naming, "dist/evergraph.config.js": "", ".cache/evergraph.config.js": "" },
    open: [""],
    projects: [],
  },
  {
    name: "a file outside every workspace folder",
    files: { "elsewhere/package.json": naming, "open/package.json": "{}" },
    open: ["open"],
    projects: [],
    of: { "elsewhere/src/a.ts": "elsewhere" },
  },
  { name: "a damaged package.json", files: { "package.json": "{ nope" }, open: [""], projects: [] },
];

for (const { name, files, open, projects, of = {} } of cases) {
  test(`projects: ${name}`, () => {
    const root = fixture(files);
    const workspaceFolders = open.map((folder) => join(root, folder));
    assert.deepEqual(
      findProjects(workspaceFolders).map((project) => relative(root, project)),
      projects,
    );
    for (const [file, expected] of Object.entries(of)) {
      const project = projectOfFile(join(root, file), workspaceFolders);
      assert.equal(project === undefined ? undefined : relative(root, project), expected, file);
    }
  });
}

test("the config file is found by any of its endings", () => {
  assert.equal(configFileOf(fixture({ "evergraph.config.mts": "" })), "evergraph.config.mts");
  assert.equal(configFileOf(fixture({ "other.config.ts": "" })), undefined);
});

function fixture(files: Readonly<Record<string, string>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "evergraph-projects-")));
  folders.push(root);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}
