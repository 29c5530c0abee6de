import assert from "node:assert/strict";
import path from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { judgeAnalysis } from "./judge-analysis.ts";

const here = fileURLToPath(new URL(".", import.meta.url));

describe("the cases of the analyser", { timeout: 240_000 }, () => {
  for (const [set, cases] of [
    ["graph.dev.json", 15],
    ["code-versions.dev.json", 25],
  ] as const) {
    it(`${set}: all right`, async () => {
      const answers = await judgeAnalysis(path.join(here, set));
      assert.equal(answers.length, cases);
      assert.deepEqual(
        answers.filter(({ agreement }) => agreement !== "agrees"),
        [],
      );
    });
  }
});
