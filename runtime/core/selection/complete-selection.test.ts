import assert from "node:assert/strict";
import { test } from "node:test";
import type { AssetNode } from "../../../protocol/graph/asset-graph.ts";
import { asAssetKey } from "../../../protocol/graph/asset-key.ts";
import { nowhere } from "../../../protocol/graph/source-range.ts";
import { graphOf } from "../graph/graph-fixture.ts";
import { completeSelection } from "./complete-selection.ts";
import { parseSelection } from "./parse-selection.ts";
import { rankNames } from "./rank-names.ts";
import { renameInSelection } from "./rename-in-selection.ts";

const facts: Readonly<Record<string, Partial<AssetNode>>> = {
  raw_orders: { group: "raw data", owners: ["team:core"], kinds: ["csv"], tags: { tier: "1" } },
  "marts/orders": { group: "marts", owners: ["ann@example.org"], tags: { tier: "gold plus" } },
  "2024": { group: "marts" },
  not: { group: "default" },
};
const graph = {
  ...graphOf({ raw_orders: [], "marts/orders": ["raw_orders"], "2024": [], not: [] }, ({ key }) => facts[key] ?? {}),
  jobs: [{ name: "nightly", selection: "*", range: nowhere }],
};

// The mark | is the cursor. Expected: the text with the first candidate taken, and the labels of all.
const completions: readonly (readonly [text: string, taken: string, labels: string])[] = [
  ["raw|", "raw_orders", "raw_orders"],
  ["ord|", "marts/orders", "marts/orders raw_orders"],
  ["raw|_xx", "raw_orders", "raw_orders"],
  ["+ma|+2 and x", "+marts/orders+2 and x", "marts/orders"],
  ['"mar|', "marts/orders", "marts/orders"],
  ['"mar|x" or y', "marts/orders or y", "marts/orders"],
  ["202|", '"2024"', "2024"],
  ["key:202|", 'key:"2024"', "2024"],
  ["key:no|", 'key:"not"', "not"],
  ["group:|", "group:default", "default marts raw data"],
  ["group:raw|", 'group:"raw data"', "raw data"],
  ['group:"raw d|"', 'group:"raw data"', "raw data"],
  ["not group:ma|rts", "not group:marts", "marts"],
  ["owner:te|", 'owner:"team:core"', "team:core"],
  ["kind:|", "kind:csv", "csv"],
  ["tag:|", "tag:tier", "tier"],
  ["tag:tier=|", 'tag:tier="1"', "1 gold plus"],
  ["status:ma|", "status:maybe_stale", "maybe_stale upstream_failed"],
  ["is:e|", "is:external", "external materializable"],
  ["partitions:s|", "partitions:static", "static multipartitions"],
  ["job:|", "job:nightly", "nightly"],
  ["wrong:|", "wrong:", ""],
  ["raw_orders |", "raw_orders and", "and or"],
  ["raw_orders+2 o|", "raw_orders+2 or", "or"],
  ["(a) |", "(a) and", "and or"],
  ["raw_orders and mar|", "raw_orders and marts/orders", "marts/orders"],
  ["sin|", "sinks(", "sinks"],
  ["own|", "owner:", "owner"],
];
for (const [marked, taken, labels] of completions) {
  test(`completes ${marked}`, () => {
    const offset = marked.indexOf("|");
    const text = marked.replace("|", "");
    const { start, end, candidates } = completeSelection(text, offset, graph);
    assert.equal(candidates.map(({ label }) => label).join(" "), labels);
    assert.equal(text.slice(0, start) + (candidates[0]?.text ?? "") + text.slice(end), taken);
  });
}

test("where nothing is written, the language and every key are offered", () => {
  const { candidates } = completeSelection("", 0, graph);
  assert.deepEqual([...new Set(candidates.map(({ kind }) => kind))], ["attribute", "function", "operator", "key"]);
});

test("every key and value that is offered can be read", () => {
  for (const start of [
    "",
    "key:",
    "group:",
    "owner:",
    "kind:",
    "tag:",
    "tag:tier=",
    "status:",
    "is:",
    "partitions:",
    "job:",
  ]) {
    for (const { text, kind } of completeSelection(start, start.length, graph).candidates) {
      if (kind === "attribute" || kind === "function" || kind === "operator") continue;
      assert.equal(parseSelection(start + text).problem, undefined, start + text);
    }
  }
});

test("any text with the cursor anywhere is answered", () => {
  const text = 'not (+a/b+2 or key:"x y") and tag:t="v" ::"=<null> é*';
  for (let offset = 0; offset <= text.length; offset++) {
    const { start, end } = completeSelection(text, offset, graph);
    assert.ok(start >= 0 && start <= offset && offset <= end && end <= text.length);
  }
});

const renames: readonly (readonly [from: string, to: string, text: string, expected: string])[] = [
  ["a", "b", "a", "b"],
  ["a", "b", "+a+2 and not aa or a*", "+b+2 and not aa or a*"],
  ["a", "x/y", 'key:a or key:"a" or "a"', "key:x/y or key:x/y or x/y"],
  ["a", "2024", "a or key:a", '"2024" or key:"2024"'],
  ["a", "or", "sinks(a)", 'sinks("or")'],
  ["a", "b", "group:a", "group:a"],
  ["a", "b", "a and (", "a and ("],
  ["a", "b", "*", "*"],
];
for (const [from, to, text, expected] of renames) {
  test(`renames ${from} to ${to} in ${text}`, () => {
    assert.equal(renameInSelection(text, asAssetKey(from), asAssetKey(to)), expected);
    if (expected !== text) assert.equal(parseSelection(expected).problem, undefined);
  });
}

test("names are ranked by how they fit, near ones first among equals", () => {
  const names = ["b_x", "x_far", "x_near", "a/x", "bxb", "other", "e_x_y"];
  assert.deepEqual(rankNames(names, "x", 10, (name) => name === "x_near").names, [
    "x_near",
    "x_far",
    "a/x",
    "b_x",
    "e_x_y",
    "bxb",
  ]);
  assert.deepEqual(rankNames(names, "x", 2), { names: ["x_far", "x_near"], isComplete: false });
});
