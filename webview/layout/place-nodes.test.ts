import assert from "node:assert/strict";
import { test } from "node:test";
import { directedGraph } from "./directed-graph.ts";
import { type Layout, layoutFramed } from "./layout-framed.ts";
import type { Spacing } from "./place-columns.ts";

const spacing: Spacing = {
  column: 46,
  layer: 60,
  node: 24,
  frame: 28,
  line: 14,
  bundle: 6,
  padding: { left: 16, top: 44, right: 16, bottom: 16 },
};

/** Cards without groups. */
function cards(nodes: number, pairs: readonly (readonly [number, number])[]): Layout & { way(edge: number): number[] } {
  const layout = layoutFramed(
    {
      ...directedGraph(nodes, pairs),
      frames: nodes,
      frameOf: Int32Array.from({ length: nodes }, (_, node) => node),
      width: new Float64Array(nodes).fill(206),
      height: new Float64Array(nodes).fill(112),
      padded: new Uint8Array(nodes),
    },
    spacing,
    1.6,
  );
  const { start, y } = layout.routes;
  return { ...layout, way: (edge) => [...y.subarray(start[edge], start[edge + 1])] };
}

/** How often a line leaves its height. */
function bends(way: readonly number[]): number {
  return way.slice(1).filter((y, index) => y !== way[index]).length;
}

const rows: readonly {
  readonly what: string;
  readonly nodes: number;
  /** In order of their ends. */
  readonly pairs: readonly (readonly [number, number])[];
  readonly edge: number;
  readonly mostBends: number;
}[] = [
  {
    what: "a chain is a straight line",
    nodes: 4,
    pairs: [
      [0, 1],
      [1, 2],
      [2, 3],
    ],
    edge: 1,
    mostBends: 0,
  },
  {
    what: "a line that passes below two columns leaves its height only at its ends",
    nodes: 6,
    pairs: [
      [0, 1],
      [0, 5],
      [1, 2],
      [2, 3],
      [3, 4],
      [4, 5],
    ],
    edge: 1,
    mostBends: 2,
  },
  {
    what: "a long line among twelve assets bends once",
    nodes: 12,
    pairs: [
      [0, 3],
      [0, 10],
      [1, 3],
      [1, 4],
      [2, 4],
      [3, 5],
      [3, 11],
      [4, 5],
      [4, 6],
      [5, 7],
      [6, 7],
      [6, 8],
      [7, 9],
      [7, 10],
      [8, 9],
      [9, 11],
    ],
    edge: 1,
    mostBends: 1,
  },
];

for (const { what, nodes, pairs, edge, mostBends } of rows) {
  test(what, () => {
    const way = cards(nodes, pairs).way(edge);
    assert.ok(bends(way) <= mostBends, way.join(" "));
  });
}
