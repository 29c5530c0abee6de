import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { judgeRun, type RunCase, runDifferences } from "./runs.ts";

const file = new URL("../cases/dagster/runs.dev.json", import.meta.url);
const cases = JSON.parse(readFileSync(file, "utf8")) as readonly RunCase[];

for (const one of cases) {
  test(`Dagster's run: ${one.name}`, async () => {
    assert.equal(await judgeRun(one), undefined);
  });
}

test("what differs on purpose is little, and is there", () => {
  const names = runDifferences.flatMap((difference) => Object.keys(difference.cases));
  assert.ok(names.length <= cases.length * 0.03);
  for (const name of names)
    assert.ok(
      cases.some((one) => one.name === name),
      name,
    );
});
