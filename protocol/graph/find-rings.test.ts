import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { AssetNode } from "./asset-graph.ts";
import { findRings, isOnRing } from "./find-rings.ts";

/** What each key reads; `key~` is read of an earlier partition. */
type Upstream = Readonly<Record<string, readonly string[]>>;

const rows: readonly (readonly [what: string, upstream: Upstream, rings: readonly string[]])[] = [
  ["none", { a: [], b: ["a"] }, []],
  ["a name that nobody defines", { a: ["b"] }, []],
  ["itself", { a: ["a"], b: ["a"] }, ["a"]],
  ["its own past", { a: ["a~"] }, []],
  ["the past of another that waits for it", { a: ["b~"], b: ["a"] }, ["a b"]],
  ["two", { a: ["b"], b: ["a"], c: ["a"] }, ["a b"]],
  ["in the order of data", { a: ["c"], b: ["a"], c: ["b"] }, ["a b c"]],
  ["from the first key", { z: ["y"], y: ["x"], x: ["z"] }, ["x y z"]],
  ["two rings", { a: ["b"], b: ["a"], c: ["d"], d: ["c", "a"] }, ["a b", "c d"]],
  ["the shorter way round a knot", { a: ["c", "b"], b: ["a"], c: ["b"] }, ["a b"]],
];

function nodesOf(upstream: Upstream): readonly (AssetNode | null)[] {
  const keys = Object.keys(upstream);
  return Object.entries(upstream).map(([key, above], id) => {
    const edges = above.map((name) => ({
      from: keys.includes(name.replace("~", "")) ? keys.indexOf(name.replace("~", "")) : keys.length,
      ...(name.endsWith("~") && { mapping: { kind: "previous" } }),
    }));
    return { id, key, upstream: edges } as unknown as AssetNode;
  });
}

describe("rings", () => {
  for (const [what, upstream, expected] of rows) {
    it(what, () => {
      // The same ring whatever the order of the ids.
      for (const entries of [Object.entries(upstream), Object.entries(upstream).reverse()]) {
        const nodes = nodesOf(Object.fromEntries(entries));
        const found = findRings(nodes).map((ring) => ring.map((id) => nodes[id]?.key).join(" "));
        assert.deepEqual(found.sort(), expected);
        const onRings = nodes.flatMap((node) =>
          node !== null && isOnRing(nodes, node.id) ? [node.key as string] : [],
        );
        for (const key of expected.join(" ").split(" ").filter(Boolean)) assert.ok(onRings.includes(key), key);
        if (expected.length === 0) assert.deepEqual(onRings, []);
      }
    });
  }
});
