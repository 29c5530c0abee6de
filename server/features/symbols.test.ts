import assert from "node:assert/strict";
import { test } from "node:test";
import type { DocumentSymbol } from "vscode-languageserver";
import { openReal } from "./real-workspace-fixture.ts";
import { documentSymbols } from "./symbols.ts";

const head = 'import { asset, assetCheck, multiAsset } from "evergraph";\n';

const cases: readonly (readonly [name: string, text: string, expected: string])[] = [
  ["none", "export const x = 1;", ""],
  [
    "in the order of the text, with group and status",
    'export const b = asset("b", { group: "marts" }, () => 1);\nexport const a = asset("a", () => 1);',
    "b (marts · never run); a (never run)",
  ],
  [
    "checks below their asset",
    'export const a = asset("a", () => [1]);\nexport const c = assetCheck("fine", { asset: a }, () => true);',
    "a (never run) [fine (check)]",
  ],
  [
    "outputs below their multi-asset",
    'export const m = multiAsset("both", { outputs: { x: {}, y: {} } }, () => ({ x: 1, y: 2 }));',
    "both [x (never run); y (never run)]",
  ],
];
for (const [name, text, expected] of cases) {
  test(`outline: ${name}`, async (context) => {
    const { workspace } = await openReal(context, { "a.ts": `${head}${text}\n` });
    const symbols = documentSymbols(workspace, "a.ts");
    assert.equal(written(symbols), expected);
    for (const { range, selectionRange } of symbols) {
      assert.ok(range.start.line <= selectionRange.start.line && selectionRange.end.line <= range.end.line);
    }
  });
}

function written(symbols: readonly DocumentSymbol[]): string {
  return symbols
    .map(({ name, detail, children = [] }) => {
      const below = children.length === 0 ? "" : ` [${written(children)}]`;
      return `${name}${detail === undefined ? "" : ` (${detail})`}${below}`;
    })
    .join("; ");
}
