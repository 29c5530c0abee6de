import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { type CommandFixture, createCommandFixture, manifest, tsconfig } from "./built-command-fixture.ts";
import { createProgram } from "./program.ts";

const text = readFileSync(new URL("../docs/terminal.md", import.meta.url), "utf8");
const [about = "", documents = ""] = text.split("## With `--json`");

const assets = `import { asset, assetCheck } from "evergraph";
/** Numbers. */
export const numbers = asset("numbers", () => [{ id: 1 }, { id: 2 }]);
export const two = assetCheck("two", { asset: numbers }, (rows) => rows.length === 2);
`;

const commands = createProgram(async () => {})
  .commands.map((command) => command.name())
  .filter((name) => !name.startsWith("__"));

/** A line for each command that prints a document, in the order in which they are run, beside the rows that tell of it. */
const table: readonly { readonly line: string; readonly rows: readonly string[] }[] = [
  { line: "materialize numbers", rows: ["materialize"] },
  { line: "list", rows: ["list"] },
  { line: "list --load", rows: ["list", "list --load"] },
  { line: "status", rows: ["status"] },
  { line: "status --load", rows: ["status", "list --load"] },
  { line: "plan numbers", rows: ["plan"] },
  { line: "plan numbers --load", rows: ["plan", "list --load"] },
  { line: "materialize numbers --load", rows: ["materialize", "list --load"] },
  { line: "materialize --check numbers:two", rows: ["materialize"] },
  { line: "runs", rows: ["runs"] },
  { line: "runs last", rows: ["runs", "runs <run>"] },
  { line: "show numbers", rows: ["show"] },
  { line: "show numbers --load", rows: ["show", "list --load"] },
  { line: "show numbers --rows 1", rows: ["show", "show --rows"] },
  { line: "check", rows: ["check"] },
  { line: "codegen", rows: ["codegen"] },
  { line: "init", rows: ["init"] },
  { line: "doctor", rows: ["doctor"] },
  { line: "clean", rows: ["clean"] },
  { line: "graph", rows: ["graph"] },
];

let fixture: CommandFixture;
before(() => {
  fixture = createCommandFixture({ "package.json": manifest, "tsconfig.json": tsconfig, "assets.ts": assets });
});
after(() => fixture.remove());

const rowOf = (name: string): string => {
  const row = documents.split("\n").find((line) => line.startsWith(`| \`${name}\` |`));
  assert.ok(row !== undefined, `no row for ${name}`);
  return row;
};

describe("docs/terminal.md", () => {
  it("has a row for every command", () => {
    for (const name of commands) assert.match(about, new RegExp(`\\n\\| \`${name}[ \`]`));
  });

  it("has a document for every command but the script of a shell", () => {
    const covered = new Set(table.map(({ line }) => line.split(" ")[0]));
    assert.deepEqual(
      commands.filter((name) => !covered.has(name)),
      // What `cancel` prints is that of `runs`; its own tests have a run to cancel.
      ["cancel", "completion"],
    );
  });

  for (const { line, rows } of table) {
    it(`names every field of what ${line} --json prints`, () => {
      const { output } = fixture.run(...line.split(" "), "--json");
      const document: Readonly<Record<string, unknown>> = JSON.parse(output);
      assert.equal(document["version"], 1);
      const told = rows.map(rowOf).join(" ");
      for (const name of Object.keys(document)) {
        if (name !== "version") assert.ok(told.includes(`\`${name}\``), name);
      }
    });
  }
});
