import { equal } from "node:assert/strict";
import { test } from "node:test";
import { assetInOutline, type OutlineSymbol } from "./asset-in-outline.ts";

function symbol(name: string, kind: number, from: number, to: number, children: OutlineSymbol[] = []): OutlineSymbol {
  return { name, kind, range: { start: { line: from, character: 2 }, end: { line: to, character: 5 } }, children };
}

const [module, struct, event] = [2, 23, 24];
const outline = [
  symbol("orders", struct, 2, 6, [symbol("no_nulls", event, 4, 4)]),
  symbol("split", module, 10, 20, [symbol("train", struct, 11, 11), symbol("test", struct, 12, 12)]),
  symbol("aside", event, 30, 31),
];

const cases: readonly [where: string, line: number, character: number, key: string | undefined][] = [
  ["above the first", 0, 0, undefined],
  ["before it on its line", 2, 1, undefined],
  ["at its start", 2, 2, "orders"],
  ["in its check", 4, 3, "orders"],
  ["at its end", 6, 5, "orders"],
  ["after it on its last line", 6, 6, undefined],
  ["at an output of a multi-asset", 12, 4, "test"],
  ["in the function of a multi-asset", 18, 0, "train"],
  ["in what is no asset", 30, 4, undefined],
];

for (const [where, line, character, key] of cases)
  test(`the cursor ${where} is in ${key ?? "no asset"}`, () =>
    equal(assetInOutline(outline, { line, character }), key));
