import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { type CommandFixture, createCommandFixture, manifest, tsconfig } from "../built-command-fixture.ts";

const assets = `import { asset } from "evergraph";
export const orders = asset("orders", () => [1]);
export const copies = ["north", "south"].map((name) => asset(\`copies/\${name}\`, { deps: ["orders"] }, () => name));
`;

let fixture: CommandFixture;
beforeEach(() => {
  fixture = createCommandFixture({ "package.json": manifest, "tsconfig.json": tsconfig, "assets.ts": assets });
});
afterEach(() => fixture.remove());

const listed = (...parameters: readonly string[]) => JSON.parse(fixture.run("list", "--json", ...parameters).output);
const keysOf = ({ assets: all }: { assets: readonly { key: string; knownFrom: string }[] }) =>
  all.map(({ key, knownFrom }) => `${key}, ${knownFrom}`);

describe("evergraph list --load", () => {
  it("runs the definitions, and lists what only running can tell", () => {
    assert.deepEqual(keysOf(listed()), ["orders, text"]);
    assert.deepEqual(keysOf(listed("--load")), ["copies/north, loading", "copies/south, loading", "orders, text"]);
    assert.match(fixture.run("list", "--load").output, /◌ {2}copies\/north {2}never run {2}← orders\n/);
  });

  it("is what list names when the text does not tell all", () => {
    assert.match(fixture.run("list").output, /Only running can tell the assets of 1 place: evergraph list --load\n$/);
    assert.equal(existsSync(path.join(fixture.folder, ".evergraph")), false);
  });

  it("makes no store, and keeps what it bundled out of git", () => {
    fixture.run("list", "--load");
    assert.equal(fixture.read(".evergraph/.gitignore"), "*\n");
    assert.equal(existsSync(path.join(fixture.folder, ".evergraph", "dev")), false);
  });

  it("tells of a file that throws, lists the rest, and exits with 1", () => {
    fixture.put(
      "broken.ts",
      'import { asset } from "evergraph";\nthrow new Error("no key");\nexport const x = asset("x", () => 1);\n',
    );
    const { status, output, errors } = fixture.run("list", "--load");
    assert.equal(status, 1);
    assert.match(errors, /no key.* at broken\.ts:2:/);
    assert.match(output, /copies\/south/);
  });
});
