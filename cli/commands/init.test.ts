import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, it } from "node:test";
import { type CommandFixture, createCommandFixture, manifest, tsconfig } from "../built-command-fixture.ts";

let fixture: CommandFixture;
afterEach(() => fixture.remove());

const changesOf = () =>
  JSON.parse(fixture.run("init", "--json").output).changes.map((entry: { file: string; change: string }) => [
    entry.file,
    entry.change,
  ]);

describe("evergraph init", () => {
  it("makes an empty package ready to materialize, and changes nothing the second time", () => {
    fixture = createCommandFixture({ "package.json": '{ "type": "module" }' });
    const first = fixture.run("init");
    assert.equal(first.status, 0);
    assert.match(first.output, /created {2}assets\.ts {6}defines two first assets/);
    assert.match(first.output, /Next:\n {2}npm install evergraph\n/);
    fixture.put("package.json", manifest);
    assert.deepEqual(changesOf(), [
      [".gitignore", "unchanged"],
      ["tsconfig.json", "unchanged"],
      ["assets", "unchanged"],
    ]);
    assert.equal(fixture.run("codegen").status, 0);
    assert.equal(fixture.run("check").status, 0);
    assert.match(fixture.run("materialize", "*").output, /2 materialized/);
  });

  it("writes a tsconfig with which tests run as they are, and Node's types when they are installed", () => {
    fixture = createCommandFixture({ "package.json": manifest });
    fixture.run("init");
    const withoutTypes = JSON.parse(fixture.read("tsconfig.json")).compilerOptions;
    assert.deepEqual([withoutTypes.allowImportingTsExtensions, withoutTypes.types], [true, undefined]);
    assert.equal(fixture.read(".gitignore"), "node_modules/\nevergraph-env.d.ts\n.evergraph/\n");
    fixture.remove();
    fixture = createCommandFixture({ "package.json": manifest, "node_modules/@types/node/package.json": "{}" });
    fixture.run("init");
    assert.deepEqual(JSON.parse(fixture.read("tsconfig.json")).compilerOptions.types, ["node"]);
  });

  it("adds only what is missing, and keeps comments and line ends", () => {
    fixture = createCommandFixture({
      "package.json": manifest,
      ".gitignore": "node_modules\r\n/evergraph-env.d.ts",
      "tsconfig.json": '{\n  // Sources only.\n  "include": ["src"]\n}\n',
      "src/own.ts": 'import { asset } from "evergraph";\nexport const own = asset("own", () => 1);\n',
    });
    assert.deepEqual(changesOf(), [
      [".gitignore", "changed"],
      ["tsconfig.json", "changed"],
      ["assets", "unchanged"],
    ]);
    assert.equal(fixture.read(".gitignore"), "node_modules\r\n/evergraph-env.d.ts\r\n.evergraph/\r\n");
    assert.match(
      fixture.read("tsconfig.json"),
      /\/\/ Sources only\.\n {2}"include": \["src", ?"evergraph-env\.d\.ts"\]/,
    );
    assert.equal(existsSync(path.join(fixture.folder, "src/assets.ts")), false);
  });

  it("never overwrites a file, and says what it leaves", () => {
    const files = {
      "package.json": manifest,
      "tsconfig.json": '{ "extends": "./base.json" }',
      "base.json": '{ "include": ["lib"] }',
      "assets.ts": "export const nothing = 1;\n",
    };
    fixture = createCommandFixture(files);
    const { output } = fixture.run("init");
    assert.match(output, /left {5}tsconfig\.json {2}.*takes its include from another file/);
    assert.match(output, /left {5}assets\.ts {6}is there already/);
    for (const [file, text] of Object.entries(files)) assert.equal(fixture.read(file), text);
  });

  it("refuses a folder without package.json, and names the project's own package manager", () => {
    fixture = createCommandFixture({ "pnpm-lock.yaml": "" });
    const { status, errors } = fixture.run("init");
    assert.equal(status, 2);
    assert.match(errors, /\(manifest-missing\)\n.*npm init/);
    fixture.put("package.json", "{}");
    assert.match(fixture.run("init").output, /pnpm add evergraph/);
  });

  it("puts the example where the sources are", () => {
    fixture = createCommandFixture({
      "package.json": manifest,
      "tsconfig.json": tsconfig,
      "src/main.ts": "export {};\n",
    });
    fixture.run("init");
    assert.match(fixture.read("src/assets.ts"), /asset\("orders"/);
  });
});
