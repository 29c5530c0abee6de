import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, it } from "node:test";
import { findPackage } from "./find-package.ts";

const root = realpathSync(mkdtempSync(path.join(tmpdir(), "evergraph-package-")));
after(() => rmSync(root, { recursive: true, force: true }));

describe("finding the project's package", () => {
  it("finds the nearest one upwards", () => {
    const outer = install(path.join(root, "outer"), "1.0.0");
    const project = path.join(root, "outer", "apps", "one");
    mkdirSync(project, { recursive: true });
    assert.deepEqual(findPackage(project), {
      folder: outer,
      version: "1.0.0",
      runner: path.join(outer, "dist", "runner.mjs"),
    });
    const inner = install(project, "2.0.0");
    assert.deepEqual(findPackage(project).folder, inner);
  });

  it("follows a link of a workspace", () => {
    const real = install(path.join(root, "store"), "1.0.0");
    const project = path.join(root, "linked");
    mkdirSync(path.join(project, "node_modules"), { recursive: true });
    symlinkSync(real, path.join(project, "node_modules", "evergraph"), "dir");
    assert.equal(findPackage(project).folder, real);
  });

  it("says that there is none", () => {
    assert.throws(() => findPackage(path.parse(root).root), { code: "package-missing" });
  });

  it("says what is missing of a broken one", () => {
    const project = path.join(root, "broken");
    rmSync(path.join(install(project, "1.0.0"), "dist"), { recursive: true });
    assert.throws(() => findPackage(project), { code: "package-broken", message: /runner\.mjs is missing/ });
  });
});

function install(project: string, version: string): string {
  const folder = path.join(project, "node_modules", "evergraph");
  mkdirSync(path.join(folder, "dist"), { recursive: true });
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ name: "evergraph", version }));
  writeFileSync(path.join(folder, "dist", "runner.mjs"), "");
  return folder;
}
