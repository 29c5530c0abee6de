import assert from "node:assert/strict";
import { test } from "node:test";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import { notNarrowed } from "./facets.ts";
import { keptTableAsJson, readKeptTable } from "./kept-table.ts";
import { needFirst } from "./row-order.ts";

const plain = { order: needFirst, narrowing: notNarrowed, compact: false };

test("the table comes back as it was kept", () => {
  const kept = {
    order: { by: "made", descending: true },
    narrowing: { ...notNarrowed, group: new Set(["<b>", ""]) },
    compact: true,
    place: { key: asAssetKey("a/b"), offset: -12 },
  } as const;
  assert.deepEqual(readKeptTable(JSON.parse(JSON.stringify(keptTableAsJson(kept)))), kept);
});

for (const [what, state] of [
  ["nothing", undefined],
  ["a text", "x"],
  ["an unknown column", { order: { by: "colour", descending: true } }],
  ["values that are none", { narrowing: { group: "x", owner: [1, null] }, compact: 1, place: { key: 3 } }],
  ["a place without a number", { place: { key: "a", offset: null } }],
] as const) {
  test(`what does not fit is left out of a kept table: ${what}`, () => {
    assert.deepEqual(readKeptTable(state), plain);
  });
}
