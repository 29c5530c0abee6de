import assert from "node:assert/strict";
import { test } from "node:test";
import { hintErrors } from "../../protocol/errors/hint-errors.ts";
import { hints } from "./hints.ts";
import { openReal } from "./real-workspace-fixture.ts";

const head = 'import { asset, externalAsset, job } from "evergraph";\n';
const owned = 'export const o = asset("o", { owners: ["team:data"] }, () => 1);\n';

/** Expected: code, and the text at its place. */
const cases: readonly (readonly [name: string, text: string, expected: readonly string[]])[] = [
  ["nothing to say", 'export const a = asset("orders", () => 1);', []],
  [
    "a key that begins with a verb",
    'export const a = asset("compute_orders", () => 1);',
    ['key-names-computation "compute_orders"'],
  ],
  [
    "in the last segment",
    'export const a = asset("marts/getOrders", () => 1);',
    ['key-names-computation "marts/getOrders"'],
  ],
  ["a word that only begins alike", 'export const a = asset("getaways", () => 1);', []],
  ["a noun that is a verb too", 'export const a = asset("load_factor", () => 1);', []],
  ["a verb above", 'export const a = asset("get_all/orders", () => 1);', []],
  [
    "a connection string",
    'export const a = asset("a", () => {\n  return connect("postgres://me:secret@db:5432/shop");\n});\ndeclare function connect(to: string): number;',
    ['connection-string-in-asset "postgres://me:secret@db:5432/shop"'],
  ],
  [
    "one in a template",
    "export const a = asset('a', () => connect(`mongodb+srv://x`));\ndeclare function connect(to: string): number;",
    ["connection-string-in-asset `mongodb+srv://x`"],
  ],
  [
    "one outside of assets, and another address",
    'const at = "postgres://db";\nexport const a = asset("a", () => at + "https://example.org");',
    [],
  ],
  [
    "a job over everything",
    'export const j = job("all", { selection: "*" });',
    ['job-over-everything job("all", { selection: "*" })'],
  ],
  ["a job over something", 'export const j = job("some", { selection: "group:marts" });', []],
  ["no owner where others have one", `${owned}export const a = asset("a", () => 1);`, ['no-owner "a"']],
  ["an external asset without owner", `${owned}export const a = externalAsset<number>("a");`, []],
  ["half-typed", `${owned}export const a = asset("compute_`, ['key-names-computation "compute_', 'no-owner "compute_']],
];

for (const [name, text, expected] of cases) {
  test(`hints: ${name}`, async (context) => {
    const source = `${head}${text}\n`;
    const { workspace } = await openReal(context, { "a.ts": source });
    const found = hints(workspace, "a.ts", new Set());
    assert.deepEqual(
      found.map(({ code, range: { start, end } }) => {
        const lines = source.split("\n");
        assert.equal(start.line, end.line);
        return `${code} ${lines[start.line]?.slice(start.character, end.character)}`;
      }),
      expected,
    );
    for (const { severity } of found) assert.equal(severity, "hint");
  });
}

test("each hint can be switched off by its code, and leaves the others", async (context) => {
  const text = `${head}${owned}export const a = asset("get_it", () => "mysql://db");\nexport const j = job("all", { selection: "*" });\n`;
  const { workspace } = await openReal(context, { "a.ts": text });
  const codes = Object.values(hintErrors).map(({ code }) => code);
  for (const off of codes) {
    const left = hints(workspace, "a.ts", new Set([off])).map(({ code }) => code);
    assert.deepEqual(left.sort(), codes.filter((code) => code !== off).sort());
  }
});
