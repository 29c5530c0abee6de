import assert from "node:assert/strict";
import { test } from "node:test";
import { directedGraph } from "./directed-graph.ts";
import { foldLayers, wantedHeight } from "./fold-layers.ts";

interface Row {
  readonly what: string;
  readonly edges: readonly (readonly [from: number, to: number])[];
  readonly rank: readonly number[];
  readonly height: readonly number[];
  readonly limit: number;
  readonly expected: readonly number[];
}

const rows: readonly Row[] = [
  {
    what: "layers that are low enough stay",
    edges: [[0, 1]],
    rank: [0, 1],
    height: [10, 10],
    limit: 10,
    expected: [0, 1],
  },
  {
    what: "a high layer becomes several, and what follows moves on",
    edges: [[3, 4]],
    rank: [0, 0, 0, 0, 1],
    height: [10, 10, 10, 10, 10],
    limit: 20,
    expected: [0, 0, 1, 1, 2],
  },
  {
    what: "who is read most comes last, who reads most first",
    edges: [
      [0, 4],
      [0, 5],
      [1, 4],
    ],
    rank: [0, 0, 0, 0, 1, 1],
    height: [10, 10, 10, 10, 10, 10],
    limit: 10,
    expected: [3, 2, 0, 1, 4, 5],
  },
  {
    what: "a box that is higher than the limit is not cut",
    edges: [],
    rank: [0],
    height: [500],
    limit: 10,
    expected: [0],
  },
  {
    what: "high boxes count for more than one",
    edges: [],
    rank: [0, 0, 0],
    height: [40, 10, 10],
    limit: 30,
    expected: [0, 1, 1],
  },
];

for (const { what, edges, rank, height, limit, expected } of rows) {
  test(what, () => {
    const folded = foldLayers(
      directedGraph(rank.length, edges),
      Int32Array.from(rank),
      Float64Array.from(height),
      limit,
    );
    assert.deepEqual([...folded], expected);
  });
}

test("the height follows the shape that is wanted, but not below the least", () => {
  assert.equal(wantedHeight(1_600, 4, 1), 20);
  assert.equal(wantedHeight(1_600, 4, 50), 50);
});
