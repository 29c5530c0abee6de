import assert from "node:assert/strict";
import { test } from "node:test";
import { askEverything } from "../../test/cases/ask-everything.ts";
import { mutatedTexts } from "../../test/cases/mutated-texts.ts";
import { patternElement, rewriteSource } from "./rewrite-source.ts";

test("600 cut and mutated texts are looked at without an exception", () => {
  const texts = mutatedTexts(11);
  let found = 0;
  for (let round = 0; round < 600; round++) {
    const { file, text } = texts.next();
    for (let look = 0; look < 3; look++) {
      if (askEverything(file, text, texts.position(text))) found += 1;
    }
  }
  assert.ok(found > 0, "some place was one of ours");
});

test("a position beyond the text is its end", () => {
  for (const position of [
    { line: 99, character: 0 },
    { line: 0, character: 99 },
  ]) {
    assert.equal(rewriteSource("a.ts", "const a = 1;").placeAt(position), undefined);
  }
});

for (const [key, written] of [
  ["orders", "orders"],
  ["marts/orders_by_day", '"marts/orders_by_day": martsOrdersByDay'],
  ["new", "new: assetNew"],
  ["2024", '"2024": asset2024'],
  ["größe", "größe"],
] as const) {
  test(`${key} is destructured as ${written}`, () => {
    assert.equal(patternElement(key), written);
    const [made] = rewriteSource("a.ts", `const x = 1;`).createAsset({ line: 0, character: 0 }, key)?.slice(-1) ?? [];
    assert.match(made?.text ?? "", /^export const [\p{ID_Start}][\p{ID_Continue}]* = asset\("/u);
  });
}
