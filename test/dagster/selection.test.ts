import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { answerSelection, type SelectionCase } from "./selection.ts";

const file = new URL("../cases/dagster/selection.dev.json", import.meta.url);
const cases = JSON.parse(readFileSync(file, "utf8")) as readonly SelectionCase[];

test("selections agree with the recordings of Dagster, or differ by a rule", () => {
  const answers = cases.map(answerSelection);
  const wrong = answers.filter(({ agreement }) => agreement === "differs");
  assert.deepEqual(wrong, []);
  const onPurpose = answers.filter(({ agreement }) => agreement === "differs on purpose");
  assert.ok(onPurpose.length <= cases.length * 0.03, `${onPurpose.length} of ${cases.length} differ on purpose`);
});
