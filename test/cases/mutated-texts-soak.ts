import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAnalysis } from "../../server/analysis/analysis.ts";
import { extractFile } from "../../server/analysis/extract/extract-file.ts";
import { askEverything } from "./ask-everything.ts";
import { mutatedTexts } from "./mutated-texts.ts";

/*
 * Reads as many cut and mutated texts as the first argument says (100,000 when it says none; the second is the seed),
 * as the language server would: facts, graph, diagnostics, code versions, and what completion, rename and quick fixes
 * ask. Ends with 1 at the first exception, and prints the text that made it.
 */
const count = Number(process.argv[2] ?? 100_000);
const seed = Number(process.argv[3] ?? 7);
const folder = mkdtempSync(join(tmpdir(), "evergraph-mutated-"));
mkdirSync(join(folder, "src"));
writeFileSync(join(folder, "package.json"), '{ "dependencies": { "evergraph": "0.1.0" } }');
const first = 'import { asset } from "evergraph";\nexport const a = asset("a", () => 1);\n';
writeFileSync(join(folder, "src", "a.ts"), first);

const analysis = createAnalysis({ folder });
const texts = mutatedTexts(seed);
const found = { assets: 0, problems: 0, places: 0 };
const begun = performance.now();
let worst = 0;

for (let round = 1; round <= count; round++) {
  const { file, text } = texts.next();
  const before = performance.now();
  try {
    extractFile(file, text);
    if (askEverything(file, text, texts.position(text))) found.places += 1;
    // The whole analysis of every fourth: it is the slow part, and sees the same facts.
    if (round % 4 === 0) {
      analysis.setText("src/a.ts", text);
      for (const node of analysis.graph().nodes) {
        if (node !== null && analysis.codeVersion(node.id) !== undefined) found.assets += 1;
      }
      found.problems += analysis.diagnostics().length;
    }
  } catch (error) {
    const stack = error instanceof Error ? error.stack : String(error);
    console.error(`Text ${round} of seed ${seed} made an exception.\n${stack}\n--- ${file}\n${text}`);
    process.exitCode = 1;
    break;
  }
  worst = Math.max(worst, performance.now() - before);
  if (round % 10_000 === 0) console.log(`${round} texts`);
}

analysis.close();
rmSync(folder, { recursive: true });
const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
console.log(
  `${count} texts in ${seconds} s, the slowest ${worst.toFixed(1)} ms: ${found.assets} times an asset, ` +
    `${found.problems} problems, ${found.places} places to complete.`,
);
if (process.exitCode !== 1 && count >= 1_000 && (found.assets === 0 || found.places === 0)) {
  console.error("Nothing was found in any text, so nothing was proven.");
  process.exitCode = 1;
}
