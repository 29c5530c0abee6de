import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { answerRun, type RunCase } from "./runs.ts";

const file = new URL("../cases/dagster/runs.dev.json", import.meta.url);
const cases = JSON.parse(readFileSync(file, "utf8")) as readonly RunCase[];

for (const one of cases) {
  test(`Dagster's run: ${one.name}`, async () => {
    const { agreement, why } = await answerRun(one);
    assert.notEqual(agreement, "differs", why);
  });
}

test("what differs by a rule of our own is little", async () => {
  const own: string[] = [];
  for (const one of cases.filter((each) => each.differs === undefined)) {
    if ((await answerRun(one)).agreement === "differs on purpose") own.push(one.name);
  }
  assert.ok(own.length > 0 && own.length <= cases.length * 0.03, own.join(", "));
});

test("a run that gives something else is told", async () => {
  const [one] = cases.filter(({ expect }) => "run" in expect && expect.run === "success");
  assert.ok(one !== undefined && "run" in one.expect);
  const { agreement, why = "" } = await answerRun({ ...one, expect: { ...one.expect, run: "failure" } });
  assert.equal(agreement, "differs");
  assert.match(why, /run\nexpected "failure"\nwas {6}"success"/);
});
