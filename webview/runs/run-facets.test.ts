import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import type { RunSummary } from "../../protocol/messages/server-messages.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import { allRuns, countFacets, isWanted, type RunFacets, runColumns } from "./run-facets.ts";
import { outcomeWords, runTitle, shortRunId, stepName } from "./run-words.ts";

const now = Date.parse("2026-11-24T10:00:00Z");
const minute = 60_000;

function run(name: string, minutesAgo: number, more: Partial<RunSummary> = {}): RunSummary {
  return {
    run: `20261124T100000-${name}` as RunId,
    state: "succeeded",
    trigger: { kind: "editor" },
    startedAt: now - minutesAgo * minute,
    endedAt: now - minutesAgo * minute + 4_100,
    steps: { planned: 3, done: 3, failed: 0 },
    assets: [asAssetKey("raw/orders"), asAssetKey("orders")],
    ...more,
  };
}

const runs = [
  run("a", 5),
  run("b", 90, { state: "failed", trigger: { kind: "terminal" }, steps: { planned: 3, done: 1, failed: 1 } }),
  run("c", 60 * 30, { assets: [asAssetKey("kpis")], trigger: { kind: "automation", name: "nightly" } }),
];

const facetRows: readonly (readonly [what: string, facets: Partial<RunFacets>, left: string])[] = [
  ["all", {}, "abc"],
  ["when", { when: "the last hour" }, "a"],
  ["outcome", { states: new Set(["failed"]) }, "b"],
  ["two outcomes", { states: new Set(["failed", "succeeded"]) }, "abc"],
  ["started by", { starters: new Set(["automation"]) }, "c"],
  ["asset, in any case", { asset: " RAW/ " }, "ab"],
  ["several facets", { when: "the last 24 hours", asset: "orders", states: new Set(["failed"]) }, "b"],
  ["none is left", { asset: '<img src=x onerror="1">' }, ""],
];

describe("facets of runs", () => {
  for (const [what, facets, left] of facetRows) {
    it(what, () => {
      const wanted = runs.filter((one) => isWanted(one, { ...allRuns, ...facets }, now));
      assert.equal(wanted.map((one) => shortRunId(one.run)).join(""), left);
    });
  }

  it("counts what each row would leave, whatever else of its facet is ticked", () => {
    const counts = countFacets(runs, { ...allRuns, states: new Set(["failed"]), when: "the last 24 hours" }, now);
    assert.deepEqual(counts.states, { started: 0, failed: 1, cancelled: 0, succeeded: 1 });
    assert.deepEqual(counts.when, {
      "the last hour": 0,
      "the last 24 hours": 1,
      "the last 7 days": 1,
      "all runs": 1,
    });
    assert.equal(counts.starters.terminal, 1);
  });

  it("puts runs into columns of time", () => {
    const columns = runColumns(runs.slice(0, 2), "the last 24 hours", now, 24);
    assert.deepEqual(
      columns.flatMap(({ runs: count, failed }, index) => (count === 0 ? [] : [[index, count, failed]])),
      [
        [22, 1, 1],
        [23, 1, 0],
      ],
    );
  });
});

const wordRows: readonly (readonly [what: string, said: string, words: string])[] = [
  ["few assets", runTitle(run("a", 1)), "raw/orders, orders"],
  ["many assets", runTitle(run("a", 1, { assets: ["a", "b", "c", "d"].map(asAssetKey) })), "a, b and 2 more"],
  ["an automation", runTitle(runs[2]!), "nightly"],
  ["done", outcomeWords(runs[0]!, now), "4.1 s"],
  ["failed", outcomeWords(runs[1]!, now), "1 of 3 failed, 1 not run · 4.1 s"],
  [
    "running",
    outcomeWords(
      {
        run: runs[0]!.run,
        state: "started",
        trigger: { kind: "editor" },
        startedAt: now - 34_000,
        assets: [],
        steps: { planned: 12, done: 3, failed: 1 },
      },
      now,
    ),
    "3 of 12 done, 1 failed · 34 s so far",
  ],
  ["cancelled", outcomeWords({ ...runs[0]!, state: "cancelled" }, now), "cancelled · 4.1 s"],
  ["a multi-asset", stepName({ assets: ["a", "b", "c"].map(asAssetKey), checks: [] }), "a and 2 more"],
  ["a check", stepName({ assets: [], checks: [{ asset: asAssetKey("a"), name: "unique" }] }), "a: unique"],
];

describe("words about runs", () => {
  for (const [what, said, words] of wordRows) it(what, () => assert.equal(said, words));
});
