import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { type CommandFixture, createCommandFixture, manifest, tsconfig } from "./built-command-fixture.ts";

const assets = 'import { asset } from "evergraph";\nexport const one = asset("one", () => 1);\n';
const config =
  'import { defineConfig } from "evergraph";\nexport default defineConfig({ environments: { local: {}, production: { confirm: true } } });\n';

let fixture: CommandFixture;
beforeEach(() => {
  fixture = createCommandFixture({ "package.json": manifest, "tsconfig.json": tsconfig, "assets.ts": assets });
});
afterEach(() => fixture.remove());

const stores = () => existsSync(path.join(fixture.folder, ".evergraph"));

describe("--env", () => {
  const commands = [
    "list",
    "status",
    "plan one",
    "materialize one",
    "runs",
    "show one",
    "check",
    "codegen",
    "codegen --check",
    "doctor",
    "clean",
  ];
  for (const command of commands) {
    it(`of a name that the config does not have is refused by ${command}, with the known ones, and makes no store`, () => {
      fixture.put("evergraph.config.ts", config);
      const { status, errors } = fixture.run(...command.split(" "), "--env", "prod");
      assert.equal(status, 2);
      assert.match(errors, /no environment "prod"\. \(unknown-environment\)\n.*local, production\./);
      assert.equal(stores(), false);
    });
  }

  it("of another name than dev is refused where there is no config", () => {
    const { status, errors } = fixture.run("materialize", "one", "--env", "prod");
    assert.equal(status, 2);
    assert.match(errors, /there is only dev\. \(environment-without-config\)/);
    assert.equal(stores(), false);
    assert.equal(fixture.run("status", "--env", "dev").status, 0);
  });

  for (const command of ["status", "plan one", "materialize one", "show one"]) {
    it(`that would lead out of the project is refused by ${command}, though the config has it, and writes nothing`, () => {
      fixture.put("evergraph.config.ts", config.replace("production", '"../../escape"'));
      const { status, errors } = fixture.run(...command.split(" "), "--env", "../../escape");
      assert.equal(status, 2);
      assert.match(errors, /"\.\.\/\.\.\/escape" cannot be the name of an environment.*\(bad-environment-name\)/);
      assert.equal(existsSync(path.join(fixture.folder, "..", "escape")), false);
      assert.equal(stores(), false);
    });
  }

  it("chooses the store", () => {
    fixture.put("evergraph.config.ts", config);
    assert.equal(fixture.run("materialize", "one", "--env", "production", "--yes").status, 0);
    assert.match(fixture.run("status", "--env", "production").output, /✔ one {2}fresh/);
    assert.match(fixture.run("status").output, /◌ one {2}never run/);
  });
});
