import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type AssetKey, asAssetKey } from "../../protocol/graph/asset-key.ts";
import type { ComparedAsset, RunDetails, StepDetails } from "../../protocol/messages/server-messages.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import type { MemberChange } from "../../protocol/record/status.ts";
import { codeWords, comparisonRows, isOtherTime } from "./comparison-rows.ts";
import { summary } from "./run-fixture.ts";

const run = "20261124T060000-7f3a09" as RunId;
const earlier = "20261123T060000-1817aa" as RunId;

function detailsOf(states: Readonly<Record<string, StepDetails["state"]>>): RunDetails {
  const steps = Object.entries(states).map(
    ([asset, state]): StepDetails => ({
      assets: [asset as AssetKey],
      checks: [],
      after: [],
      state,
      attempts: 1,
      startedAt: 0,
      endedAt: 4_000,
      rows: {},
    }),
  );
  return { summary: summary(run, {}), steps, environment: "dev", config: {} };
}

function compared(asset: string, rows: readonly [now: number, before: number], more: Partial<ComparedAsset> = {}) {
  return {
    asset: asAssetKey(asset),
    now: { rows: rows[0], seconds: 1, dataVersion: `${rows[0]}` },
    before: { rows: rows[1], seconds: 1, dataVersion: `${rows[1]}`, run: earlier, time: 7 },
    newCode: false,
    changed: [],
    ...more,
  };
}

describe("a run beside what was there before", () => {
  it("puts what failed first, then new code, then what grew or shrank; what went alike is counted", () => {
    const assets: ComparedAsset[] = [
      compared("alike", [5, 5]),
      compared("grown", [12, 10]),
      compared("coded", [5, 5], { newCode: true }),
      { asset: asAssetKey("broken"), before: { dataVersion: "b", run: earlier, time: 7 }, newCode: false, changed: [] },
    ];
    const details = detailsOf({ alike: "succeeded", grown: "succeeded", coded: "succeeded", broken: "failed" });
    const made = comparisonRows(details, { assets });
    assert.deepEqual(
      made.rows.map(({ asset }) => asset),
      ["broken", "coded", "grown"],
    );
    assert.equal(made.alike, 1);
    assert.deepEqual(made.with, { run: earlier, time: 7 });
    // What failed made nothing, but took its time.
    assert.equal(made.rows[0]?.seconds.now, 4);
    assert.equal(made.rows[2]?.rowsChange, 0.2);
  });

  it("says that there are rows where there were none", () => {
    const details = detailsOf({ a: "succeeded" });
    const { rows, alike } = comparisonRows(details, { assets: [compared("a", [0, 500])] });
    assert.deepEqual([rows.length, alike], [1, 0]);
  });

  it("names no single run where there were several, or none", () => {
    const other = compared("b", [1, 1], { before: { dataVersion: "1", run, time: 8 } });
    const details = detailsOf({ a: "succeeded", b: "succeeded" });
    assert.equal(comparisonRows(details, { assets: [compared("a", [1, 1]), other] }).with, undefined);
    const isNew = { asset: asAssetKey("a"), newCode: false, changed: [] };
    const first = comparisonRows(details, { assets: [isNew] });
    assert.deepEqual([first.with, first.rows.length, first.alike], [undefined, 1, 0]);
  });

  const changes: readonly (readonly [changed: readonly MemberChange[], words: string])[] = [
    [[], "new code"],
    [[{ change: "changed", file: "src/a.ts", name: "orders" }], "its own code changed"],
    [
      [
        { change: "added", file: "src/money.ts", name: "isPaid" },
        { change: "removed", file: "src/money.ts", name: "old" },
      ],
      "isPaid in money.ts added, and 1 more",
    ],
    [[{ change: "changed", file: "npm:zod", name: "zod" }], "package zod changed"],
  ];
  for (const [changed, words] of changes) {
    it(`says ${words}`, () => assert.equal(codeWords(changed, asAssetKey("orders")), words));
  }

  for (const [now, before, expected] of [
    [1.2, 1, false],
    [2.1, 1, true],
    [0.3, 0.1, false],
    [41, 39, false],
    [1, 3, true],
    [undefined, 3, false],
  ] as const) {
    it(`${now} s after ${before} s is ${expected ? "another" : "about the same"} time`, () => {
      assert.equal(isOtherTime({ before, ...(now === undefined ? {} : { now }) }), expected);
    });
  }
});
