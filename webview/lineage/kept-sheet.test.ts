import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import { keptAsJson, readKept } from "./kept-sheet.ts";
import type { KeptSheet } from "./worker-messages.ts";

const nothing: KeptSheet = { opened: [], closed: [] };

test("what was kept comes back", () => {
  const sheets: KeptSheet[] = [
    nothing,
    {
      opened: ["core"],
      closed: ["marts", ""],
      camera: { x: -1, y: 2.5, scale: 0.1 },
      selected: asAssetKey("marts/orders"),
    },
  ];
  for (const sheet of sheets) assert.deepEqual(readKept(JSON.parse(JSON.stringify(keptAsJson(sheet)))), sheet);
});

test("what does not fit is left out, whatever it is", () => {
  const rows: [unknown, KeptSheet][] = [
    [undefined, nothing],
    [null, nothing],
    ["text", nothing],
    [{ camera: { x: 1, y: 2 } }, nothing],
    [{ camera: { x: 1, y: 2, scale: 0 } }, nothing],
    [{ camera: { x: Number.NaN, y: 2, scale: 1 } }, nothing],
    [
      { opened: "core", closed: [1, "marts", null] },
      { opened: [], closed: ["marts"] },
    ],
    [{ selected: "not a key" }, nothing],
    [{ selected: 7 }, nothing],
  ];
  for (const [state, sheet] of rows) assert.deepEqual(readKept(state), sheet);
  fc.assert(fc.property(fc.anything(), (state) => assert.ok(Array.isArray(readKept(state).opened))));
});
