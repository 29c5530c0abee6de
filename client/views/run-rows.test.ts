import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import type { RunSummary } from "../../protocol/messages/server-messages.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import type { Translate } from "../runs/run-words.ts";
import { runRows } from "./run-rows.ts";

const translate: Translate = (text, ...values) => text.replace(/\{(\d)\}/g, (_, index) => String(values[index]));
const now = Date.UTC(2026, 10, 24, 15, 0);

function runOf(more: Partial<RunSummary>): RunSummary {
  return {
    run: "r" as RunId,
    state: "succeeded",
    trigger: { kind: "editor" },
    startedAt: Date.UTC(2026, 10, 24, 14, 5),
    endedAt: Date.UTC(2026, 10, 24, 14, 5, 12),
    steps: { planned: 1, done: 1, failed: 0 },
    assets: [asAssetKey("orders")],
    ...more,
  };
}

const several = { assets: [asAssetKey("orders"), asAssetKey("events")], steps: { planned: 2, done: 1, failed: 1 } };

const cases: readonly [run: Partial<RunSummary>, ours: boolean, row: readonly string[]][] = [
  [{}, true, ["orders", "succeeded in 12 s, 14:05", "run.ended"]],
  [{ state: "failed", ...several }, true, ["2 assets", "failed after 12 s, 1 of 2 failed, 14:05", "run.ended"]],
  [{ state: "cancelled" }, true, ["orders", "cancelled after 12 s, 14:05", "run.ended"]],
  [{ state: "started" }, true, ["orders", "running", "run.active"]],
  [{ state: "started", ...several }, false, ["2 assets", "running, 1 of 2 done, 1 failed", "run.elsewhere"]],
  [
    { startedAt: Date.UTC(2026, 10, 20, 8, 25), endedAt: Date.UTC(2026, 10, 20, 8, 25) },
    true,
    ["orders", "succeeded in under 0.1 s, Fri 08:25", "run.ended"],
  ],
];

for (const [run, ours, expected] of cases)
  test(`a run in the side bar: ${expected.join(", ")}`, () => {
    const [row] = runRows(translate, [{ project: "/p", runs: [runOf(run)] }], () => ours, now, "UTC");
    deepEqual([row?.label, row?.description, row?.context], expected);
  });

test("the latest run of all projects stands first", () => {
  const at = (run: string, hours: number) => runOf({ run: run as RunId, startedAt: Date.UTC(2026, 10, 24, hours) });
  const all = [
    { project: "/p", runs: [at("a", 3), at("b", 1)] },
    { project: "/q", runs: [at("c", 2)] },
  ];
  deepEqual(
    runRows(translate, all, () => true, now, "UTC").map(({ run }) => run),
    ["a", "c", "b"],
  );
});
