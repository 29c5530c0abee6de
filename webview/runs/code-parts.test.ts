import assert from "node:assert/strict";
import { test } from "node:test";
import { codeParts } from "./code-parts.ts";

for (const [line, expected] of [
  ["const rate = 1.07;", "const:keyword| rate = :plain|1.07:number|;:plain"],
  [
    'export const a = asset("a", () => null); // why',
    'export:keyword| :plain|const:keyword| a = asset(:plain|"a":string|, () => :plain|null:keyword|); :plain|// why:comment',
  ],
  ["  `half ${open", "  :plain|`half ${open:string"],
  [
    "/** Revenue. */ const of2 = 'it\\'s'",
    "/** Revenue. */:comment| :plain|const:keyword| of2 = :plain|'it\\'s':string",
  ],
  [" * goes on, const and all", " * goes on, const and all:comment"],
  ["/* never closed", "/* never closed:comment"],
  ["constant.typeofX", "constant.typeofX:plain"],
  ["", ""],
] as const) {
  test(`code is cut into what the eye tells apart: ${line}`, () => {
    const parts = codeParts(line);
    assert.equal(parts.map(({ text, role }) => `${text}:${role}`).join("|"), expected);
    assert.equal(parts.map(({ text }) => text).join(""), line);
  });
}
