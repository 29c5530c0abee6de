import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { createAnalysis } from "../analysis.ts";
import { SourceTexts } from "./source-texts.ts";

const folder = mkdtempSync(join(tmpdir(), "evergraph-texts-"));
mkdirSync(join(folder, "src"));
writeFileSync(join(folder, "src", "a.ts"), "");
after(() => rmSync(folder, { recursive: true }));

/** What a text may name, and no disk can hold. */
const impossible = ["src/a\0.ts", `src/${"x".repeat(5_000)}.ts`, "src/a.ts/b.ts"];

for (const file of impossible) {
  test(`no file is at ${JSON.stringify(file.slice(0, 20))}`, () => {
    const texts = new SourceTexts(folder);
    assert.deepEqual(
      [texts.isFile(file), texts.exists(file), texts.text(file), texts.sum(file)],
      [false, false, undefined, undefined],
    );
  });

  test(`an import of ${JSON.stringify(file.slice(0, 20))} is a doubt, not an exception`, () => {
    const analysis = createAnalysis({ folder });
    const specifier = `./${file.slice("src/".length)}`;
    analysis.setText(
      "src/b.ts",
      `import { asset } from "evergraph";\nimport { f } from "${specifier}";\nexport const b = asset("b", () => f());`,
    );
    assert.equal(analysis.codeVersion(0)?.certainty, "partial");
    assert.deepEqual([...analysis.closure([0]).keys()], []);
  });
}

test("a file is one, a folder is none", () => {
  const texts = new SourceTexts(folder);
  assert.deepEqual([texts.isFile("src/a.ts"), texts.isFile("src"), texts.exists("src")], [true, false, true]);
});
