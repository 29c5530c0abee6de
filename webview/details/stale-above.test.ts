import assert from "node:assert/strict";
import { test } from "node:test";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import { emptyAssetTable } from "../../protocol/messages/asset-table.ts";
import { encodeSnapshot } from "../../protocol/messages/lineage-feed.ts";
import { type Badge, badges } from "../../protocol/record/status.ts";
import { nameOf } from "../lineage/accessible-tree.ts";
import { staleAbove } from "./stale-above.ts";

function tableOf(rows: readonly (readonly [key: string, badge: Badge, upstream: readonly number[]])[]) {
  const table = emptyAssetTable();
  const bytes = encodeSnapshot(
    rows.map(([key, badge, upstream], id) => ({
      id,
      key: asAssetKey(key),
      group: "core",
      badge: badges.indexOf(badge),
      external: badge === "external",
      upstream,
    })),
  );
  table.apply({ kind: "snapshot", from: 0, to: 1, bytes });
  return table;
}

test("what is to be made first: all that is behind above, but nothing beyond what is fresh or made elsewhere", () => {
  const table = tableOf([
    ["source", "external", []],
    ["raw", "stale", [0]],
    ["old", "stale", []],
    ["fresh_one", "fresh", [2]],
    ["stg", "stale", [1, 3]],
    ["never_made", "never", []],
    ["fct", "stale", [4, 5]],
  ]);
  const rows: [number, number[]][] = [
    [6, [1, 4, 5]],
    [4, [1]],
    [3, [2]],
    [1, []],
  ];
  for (const [asset, above] of rows) assert.deepEqual(staleAbove(table, asset), above, table.key(asset));
});

test("a cycle ends", () => {
  const table = tableOf([
    ["one", "stale", [1]],
    ["other", "stale", [0]],
  ]);
  assert.deepEqual(staleAbove(table, 0), [1]);
});

test("a screen reader hears key, status, reason, then facts", () => {
  const table = tableOf([
    ["stg_orders", "stale", []],
    ["fct_orders", "stale", [0]],
    ["report", "never", [1]],
  ]);
  assert.equal(nameOf(table, 2), "report, never run, 1 upstream, 0 downstream");
  const card = {
    key: asAssetKey("fct_orders"),
    group: "core",
    kinds: [],
    owners: [],
    badge: "stale",
    history: [],
    checks: { passed: 0, total: 0 },
    rows: 1_284_310,
    reason: "waits for stg_orders",
  } as const;
  assert.equal(
    nameOf(table, 1, card),
    "fct_orders, stale, waits for stg_orders, 1,284,310 rows, 1 upstream, 1 downstream",
  );
});
