import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import type { PreviewStep } from "../../protocol/messages/server-messages.ts";
import { gateNames, gateWords } from "./gate-words.ts";
import { behindLeftOut, withoutLeftOut } from "./left-out.ts";
import { firstOrder, type PlanOrder, planRows } from "./plan-rows.ts";

const step = (name: string, group: string, wave: number, after: number[] = [], seconds?: number): PreviewStep => ({
  assets: [asAssetKey(name)],
  checks: [],
  after,
  wave,
  group,
  badge: "stale",
  reason: after.length === 0 ? "code: tax in money.ts" : "reads it",
  gates: [{ asset: asAssetKey(name), name: "enough" }],
  ...(seconds === undefined ? {} : { seconds }),
});

const steps = [
  step("a", "raw", 1, [], 2),
  step("b", "core", 2, [0], 3),
  step("c", "raw", 1),
  step("d", "core", 3, [1, 2], 1),
  {
    ...step("", "core", 4, [3]),
    assets: [],
    checks: [{ asset: asAssetKey("d"), name: "unique" }],
    gates: [{ asset: asAssetKey("d"), name: "enough" }],
  },
];

const rows: readonly (readonly [what: string, order: PlanOrder, open: string[], leftOut: string[], said: string])[] = [
  ["waves", "By wave", [], [], "0+ 2+ 1+ 3+ 4+"],
  ["folded groups", "By group", [], [], "raw(2, 1-1)+ core(3, 2-4)+"],
  ["an open group", "By group", ["core"], [], "raw(2, 1-1)+ core(3, 2-4)+ 1+ 3+ 4+"],
  ["what is left out", "By wave", [], ["a", "d"], "0- 2+ 1+ 3- 4+"],
  ["a group of which some is left out", "By group", [], ["a"], "raw(2, 1-1)? core(3, 2-4)+"],
  ["a group that is left out", "By group", [], ["a", "c"], "raw(2, 1-1)- core(3, 2-4)+"],
];
const signs = { all: "+", some: "?", none: "-" };

describe("the rows of a plan", () => {
  for (const [what, order, open, leftOut, said] of rows) {
    it(what, () => {
      const made = planRows({ steps, order, open: new Set(open), leftOut: new Set(leftOut.map(asAssetKey)) });
      const words = made.map((row) =>
        row.kind === "step"
          ? `${row.step}${signs[row.tick]}`
          : row.kind !== "group"
            ? row.kind
            : `${row.group}(${row.steps.length}, ${row.wave.from}-${row.wave.to})${signs[row.tick]}`,
      );
      assert.equal(words.join(" "), said);
    });
  }

  it("sums up a group", () => {
    const [raw, core] = planRows({ steps, order: "By group", open: new Set(), leftOut: new Set() });
    assert.ok(raw?.kind === "group" && core?.kind === "group");
    assert.deepEqual(
      [raw.seconds, gateNames(raw.gates), raw.reason],
      [2, "a: enough; c: enough", "code: tax in money.ts"],
    );
    assert.deepEqual([core.seconds, gateWords(core.gates), core.reason], [4, "2 block", "reads it"]);
  });

  it("begins by group above 40 assets", () => {
    const many = Array.from({ length: 41 }, (_, index) => step(`x${index}`, "g", 1));
    assert.equal(firstOrder(many), "By group");
    assert.equal(firstOrder(many.slice(1)), "By wave");
  });
});

describe("what is left out", () => {
  const behindRows: readonly (readonly [leftOut: string[], behind: number[]])[] = [
    [[], []],
    [["a"], [1, 3, 4]],
    [["c"], [3, 4]],
    [
      ["a", "b"],
      [3, 4],
    ],
    [["d"], [4]],
  ];
  for (const [leftOut, behind] of behindRows) {
    it(`${leftOut.join(", ") || "nothing"} concerns ${behind.length} others`, () => {
      assert.deepEqual([...behindLeftOut(steps, new Set(leftOut.map(asAssetKey)))], behind);
    });
  }

  it("makes the selection anew", () => {
    const request = { selection: "status:stale or b", staleUpstream: true };
    assert.deepEqual(withoutLeftOut(request, new Set(["c", "a"].map(asAssetKey))), {
      selection: '(status:stale or b) and not (key:"a" or key:"c")',
      staleUpstream: true,
    });
    assert.equal(withoutLeftOut(request, new Set()), request);
  });
});
