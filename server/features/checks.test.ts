import assert from "node:assert/strict";
import { test } from "node:test";
import { checkState, checkWords } from "./check-offer.ts";
import { codeLenses } from "./code-lens.ts";
import { completion } from "./completion.ts";
import { definition } from "./definition.ts";
import { hover } from "./hover.ts";
import { nameAnywhere } from "./name-in-text.ts";
import { openReal } from "./real-workspace-fixture.ts";
import { onceEach, references, referencesInTexts } from "./references.ts";
import { documentSymbols } from "./symbols.ts";

const assets = `import { asset } from "evergraph";
export const orders = asset("orders", () => [{ id: 1 }]);
export const report = asset("report", ({ orders }) => orders.length);
`;
const checks = (name: string): string => `import { assetCheck } from "evergraph";
export const enough = assetCheck("enough", { asset: ${name}, blocking: true }, (rows) => rows.length > 0);
`;

const range = { file: "c.ts", start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
const details = { name: "enough", blocking: true, severity: "ERROR", range } as const;
const result = { passed: false, severity: "ERROR", metadata: {}, description: "3 of 412 rows have no id" } as const;
for (const [name, check, state, words] of [
  ["never run", { ...details, results: [] }, "never", "never run"],
  ["passed", { ...details, results: [{ time: 0, result: { ...result, passed: true } }] }, "passed", "passed, 12 min"],
  ["failed, with why", { ...details, results: [{ time: 0, result }] }, "failed", "failed: 3 of 412 rows have no id"],
  [
    "warned",
    { ...details, results: [{ time: 0, result: { ...result, severity: "WARN" } }] },
    "warned",
    "warned: 3 of 412 rows have no id",
  ],
  [
    "of other code",
    { ...details, results: [{ time: 0, result }], outdated: "code" },
    "outdated",
    "not evaluated with this code, failed before",
  ],
  [
    "of other data",
    { ...details, results: [{ time: 0, result }], outdated: "data" },
    "failed",
    "failed, of earlier data",
  ],
] as const) {
  test(`a check in words: ${name}`, () => {
    assert.deepEqual([checkState(check), checkWords(check, 12 * 60_000)], [state, words]);
  });
}

test("a check has a lens, a hover and a place in the outline, in whatever file it stands", async (context) => {
  const { workspace } = await openReal(context, { "a.ts": assets, "c.ts": checks('"orders"') });
  const titles = codeLenses(workspace, "c.ts").lenses.map(({ command }) => command?.title);
  assert.deepEqual(titles, ["$(evergraph-never) never run"]);
  assert.deepEqual(
    documentSymbols(workspace, "c.ts").map(({ name, detail }) => [name, detail]),
    [["enough", "checks orders"]],
  );
  const shown = hover(workspace, "c.ts", { line: 1, character: 36 });
  assert.match(JSON.stringify(shown?.contents), /\*\*enough\*\* · checks orders · blocking\\n\\nNever run\./);
  assert.equal(hover(workspace, "c.ts", { line: 1, character: 80 }), null);
});

test("a check is hovered at its own name, not at one in what its function gives", async (context) => {
  const text = `import { assetCheck } from "evergraph";
export const small = assetCheck("small", { asset: "orders" }, () => ({ passed: true, metadata: { name: "small" } }));
`;
  const { workspace } = await openReal(context, { "a.ts": assets, "c.ts": text });
  const at = (part: string): number => (text.split("\n")[1] ?? "").indexOf(part) + 2;
  assert.match(JSON.stringify(hover(workspace, "c.ts", { line: 1, character: at('"small",') })), /\*\*small\*\*/);
  assert.equal(hover(workspace, "c.ts", { line: 1, character: at('"small" }') }), null);
});

test("the key in a check leads to the asset, and the asset to the check", async (context) => {
  const { workspace, file, position } = await openReal(context, { "a.ts": assets, "c.ts": checks('"or$0ders"') });
  const name = await nameAnywhere(workspace, file, position);
  assert.ok(name);
  const [link] = definition(workspace, file, position, name);
  assert.match(link?.targetUri ?? "", /a\.ts$/);
  const found = onceEach([
    ...references(workspace, file, position, { includeDeclaration: false }, name),
    ...(await referencesInTexts(workspace, name.asset)),
  ]);
  assert.deepEqual(
    found.map(({ uri, range: { start } }) => [uri.slice(-4), start.line]),
    [
      ["a.ts", 2],
      ["c.ts", 1],
    ],
  );
});

test("keys are completed where a check names its asset", async (context) => {
  const { workspace, file, position } = await openReal(context, { "a.ts": assets, "c.ts": checks('"or$0"') });
  const answer = await completion(workspace, file, position);
  assert.deepEqual(answer?.items.map(({ label }) => label)[0], "orders");
});

test("a word of a selection leads to its asset", async (context) => {
  const { workspace, file, position } = await openReal(context, {
    "a.ts": assets,
    "j.ts":
      'import { job } from "evergraph";\nexport const nightly = job("nightly", { selection: "+rep$0ort and not key:orders" });\n',
  });
  const name = await nameAnywhere(workspace, file, position);
  assert.equal(name && workspace.graph().keys[name.asset], "report");
});
