import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";

// The built command, as users have it; `npm test` builds first.
const entry = fileURLToPath(new URL("../runtime/dist/cli.mjs", import.meta.url));
const packageFolder = fileURLToPath(new URL("../runtime", import.meta.url));

const files: Readonly<Record<string, string>> = {
  "package.json": `{ "type": "module", "dependencies": { "evergraph": "*" } }`,
  "tsconfig.json": `{ "compilerOptions": { "strict": true, "module": "ESNext", "moduleResolution": "bundler" } }`,
  "money.ts": "export const rate = 0.2;\nexport const tax = (amount: number) => amount * rate;\n",
  "assets.ts": `import { asset, skip } from "evergraph";
import { tax } from "./money";

/** Orders, as they come. */
export const orders = asset("orders", { group: "raw", owners: ["team:shop"] }, () => [{ id: 1, amount: 10 }, { id: 2, amount: 20 }]);
export const taxes = asset("taxes", ({ orders }) => orders.map((order) => ({ id: order.id, tax: tax(order.amount) })));
export const broken = asset("broken", { deps: ["taxes"] }, (): number => {
  throw new Error("the till is empty");
});
export const after = asset("after", { deps: ["broken"] }, () => 1);
export const empty = asset("empty", () => skip("nothing to do on a Sunday"));
`,
};

let folder = "";

function evergraph(...parameters: readonly string[]) {
  const ended = spawnSync(process.execPath, [entry, ...parameters], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined },
  });
  return { status: ended.status, output: ended.stdout, errors: ended.stderr };
}

describe("evergraph", () => {
  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "evergraph-cli-"));
    mkdirSync(path.join(folder, "node_modules"));
    symlinkSync(packageFolder, path.join(folder, "node_modules", "evergraph"), "junction");
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("lists what the text defines before anything ran, and writes nothing", () => {
    const { status, output } = evergraph("list");
    assert.equal(status, 0);
    assert.match(output, /raw 1\n {2}◌ {2}orders {2}never run/);
    assert.throws(() => readFileSync(path.join(folder, ".evergraph", ".gitignore")), { code: "ENOENT" });
  });

  it("materializes a selection, a line an asset, and then knows it is fresh", () => {
    const made = evergraph("materialize", "+taxes");
    assert.deepEqual([made.status, made.errors], [0, ""]);
    assert.match(made.output, /✔ orders {2}2 rows/);
    assert.match(made.output, /Run \d{8}T\d{6}-[0-9a-f]+: 2 materialized/);
    assert.match(evergraph("status", "taxes").output, /✔ taxes {2}fresh/);
  });

  it("says that an asset is stale, and names the helper that changed", () => {
    writeFileSync(path.join(folder, "money.ts"), String(files["money.ts"]).replace("0.2", "0.3"));
    assert.match(evergraph("status", "taxes").output, /◐ taxes {2}stale {2}rate in money\.ts changed/);
    writeFileSync(path.join(folder, "money.ts"), `// A comment is no change.\n${files["money.ts"]}`);
    assert.match(evergraph("status", "taxes").output, /✔ taxes {2}fresh/);
  });

  it("tells a failure with the user's own line, marks what is below, and exits with 1", () => {
    const { status, output, errors } = evergraph("materialize", "broken+");
    assert.equal(status, 1);
    assert.match(errors, /the till is empty at assets\.ts:8:/);
    assert.match(output, /⊖ after {3}not made: broken failed/);
    assert.match(evergraph("status", "after").output, /upstream failed/);
  });

  it("tells a skip with its reason", () => {
    assert.match(evergraph("materialize", "empty").output, /» empty {2}skipped: nothing to do on a Sunday/);
  });

  it("shows an asset with its description, facts and first rows", () => {
    const { output } = evergraph("show", "orders");
    assert.match(output, /Orders, as they come\./);
    assert.match(output, /rows +2/);
    assert.match(output, /id {6}amount\nnumber {2}number\n1 {7}10\n2 {7}20/);
  });

  it("writes the registry of types, then finds it up to date", () => {
    assert.match(evergraph("codegen").output, /evergraph-env\.d\.ts: 5 assets, written/);
    assert.match(
      readFileSync(path.join(folder, "evergraph-env.d.ts"), "utf8"),
      /taxes: \{ id: number; tax: number;? \}\[\]/,
    );
    assert.equal(evergraph("codegen", "--check").status, 0);
    rmSync(path.join(folder, "evergraph-env.d.ts"));
    assert.equal(evergraph("codegen", "--check").status, 1);
  });

  const wrong: readonly { readonly parameters: readonly string[]; readonly says: RegExp }[] = [
    { parameters: ["materialize", "nope"], says: /No asset has the key "nope".*\(unknown-dependency\)/ },
    { parameters: ["materialize", "orders and"], says: /cannot be read.*\(selection-syntax\)/ },
    { parameters: ["status", "column:x"], says: /not supported.*\(selection-unsupported\)/ },
    { parameters: ["show", "nope"], says: /No asset has the key "nope"/ },
    { parameters: ["materialise"], says: /Did you mean materialize/ },
    { parameters: ["materialize"], says: /missing required argument/ },
  ];
  for (const { parameters, says } of wrong) {
    it(`refuses ${JSON.stringify(parameters.join(" "))} with 2 and a reason`, () => {
      const { status, errors } = evergraph(...parameters);
      assert.equal(status, 2);
      assert.match(errors, says);
    });
  }

  const documents: readonly (readonly string[])[] = [
    ["list"],
    ["status"],
    ["check"],
    ["show", "orders"],
    ["graph"],
    ["materialize", "orders"],
  ];
  for (const parameters of documents) {
    it(`prints one JSON document for ${parameters.join(" ")}`, () => {
      const { status, output } = evergraph(...parameters, "--json");
      assert.equal(status, 0);
      assert.equal(JSON.parse(output).version, 1);
    });
  }

  it("finds what is wrong with the definitions, at their place, and exits with 2", () => {
    writeFileSync(
      path.join(folder, "more.ts"),
      `import { asset } from "evergraph";\nexport const lost = asset("lost", ({ ordrs }) => ordrs);\n`,
    );
    const { status, errors } = evergraph("check");
    rmSync(path.join(folder, "more.ts"));
    assert.equal(status, 2);
    assert.match(
      errors,
      /more\.ts:2:38 error No asset has the key "ordrs"\. Did you mean "orders"\? \(unknown-dependency\)/,
    );
  });
});
