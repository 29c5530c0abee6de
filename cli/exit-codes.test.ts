import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { type CommandFixture, createCommandFixture, manifest, tsconfig } from "./built-command-fixture.ts";

const assets = `import { asset, assetCheck } from "evergraph";
export const good = asset("good", () => 1);
export const guarded = asset("guarded", () => 1);
export const strict = assetCheck("strict", { asset: guarded }, () => false);
export const mild = asset("mild", () => 1);
export const hint = assetCheck("hint", { asset: mild, severity: "WARN" }, () => false);
export const bad = asset("bad", (): number => {
  throw new Error("on purpose");
});
`;
const wrongAssets =
  'import { asset } from "evergraph";\nexport const lost = asset("lost", ({ nowhere }) => nowhere);\n';
const throwingAssets = `import { asset } from "evergraph";
export const never = asset("never", () => 1);
throw new Error("on purpose");
`;

let fixture: CommandFixture;
before(() => {
  fixture = createCommandFixture({ "package.json": manifest, "tsconfig.json": tsconfig, "assets.ts": assets });
});
after(() => fixture.remove());

/** `wrong`: with a definition that is wrong beside; `throwing`: with a file that throws when it is run. In the order in which they are run. */
const table: readonly {
  readonly line: string;
  readonly code: 0 | 1 | 2;
  readonly wrong?: true;
  readonly throwing?: true;
}[] = [
  { line: "--help", code: 0 },
  { line: "--version", code: 0 },
  { line: "list", code: 0 },
  { line: "list --load", code: 0 },
  { line: "status", code: 0 },
  { line: "status nope", code: 2 },
  { line: "plan good", code: 0 },
  { line: "plan nope", code: 2 },
  { line: "runs", code: 0 },
  { line: "runs last", code: 2 },
  { line: "show good", code: 0 },
  { line: "show nope", code: 2 },
  { line: "show good --rows 1", code: 2 },
  { line: "materialize good", code: 0 },
  { line: "show good --rows 1", code: 0 },
  { line: "runs last", code: 0 },
  { line: "materialize bad", code: 1 },
  { line: "materialize guarded", code: 1 },
  { line: "materialize guarded --checks none", code: 0 },
  { line: "materialize guarded --checks only", code: 1 },
  { line: "materialize mild", code: 0 },
  { line: "materialize guarded --checks-only", code: 1 },
  { line: "materialize --check guarded:strict", code: 1 },
  { line: "materialize --check mild:hint", code: 0 },
  { line: "materialize --check mild:nope", code: 2 },
  { line: "materialize --check mild:nope --json", code: 2 },
  { line: "plan --check mild --json", code: 2 },
  { line: "materialize --check nope:hint", code: 2 },
  { line: "materialize --check mild", code: 2 },
  { line: "materialize mild --check mild:hint", code: 2 },
  { line: "materialize --check mild:hint --checks none", code: 2 },
  { line: "materialize good --checks-only --checks none", code: 2 },
  { line: "materialize good --load", code: 0 },
  { line: "materialize good --load", code: 1, throwing: true },
  { line: "materialize nope --load", code: 2 },
  { line: "plan", code: 2 },
  { line: "plan good --load", code: 0 },
  { line: "plan good --load", code: 1, throwing: true },
  { line: "plan --check mild:hint", code: 0 },
  { line: "plan mild --checks-only", code: 0 },
  { line: "plan good --checks-only", code: 2 },
  { line: "list --load", code: 1, throwing: true },
  { line: "list --env prod", code: 2 },
  { line: "status --load", code: 0 },
  { line: "status --load", code: 1, throwing: true },
  { line: "show good --load", code: 0 },
  { line: "show good --load", code: 1, throwing: true },
  { line: "runs nope", code: 2 },
  { line: "cancel", code: 2 },
  { line: "cancel last", code: 2 },
  { line: "cancel nope", code: 2 },
  { line: "runs --limit none", code: 2 },
  { line: "clean", code: 0 },
  { line: "clean --project nowhere", code: 2 },
  { line: "graph nowhere", code: 2 },
  { line: "init extra", code: 2 },
  { line: "doctor extra", code: 2 },
  { line: "nothing", code: 2 },
  { line: "materialize", code: 2 },
  { line: "materialize good and", code: 2 },
  { line: "materialize good --checks some", code: 2 },
  { line: "materialize good --env prod", code: 2 },
  { line: "check", code: 0 },
  { line: "check", code: 2, wrong: true },
  { line: "doctor", code: 0 },
  { line: "doctor", code: 1, wrong: true },
  { line: "graph", code: 0 },
  { line: "graph", code: 0, wrong: true },
  { line: "codegen --check", code: 1 },
  { line: "codegen", code: 0 },
  { line: "codegen --check", code: 0 },
  { line: "clean --dry-run", code: 0 },
  { line: "completion bash", code: 0 },
  { line: "completion tcsh", code: 2 },
  { line: "init", code: 0 },
];

describe("exit codes", () => {
  for (const { line, code, wrong = false, throwing = false } of table) {
    const beside = wrong ? ", with a wrong definition" : throwing ? ", with a file that throws" : "";
    it(`${line}${beside}: ${code}`, () => {
      if (wrong) fixture.put("wrong.ts", wrongAssets);
      if (throwing) fixture.put("wrong.ts", throwingAssets);
      const { status, output, errors } = fixture.run(...line.split(" "));
      rmSync(path.join(fixture.folder, "wrong.ts"), { force: true });
      assert.equal(status, code, output + errors);
      // Who is refused is told why.
      if (code === 2) assert.notEqual(errors, "");
    });
  }
});
