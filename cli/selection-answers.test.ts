import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { type CommandFixture, createCommandFixture, manifest, tsconfig } from "./built-command-fixture.ts";

const assets = `import { multiAsset } from "evergraph";
export const split = multiAsset("split", { outputs: { train: {}, test: {} } }, () => ({ train: [1], test: [2] }));
`;

let fixture: CommandFixture;
beforeEach(() => {
  fixture = createCommandFixture({ "package.json": manifest, "tsconfig.json": tsconfig, "assets.ts": assets });
});
afterEach(() => fixture.remove());

describe("a selection that names nothing", () => {
  for (const selection of ["status:stale", "group:x"]) {
    it(`of ${selection} is no empty project for status, and is refused by plan`, () => {
      const { status, output } = fixture.run("status", selection);
      assert.deepEqual(
        [status, output],
        [0, `No asset matches ${selection}, of 2 in all. List them: evergraph list\n`],
      );
      const plan = fixture.run("plan", selection);
      assert.equal(plan.status, 2);
      assert.match(plan.errors, /\(empty-selection\)/);
    });
  }

  for (const command of ["status split", "plan split", "materialize split", "show split"]) {
    it(`of the name of a function that makes several is answered by ${command} with what it makes`, () => {
      const { status, errors } = fixture.run(...command.split(" "));
      assert.equal(status, 2);
      assert.match(errors, /Name what it makes: (train, test|test, train)\./);
      assert.match(errors, /\(names-outputs\)/);
    });
  }
});

it("a plan warns of files in it that do not parse, and of no others", () => {
  fixture.put("rate.ts", "export const rate = 2;\n");
  fixture.put("other.ts", 'import { asset } from "evergraph";\nexport const other = asset("other", () => 1);\n');
  fixture.put(
    "doubled.ts",
    'import { asset } from "evergraph";\nimport { rate } from "./rate.ts";\nexport const doubled = asset("doubled", () => rate);\n',
  );
  fixture.put("rate.ts", "export const rate = 2;\nexport const = ;\n");
  const { status, errors } = fixture.run("plan", "doubled");
  assert.equal(status, 0);
  assert.match(errors, /rate\.ts:2:\d+ warning This does not parse/);
  assert.equal(fixture.run("plan", "other").errors, "");
  assert.equal(JSON.parse(fixture.run("plan", "doubled", "--json").output).warnings[0].code, "syntax-error");
});
