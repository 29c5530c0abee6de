import assert from "node:assert/strict";
import { appendFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { type CommandFixture, createCommandFixture, manifest, tsconfig } from "./built-command-fixture.ts";

const assets = 'import { asset } from "evergraph";\nexport const one = asset("one", () => 1);\n';

let fixture: CommandFixture;
let store = "";
beforeEach(() => {
  fixture = createCommandFixture({ "package.json": manifest, "tsconfig.json": tsconfig, "assets.ts": assets });
  store = path.join(fixture.folder, ".evergraph", "dev");
  assert.equal(fixture.run("materialize", "one").status, 0);
});
afterEach(() => fixture.remove());

const readers = ["list", "status", "plan one", "materialize one", "runs", "show one", "check"];

/** How often the standard error tells of it. */
function told(command: string, code: string): number {
  return fixture.run(...command.split(" ")).errors.split(`(${code})`).length - 1;
}

describe("what is wrong with the store", () => {
  for (const command of readers) {
    it(`is told once by ${command}: lines that cannot be read`, () => {
      const journal = path.join(store, "journal");
      const [file = ""] = readdirSync(journal);
      appendFileSync(path.join(journal, file), "00000000 {}\n=\n");
      assert.equal(told(command, "store-damaged"), 1);
    });

    it(`is told once by ${command}: a newer format`, () => {
      writeFileSync(path.join(store, "store.json"), '{ "format": 99 }');
      assert.equal(told(command, "store-newer"), 1);
    });
  }
});
