import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type CommandFixture, createCommandFixture, manifest, tsconfig } from "../built-command-fixture.ts";

const assets = `import { asset } from "evergraph";
export const many = asset("many", () =>
  Array.from({ length: 1_500 }, (_, id) => ({ id, name: \`name \${id}\`, at: new Date(id * 1000) })));
export const stream = asset("stream", async function* () {
  for (let id = 0; id < 30; id++) yield { id };
});
export const total = asset("total", () => ({ sum: 12n, by: new Map([["a", 1]]) }));
export const never = asset("never", () => 1);
export const text = asset("text", () => ["\\u001b[2Jcleared", "plain"]);
`;

let fixture: CommandFixture;
before(() => {
  fixture = createCommandFixture({ "package.json": manifest, "tsconfig.json": tsconfig, "assets.ts": assets });
  assert.equal(fixture.run("materialize", "many or stream or total or text").status, 0);
});
after(() => fixture.remove());

const loaded = (key: string, rows: number) =>
  JSON.parse(fixture.run("show", key, "--rows", String(rows), "--json").output).loaded;

describe("evergraph show --rows", () => {
  it("loads more rows than the preview has, under the names and types of the columns", () => {
    const { output } = fixture.run("show", "many", "--rows", "40");
    assert.match(output, /\nid {6}name {5}at {23}\n|\nid {6}name {5}at\n/);
    assert.match(output, /\nnumber {2}string {3}Date\n/);
    assert.match(output, /\n39 {6}name 39 {2}1970-01-01T00:00:39\.000Z\n/);
    assert.match(output, /\n40 of 1,500 rows\n$/);
  });

  it("gives them whole in its document", () => {
    const { rows, total, isList } = loaded("many", 1_000);
    assert.deepEqual([rows.length, total, isList], [1_000, 1_500, true]);
    assert.deepEqual(rows[999], { id: 999, name: "name 999", at: "1970-01-01T00:16:39.000Z" });
  });

  it("reads a stream no further than asked, and knows its length from the record", () => {
    assert.deepEqual(loaded("stream", 2), { rows: [{ id: 0 }, { id: 1 }], total: 30, isList: true });
    assert.equal(loaded("stream", 100).total, 30);
  });

  it("prints a value that is no list", () => {
    assert.deepEqual(loaded("total", 5), { rows: [{ sum: "12", by: [["a", 1]] }], total: null, isList: false });
    assert.match(fixture.run("show", "total", "--rows", "5").output, /"sum": "12"/);
  });

  it("lets no data steer the terminal", () => {
    const { output } = fixture.run("show", "text", "--rows", "2");
    assert.ok(!output.includes("\u001b"));
    assert.match(output, / \[2Jcleared\nplain\n/);
  });

  it("says what to do when there is no value", () => {
    const { status, errors } = fixture.run("show", "never", "--rows", "5");
    assert.equal(status, 2);
    assert.match(errors, /"never" has no stored value\. \(no-value\)\n.*evergraph materialize never/);
  });

  it("says what to do in a terminal when only the project's own code can read the value", () => {
    const own = createCommandFixture({
      "package.json": manifest,
      "tsconfig.json": tsconfig,
      "evergraph.config.ts": `import { defineConfig } from "evergraph";
const shelf = { store: async () => "top", load: async () => [1] };
export default defineConfig({ environments: { dev: { io: { default: shelf } } } });
`,
      "kept.ts": 'import { asset } from "evergraph";\nexport const kept = asset("kept", () => [1]);\n',
    });
    try {
      const made = own.run("materialize", "kept");
      assert.equal(made.status, 0, made.errors);
      const { status, errors } = own.run("show", "kept", "--rows", "5");
      assert.equal(status, 2);
      assert.match(
        errors,
        /IO manager "default", which only a run can ask.*\(value-not-read-here\)\n.*evergraph show kept/,
      );
    } finally {
      own.remove();
    }
  });

  it("suggests the key that was meant", () => {
    assert.match(fixture.run("show", "mnay").errors, /Did you mean "many"\?/);
  });
});
