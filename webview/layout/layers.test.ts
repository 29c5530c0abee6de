import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { breakCycles } from "./break-cycles.ts";
import { connectedParts, directedGraph } from "./directed-graph.ts";
import { packParts } from "./pack-parts.ts";
import { rankLayers } from "./rank-layers.ts";
import { spread } from "./spread.ts";

const pairsOf = (nodes: number, most: number) =>
  fc.array(fc.tuple(fc.integer({ min: 0, max: nodes - 1 }), fc.integer({ min: 0, max: nodes - 1 })), {
    maxLength: most,
  });

test("a graph is made of pairs: loops go, repetitions become weight", () => {
  const graph = directedGraph(3, [
    [2, 1],
    [0, 1],
    [2, 1],
    [1, 1],
  ]);
  assert.deepEqual([...graph.from], [0, 2]);
  assert.deepEqual([...graph.to], [1, 1]);
  assert.deepEqual([...graph.weight], [1, 2]);
});

test("without its turned edges a graph has no cycle, and one without cycles comes back as it is", () => {
  fc.assert(
    fc.property(pairsOf(9, 30), (pairs) => {
      const graph = breakCycles(directedGraph(9, pairs));
      const waits = new Int32Array(9);
      for (const node of graph.to) waits[node] = waits[node]! + 1;
      const ready = [...waits.keys()].filter((node) => waits[node] === 0);
      let seen = 0;
      for (let node = ready.pop(); node !== undefined; node = ready.pop()) {
        seen++;
        graph.from.forEach((from, edge) => {
          if (from !== node) return;
          const next = graph.to[edge]!;
          waits[next] = waits[next]! - 1;
          if (waits[next] === 0) ready.push(next);
        });
      }
      assert.equal(seen, 9);
      const upward = pairs.map(([one, other]) => [Math.min(one, other), Math.max(one, other)] as const);
      assert.deepEqual(breakCycles(directedGraph(9, upward)), directedGraph(9, upward));
    }),
  );
});

/** The least weighted length that any ranking has, found by trying them all. */
function leastLength(nodes: number, from: Int32Array, to: Int32Array, weight: Float64Array): number {
  const rank = new Int32Array(nodes);
  let best = Number.POSITIVE_INFINITY;
  const tryFrom = (node: number): void => {
    if (node === nodes) {
      let length = 0;
      for (let edge = 0; edge < from.length; edge++) {
        const span = rank[to[edge]!]! - rank[from[edge]!]!;
        if (span < 1) return;
        length += span * weight[edge]!;
      }
      best = Math.min(best, length);
      return;
    }
    for (let layer = 0; layer < nodes; layer++) {
      rank[node] = layer;
      tryFrom(node + 1);
    }
  };
  tryFrom(0);
  return best;
}

test("ranks are the shortest there are", () => {
  fc.assert(
    fc.property(pairsOf(5, 9), (pairs) => {
      const chain = [0, 1, 2, 3]
        .map((node) => [node, node + 1] as const)
        .filter((_, index) => pairs.length % (index + 2) !== 0);
      const upward = [...pairs, ...chain].map(([one, other]) => [Math.min(one, other), Math.max(one, other)] as const);
      const graph = directedGraph(5, upward);
      if (connectedParts(graph).parts > 1) return;
      const rank = rankLayers(graph);
      let length = 0;
      graph.from.forEach((from, edge) => {
        const span = rank[graph.to[edge]!]! - rank[from]!;
        assert.ok(span >= 1, "an edge goes on at least one layer");
        length += span * graph.weight[edge]!;
      });
      assert.equal(Math.min(...rank), 0);
      assert.equal(length, leastLength(5, graph.from, graph.to, graph.weight));
    }),
    { numRuns: 200 },
  );
});

test("places keep their gaps and are as near to the wanted ones as can be", () => {
  const items = fc.array(
    fc.record({
      wanted: fc.integer({ min: -50, max: 50 }),
      weight: fc.integer({ min: 1, max: 5 }),
      gap: fc.integer({ min: 0, max: 10 }),
    }),
    { minLength: 1, maxLength: 12 },
  );
  fc.assert(
    fc.property(items, fc.infiniteStream(fc.integer({ min: -3, max: 3 })), (all, moves) => {
      const wanted = Float64Array.from(all, (one) => one.wanted);
      const weight = Float64Array.from(all, (one) => one.weight);
      const gap = Float64Array.from(all, (one) => one.gap);
      const cost = (places: Float64Array) =>
        places.reduce((sum, place, index) => sum + weight[index]! * (place - wanted[index]!) ** 2, 0);
      const keepsGaps = (places: Float64Array) =>
        places.every((place, index) => index === 0 || place - places[index - 1]! >= gap[index]! - 1e-9);
      const places = spread(wanted, weight, gap);
      assert.ok(keepsGaps(places));
      // No allowed place nearby is better: the problem is convex, so none anywhere is.
      for (let attempt = 0; attempt < 20; attempt++) {
        const moved = places.map((place) => place + moves.next().value! / 4);
        if (keepsGaps(moved)) assert.ok(cost(moved) >= cost(places) - 1e-6);
      }
    }),
  );
});

test("packed boxes do not overlap and lie inside the whole", () => {
  const box = fc.record({ width: fc.integer({ min: 1, max: 400 }), height: fc.integer({ min: 1, max: 400 }) });
  fc.assert(
    fc.property(fc.array(box, { maxLength: 25 }), (boxes) => {
      const { x, y, width, height } = packParts(boxes, 10, 1.6);
      boxes.forEach((one, index) => {
        assert.ok(x[index]! + one.width <= width && y[index]! + one.height <= height);
        boxes.slice(0, index).forEach((other, place) => {
          const apart =
            x[index]! + one.width + 10 <= x[place]! ||
            x[place]! + other.width + 10 <= x[index]! ||
            y[index]! + one.height + 10 <= y[place]! ||
            y[place]! + other.height + 10 <= y[index]!;
          assert.ok(apart, `${index} and ${place}`);
        });
      });
    }),
  );
});

test("packed boxes fill a row as wide as the widest, whatever the shape", () => {
  const small = { width: 10, height: 10 };
  const { x, y } = packParts([{ width: 100, height: 10 }, small, small], 0, 0.1);
  assert.deepEqual([...x], [0, 0, 10]);
  assert.deepEqual([...y], [0, 10, 10]);
});
