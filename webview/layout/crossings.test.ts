import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Graphviz } from "@hpcc-js/wasm-graphviz";
import { directedGraph } from "./directed-graph.ts";
import { layoutFramed } from "./layout-framed.ts";
import type { Spacing } from "./place-columns.ts";

/*
 * Graphviz is the yardstick of layered drawings. Both are counted as they are drawn: ours with one trunk for all edges of a node, its
 * edges as the polylines that it gives.
 */

type Pair = readonly [from: number, to: number];
type Segment = readonly [fromX: number, fromY: number, toX: number, toY: number];

const width = 206;
const height = 112;
const spacing: Spacing = {
  column: 50,
  layer: 60,
  node: 20,
  frame: 24,
  line: 10,
  bundle: 4,
  padding: { left: 16, top: 44, right: 16, bottom: 16 },
};
const graphviz = await Graphviz.load();

const graphs: readonly { readonly name: string; readonly nodes: number; readonly pairs: readonly Pair[] }[] = [
  { name: "a real graph of 1,214", ...realGraph() },
  ...[30, 60, 120, 300, 1_000].map((nodes) => ({
    name: `a generated one of ${nodes}`,
    nodes,
    pairs: stagedPairs(nodes),
  })),
];

const counted = graphs.map(({ name, nodes, pairs }) => ({
  name,
  ours: crossings(ownSegments(nodes, pairs)),
  theirs: crossings(graphvizSegments(nodes, pairs)),
}));

test("all graphs together cross at most 1.1 times as many edges as with Graphviz", () => {
  const sum = (side: "ours" | "theirs"): number => counted.reduce((total, one) => total + one[side], 0);
  assert.ok(sum("ours") <= 1.1 * sum("theirs"), `${sum("ours")} crossings, Graphviz has ${sum("theirs")}`);
});

// Small ones differ by chance: which of several shortest rankings is taken decides more than the order inside them.
for (const { name, ours, theirs } of counted) {
  test(`${name} crosses at most 1.4 times as many`, () => {
    assert.ok(theirs > 0, "a graph that nothing crosses shows nothing");
    assert.ok(ours <= 1.4 * theirs, `${ours} crossings, Graphviz has ${theirs}`);
  });
}

function realGraph() {
  const file = new URL("../../test/graphs/real-1200.json", import.meta.url);
  const { nodes, edges } = JSON.parse(readFileSync(file, "utf8")) as { nodes: number; edges: readonly number[] };
  const pairs = Array.from(
    { length: edges.length / 2 },
    (_, edge): Pair => [edges[2 * edge] as number, edges[2 * edge + 1] as number],
  );
  return { nodes, pairs };
}

/** Five stages; each asset reads one to four of the stage before it, most of them near, and now and then one from far. */
function stagedPairs(nodes: number): readonly Pair[] {
  let state = nodes;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const size = nodes / 5;
  const pairs = new Map<string, Pair>();
  for (let to = Math.ceil(size); to < nodes; to++) {
    const first = Math.floor(to / size - 1) * size;
    for (let count = 1 + Math.floor(random() * 4); count > 0; count--) {
      const near = first + (to % size) + (random() - 0.5) * size * 0.2;
      const far = random() * (first + size);
      const from = Math.round(Math.min(first + size - 1, Math.max(0, random() < 0.15 ? far : near)));
      if (from < to) pairs.set(`${from} ${to}`, [from, to]);
    }
  }
  return [...pairs.values()];
}

function ownSegments(nodes: number, pairs: readonly Pair[]): readonly Segment[] {
  const { routes } = layoutFramed(
    {
      ...directedGraph(nodes, pairs),
      frames: nodes,
      frameOf: Int32Array.from({ length: nodes }, (_, node) => node),
      width: new Float64Array(nodes).fill(width),
      height: new Float64Array(nodes).fill(height),
      padded: new Uint8Array(nodes),
    },
    spacing,
    0.3,
  );
  const segments = new Map<string, Segment>();
  for (let edge = 0; edge + 1 < routes.start.length; edge++) {
    for (let point = routes.start[edge]!; point + 1 < routes.start[edge + 1]!; point++) {
      const segment: Segment = [routes.x[point]!, routes.y[point]!, routes.x[point + 1]!, routes.y[point + 1]!];
      segments.set(segment.join(" "), segment);
    }
  }
  return [...segments.values()];
}

function graphvizSegments(nodes: number, pairs: readonly Pair[]): readonly Segment[] {
  const box = `node[shape=box,fixedsize=true,width=${width / 72},height=${height / 72}]`;
  const names = Array.from({ length: nodes }, (_, node) => node).join(";");
  const edges = pairs.map(([from, to]) => `${from}->${to}`).join(";");
  const text = graphviz.layout(`digraph{rankdir=LR;splines=polyline;${box};${names};${edges}}`, "plain", "dot");
  return text.split("\n").flatMap((line) => {
    if (!line.startsWith("edge ")) return [];
    const [, , , count, ...numbers] = line.split(" ");
    // Of a polyline every third point is a corner; those between are for drawing it as a curve.
    const corners = Array.from({ length: (Number(count) - 1) / 3 + 1 }, (_, corner) => [
      Number(numbers[6 * corner]),
      Number(numbers[6 * corner + 1]),
    ]) as [number, number][];
    return corners.slice(1).map((corner, index): Segment => {
      const [left, right] = [corners[index] as [number, number], corner].sort(([one], [other]) => one - other) as [
        [number, number],
        [number, number],
      ];
      return [...left, ...right];
    });
  });
}

function crossings(segments: readonly Segment[]): number {
  const sorted = [...segments].sort(([one], [other]) => one - other);
  let count = 0;
  for (const [index, one] of sorted.entries()) {
    for (let next = index + 1; next < sorted.length; next++) {
      const other = sorted[next] as Segment;
      if (other[0] >= one[2]) break;
      if (partsEndsOf(one, other) && partsEndsOf(other, one)) count++;
    }
  }
  return count;
}

/** Whether the line through one segment has the ends of the other on its two sides. */
function partsEndsOf([fromX, fromY, toX, toY]: Segment, [otherX, otherY, endX, endY]: Segment): boolean {
  const side = (x: number, y: number): number => Math.sign((toX - fromX) * (y - fromY) - (toY - fromY) * (x - fromX));
  return side(otherX, otherY) * side(endX, endY) < 0;
}
