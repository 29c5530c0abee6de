import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { graphOf } from "./graph-fixture.ts";
import { closure, indexGraph, neighbours } from "./graph-index.ts";
import { idsIn } from "./id-set.ts";

const diamond = graphOf({ a: [], b: ["a"], c: ["a", "a"], d: ["b", "c", "missing"] });

test("neighbours are each named once, in both directions", () => {
  const index = indexGraph(diamond);
  assert.deepEqual([...neighbours(index.up, 3)], [1, 2, 4]);
  assert.deepEqual([...neighbours(index.up, 2)], [0]);
  assert.deepEqual([...neighbours(index.down, 0)], [1, 2]);
  assert.deepEqual([...neighbours(index.down, 4)], [3]);
  assert.deepEqual([...neighbours(index.down, 99)], []);
});

test("closures reach as far as asked", () => {
  const index = indexGraph(graphOf({ a: [], b: ["a"], c: ["b"], d: ["c"] }));
  const rows: [number[], "up" | "down", number, number[]][] = [
    [[2], "up", Infinity, [0, 1, 2]],
    [[2], "up", 1, [1, 2]],
    [[2], "up", 0, [2]],
    [[0], "down", 2, [0, 1, 2]],
    [[0, 3], "up", 1, [0, 2, 3]],
    [[], "down", 3, []],
  ];
  for (const [seeds, direction, depth, expected] of rows) {
    assert.deepEqual(idsIn(closure(index, index[direction], seeds, depth)), expected);
  }
});

test("members of a ring stand together in the order, after what is above them", () => {
  const index = indexGraph(graphOf({ d: ["c"], a: ["c", "s"], b: ["a"], c: ["b"], s: [] }));
  assert.deepEqual([...index.order], [4, 3, 2, 1, 0]);
});

test("the order puts everything after what is above it, whatever the graph", () => {
  const edges = fc.array(fc.tuple(fc.nat(40), fc.nat(40)), { maxLength: 120 });
  fc.assert(
    fc.property(edges, (pairs) => {
      const upstream: Record<string, string[]> = {};
      for (const [low, high] of pairs) {
        if (low === high) continue;
        const [from, to] = [Math.min(low, high), Math.max(low, high)];
        // Names in another order than the edges, so that ids say nothing.
        upstream[`n${(to * 17) % 41}`] = [...(upstream[`n${(to * 17) % 41}`] ?? []), `n${(from * 17) % 41}`];
      }
      const index = indexGraph(graphOf(upstream));
      assert.deepEqual(
        [...index.order].sort((a, b) => a - b),
        [...index.order.keys()],
      );
      for (let id = 0; id < index.size; id++) {
        for (const above of neighbours(index.up, id)) {
          assert.ok(index.position[above]! < index.position[id]!);
        }
      }
    }),
  );
});

test("a chain of 100,000 assets does not exhaust the stack", () => {
  const size = 100_000;
  const upstream = Object.fromEntries(
    Array.from({ length: 10 }, (_, at) => [`k${at}`, at === 0 ? [] : [`k${at - 1}`]]),
  );
  const small = graphOf(upstream);
  const node = small.nodes[1]!;
  const nodes = Array.from({ length: size }, (_, id) => ({
    ...node,
    id,
    upstream: id === 0 ? [] : [{ ...node.upstream[0]!, from: id - 1 }],
  }));
  const index = indexGraph({ ...small, keys: nodes.map(({ key }) => key), nodes });
  assert.equal(index.order[0], 0);
  assert.equal(index.position[size - 1], size - 1);
});
