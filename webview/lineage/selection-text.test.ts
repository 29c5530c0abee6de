import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import { emptyAssetTable } from "../../protocol/messages/asset-table.ts";
import { encodeSnapshot } from "../../protocol/messages/lineage-feed.ts";
import { nearestName, selectionParts } from "./nearer-selections.ts";
import { selectionColours } from "./selection-colours.ts";
import { depthOf, depthWord, nextDepth, withDepth } from "./selection-depth.ts";

const all = Number.POSITIVE_INFINITY;
const isKey = (key: string): boolean => ["fct_orders", "marts/orders", "a b", "2", "and"].includes(key);

test("the parts of a selection have their colours", () => {
  const rows: [string, string][] = [
    ["+fct_orders+2", "operator:+ key:fct_orders operator:+ operator:2"],
    ["a or status:failed", "key:a text:  word:or text:  attribute:status attribute:: value:failed"],
    ['tag:"x y"=z', 'attribute:tag attribute:: value:"x y" operator:= value:z'],
    ["sinks(not a)", "function:sinks operator:( word:not text:  key:a operator:)"],
    ["tag:<null>", "attribute:tag attribute:: value:<null>"],
    ['"open', 'key:"open'],
    ["2024", "key:2024"],
    ["", ""],
  ];
  for (const [text, parts] of rows) {
    assert.equal(
      selectionColours(text)
        .map(({ role, text: part }) => `${role}:${part}`)
        .join(" "),
      parts,
    );
  }
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      assert.equal(
        selectionColours(text)
          .map((part) => part.text)
          .join(""),
        text,
      );
    }),
  );
});

test("a selection that begins with one asset tells how far it reaches", () => {
  const rows: [string, [string, number, number] | undefined][] = [
    ["fct_orders", ["fct_orders", 0, 0]],
    ["+fct_orders+2", ["fct_orders", all, 2]],
    ["3+fct_orders", ["fct_orders", 3, 0]],
    ['+key:"a b"+ and group:x', ["a b", all, all]],
    ["  +marts/orders or x", ["marts/orders", all, 0]],
    ["unknown+", undefined],
    ["group:core", undefined],
    ["(fct_orders)", undefined],
    ["fct_orders++", undefined],
    ["", undefined],
  ];
  for (const [text, expected] of rows) {
    const depth = depthOf(text, isKey);
    assert.deepEqual(depth === undefined ? undefined : [depth.key, depth.up, depth.down], expected, text);
  }
});

test("another depth changes only what says it, and can be read again", () => {
  const rows: [string, number, number, string][] = [
    ["+fct_orders+2 or status:failed", 1, 0, "1+fct_orders or status:failed"],
    ["fct_orders", all, all, "+fct_orders+"],
    ['"a b"', 0, 3, 'key:"a b"+3'],
    ['key:"2"', 1, 0, '1+key:"2"'],
    ['key:"and"', 0, 0, 'key:"and"'],
  ];
  for (const [text, up, down, expected] of rows) {
    const depth = depthOf(text, isKey);
    assert.ok(depth !== undefined, text);
    const next = withDepth(text, { ...depth, up, down });
    assert.equal(next, expected);
    const read = depthOf(next, isKey);
    assert.deepEqual([read?.key, read?.up, read?.down], [depth.key, up, down]);
  }
});

test("depth goes by the steps that are offered, and stays at the ends", () => {
  const rows: [number, 1 | -1, number, string][] = [
    [0, 1, 1, "1"],
    [3, 1, 5, "5"],
    [4, -1, 3, "3"],
    [5, 1, all, "all"],
    [all, 1, all, "all"],
    [all, -1, 5, "5"],
    [0, -1, 0, "0"],
  ];
  for (const [from, by, to, word] of rows) {
    assert.equal(nextDepth(from, by), to);
    assert.equal(depthWord(to), word);
  }
});

test("a selection without a result is taken apart where no brackets hold it together", () => {
  const rows: [string, string[]][] = [
    ["status:failed and group:marts", ["status:failed", "group:marts"]],
    ["a or b and c", ["a", "b", "c"]],
    ["(a or b) and c", []],
    ['key:"a and b" or c', []],
    ["a", ["a"]],
  ];
  for (const [text, parts] of rows) assert.deepEqual(selectionParts(text), parts);
});

test("a word that is no key leads to the keys that hold it", () => {
  const table = emptyAssetTable();
  const keys = ["raw_orders", "stg_orders", "Customers", "kpis"];
  const rows = keys.map((key, id) => ({
    id,
    key: asAssetKey(key),
    group: "g",
    badge: 0,
    external: false,
    upstream: [],
  }));
  table.apply({ kind: "snapshot", from: 0, to: 1, bytes: encodeSnapshot(rows) });
  const cases: [string, string | undefined][] = [
    ["orders", "*orders*"],
    ["kpi", "kpis"],
    ["custom", "Customers"],
    ["payments", undefined],
    ["group:x", undefined],
    ["a b", undefined],
  ];
  for (const [word, offered] of cases) assert.equal(nearestName(table, word)?.text, offered, word);
});
