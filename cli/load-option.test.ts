import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, rmSync, watch } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import {
  builtCommand,
  type CommandFixture,
  createCommandFixture,
  manifest,
  plainEnvironment,
  tsconfig,
} from "./built-command-fixture.ts";

const assets = `import { asset, assetCheck } from "evergraph";
export const orders = asset("orders", () => [1, 2]);
export const copies = ["north", "south"].map((name) =>
  asset(\`copies/\${name}\`, { inputs: { orders } }, ({ orders }) => orders.map((order) => ({ order, name }))),
);
export const complete = copies.map((copy) => assetCheck("complete", { asset: copy }, (rows) => rows.length === 2));
`;

let fixture: CommandFixture;
before(() => {
  fixture = createCommandFixture({ "package.json": manifest, "tsconfig.json": tsconfig, "assets.ts": assets });
});
after(() => fixture.remove());

describe("--load", () => {
  for (const line of ["plan copies/north", "materialize copies/north", "status copies/north", "show copies/north"]) {
    it(`is named when ${line} finds no such asset in the text`, () => {
      const { status, errors } = fixture.run(...line.split(" "));
      assert.equal(status, 2);
      assert.match(errors, /Only running can tell the assets of one place\. Add --load to run the definitions first\./);
      const { refused } = JSON.parse(fixture.run(...line.split(" "), "--json").output);
      assert.match(refused[0].remedy, /Add --load/);
    });
  }

  it("is not named when it was given, and when the text tells all", () => {
    assert.doesNotMatch(fixture.run("plan", "copies/west", "--load").errors, /--load/);
    fixture.put("assets.ts", assets.split("\n").slice(0, 2).join("\n"));
    assert.doesNotMatch(fixture.run("plan", "copies/west").errors, /--load/);
    fixture.put("assets.ts", assets);
  });

  it("lets a run make what only loading knows, with what is above it and its checks", () => {
    const planned = fixture.run("plan", "+copies/north", "--load");
    assert.match(planned.output, /^2 assets, 1 check in dev/);
    const { status, output, errors } = fixture.run("materialize", "+copies/north", "--load");
    assert.deepEqual([status, errors], [0, ""]);
    assert.match(output, /✔ copies\/north {2}2 rows/);
    assert.match(output, /✔ copies\/north:complete/);
    assert.match(output, /2 materialized, 1 check passed/);
    assert.match(fixture.run("status", "copies/north", "--load").output, /copies\/north/);
    assert.match(fixture.run("show", "copies/north", "--rows", "1", "--load").output, /1 of 2 rows/);
  });

  it("lets a check run that only loading knows", () => {
    const { status, output } = fixture.run("materialize", "--check", "copies/north:complete", "--load");
    assert.equal(status, 0);
    assert.match(output, /^Running 1 check in dev\n✔ copies\/north:complete/);
    assert.match(output, /Run \S+: 1 check passed/);
  });
});

describe("--load and Ctrl+C", () => {
  it("gives up files that do not come to their end, without a word", async () => {
    const begun = path.join(fixture.folder, "begun");
    fixture.put(
      "endless.ts",
      `import { writeFileSync } from "node:fs";
import { asset } from "evergraph";
export const endless = asset("endless", () => 1);
writeFileSync(${JSON.stringify(begun)}, "");
await new Promise(() => setInterval(() => {}, 1000));
`,
    );
    const child = spawn(process.execPath, [builtCommand, "list", "--load"], {
      cwd: fixture.folder,
      env: plainEnvironment(),
    });
    let errors = "";
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      errors += chunk;
    });
    const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
    const watcher = watch(fixture.folder, () => {
      if (!existsSync(begun)) return;
      watcher.close();
      child.kill("SIGINT");
    });
    try {
      assert.equal(await ended, 130);
      assert.equal(errors, "");
    } finally {
      watcher.close();
      rmSync(path.join(fixture.folder, "endless.ts"));
    }
  });
});

describe("--check", () => {
  it("names the checks that an asset has when it has no such one", () => {
    const { status, errors } = fixture.run("materialize", "--check", "copies/north:whole", "--load");
    assert.equal(status, 2);
    assert.match(errors, /has a check "whole".*Choose of: complete/);
  });

  it("says how a check is written", () => {
    const { status, errors } = fixture.run("plan", "--check", "complete");
    assert.equal(status, 2);
    assert.match(errors, /"complete" names no check\..*\n.*orders:complete/);
  });
});
