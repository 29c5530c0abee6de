import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { answerStaleness, isWithoutPartitions, type StalenessCase } from "./staleness.ts";

const file = new URL("../cases/dagster/staleness.dev.json", import.meta.url);
const cases = (JSON.parse(readFileSync(file, "utf8")) as readonly StalenessCase[]).filter(isWithoutPartitions);

test("the recordings without partitions are all here", () => assert.equal(cases.length, 69));

for (const one of cases) {
  test(one.name, async () => {
    const { agreement, why } = await answerStaleness(one);
    assert.notEqual(agreement, "differs", why);
  });
}
