import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { builtCommand, createCommandFixture, manifest, plainEnvironment } from "./built-command-fixture.ts";

const fixture = createCommandFixture({
  "package.json": manifest,
  "assets.ts": 'import { asset } from "evergraph";\nexport const one = asset("one", () => 1);\n',
});
let outside = "";
/** What colours begin with. */
const colour = "\u001b[";
before(() => {
  outside = mkdtempSync(path.join(tmpdir(), "evergraph-outside-"));
});
after(() => {
  fixture.remove();
  rmSync(outside, { recursive: true, force: true });
});

function runIn(folder: string, ...parameters: readonly string[]) {
  return spawnSync(process.execPath, [builtCommand, ...parameters], {
    cwd: folder,
    encoding: "utf8",
    env: plainEnvironment(),
  });
}

describe("the command line", () => {
  const wrong: readonly { readonly line: readonly string[]; readonly says: RegExp }[] = [
    { line: ["statsu"], says: /unknown command 'statsu'\n\(Did you mean status\?\)/ },
    { line: ["frobnicate"], says: /unknown command 'frobnicate'\n\(evergraph --help lists the commands\)/ },
    { line: ["list", "--jsno"], says: /unknown option '--jsno'\n\(Did you mean --json\?\)/ },
    { line: ["show"], says: /missing required argument 'key'/ },
    { line: ["list", "a", "b"], says: /too many arguments/ },
    { line: ["runs", "--limit", "none"], says: /whole number from 1/ },
    { line: ["show", "one", "--rows", "0"], says: /whole number from 1/ },
    { line: ["list", "--project", "nowhere"], says: /There is no folder .*nowhere.*\(folder-missing\)/ },
  ];
  for (const { line, says } of wrong) {
    it(`refuses "${line.join(" ")}" with 2, a reason and no stack`, () => {
      const { status, errors, output } = fixture.run(...line);
      assert.deepEqual([status, output], [2, ""]);
      assert.match(errors, says);
      assert.doesNotMatch(errors, /\n +at /);
    });
  }

  it("says in a folder that belongs to no project what to do", () => {
    const { status, stderr, stdout } = runIn(outside, "list", "--json");
    assert.equal(status, 2);
    assert.match(stderr, /no package\.json at or above it names evergraph\. \(no-project\)\n.*evergraph init/);
    assert.equal(JSON.parse(stdout).refused[0].code, "no-project");
  });

  it("takes the only project below, and asks which of several", () => {
    const project = (name: string) => {
      mkdirSync(path.join(outside, name));
      writeFileSync(path.join(outside, name, "package.json"), manifest);
      writeFileSync(path.join(outside, name, "evergraph.config.ts"), "export default {};\n");
    };
    project("first");
    assert.equal(runIn(outside, "list").status, 0);
    project("second");
    const { status, stderr } = runIn(outside, "list");
    assert.equal(status, 2);
    assert.match(stderr, /holds 2 projects: first, second\. \(several-projects\)/);
    assert.equal(runIn(outside, "list", "--project", "second").status, 0);
  });

  it("calls a bug of its own a bug, with the stack, and exits with 1", () => {
    const code = 'process.stdout.write = () => { throw new TypeError("broken on purpose"); }';
    const breaks = `data:text/javascript,${encodeURIComponent(code)}`;
    const { status, errors } = fixture.runWith({ NODE_OPTIONS: `--import=${breaks}` }, "list");
    assert.equal(status, 1);
    assert.match(errors, /This is a bug in Evergraph: broken on purpose \(bug\)\n.*report it/);
    assert.match(errors, /\n {4}at /);
  });

  it("tells a Node that is too old what it needs, without a stack", () => {
    const code = 'Object.defineProperty(process.versions, "node", { value: "20.20.2" })';
    const older = `--import=data:text/javascript,${encodeURIComponent(code)}`;
    const { status, errors } = fixture.runWith({ NODE_OPTIONS: older }, "list");
    assert.equal(status, 2);
    assert.match(
      errors,
      /^error No Node of version 22\.13 or newer .*this is 20\.20\.2.*\(node-missing\)\n +Install Node/,
    );
    assert.doesNotMatch(errors, /\n +at /);
  });

  it("colours text where it is asked to, and never with NO_COLOR", () => {
    assert.ok(fixture.runWith({ NO_COLOR: undefined, FORCE_COLOR: "1" }, "list").output.includes(colour));
    assert.ok(!fixture.runWith({ NO_COLOR: "1" }, "list").output.includes(colour));
  });

  it("ends quietly when its reader has seen enough", { skip: process.platform === "win32" }, () => {
    const line = `"${process.execPath}" "${builtCommand}" graph | head -c 1`;
    const { status, stderr, stdout } = spawnSync("sh", ["-c", line], { cwd: fixture.folder, encoding: "utf8" });
    assert.deepEqual([status, stderr, stdout], [0, "", "{"]);
  });
});
