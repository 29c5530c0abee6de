import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Graphviz } from "@hpcc-js/wasm-graphviz";
import { directedGraph } from "./directed-graph.ts";
import { layoutFramed } from "./layout-framed.ts";
import type { Spacing } from "./place-columns.ts";

/*
 * Graphviz is the yardstick of layered drawings. Both are counted as they are drawn, by one function: ours with one trunk
 * for all edges of a node, its edges as the polylines that it gives, without arrowheads, which would hide what lines cross
 * under them.
 */

type Pair = readonly [from: number, to: number];

/** A line that goes from left to right. */
interface Line {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

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

const most = 1.1;
/** Below so many crossings one more or less is chance, and more than a tenth. */
const few = 10;

const graphs: readonly { readonly name: string; readonly nodes: number; readonly pairs: readonly Pair[] }[] = [
  { name: "a real graph of 1,214", ...realGraph() },
  ...[30, 60, 120, 300, 1_000].map((nodes) => ({
    name: `a generated one of ${nodes}`,
    nodes,
    pairs: stagedPairs(nodes, nodes),
  })),
  ...[40, 80, 100, 200].flatMap((nodes) =>
    [1, 2, 3].map((seed) => ({
      name: `a generated one of ${nodes}, seed ${seed}`,
      nodes,
      pairs: stagedPairs(nodes, 10_000 * seed + nodes),
    })),
  ),
  ...[60, 100].flatMap((nodes) =>
    [1, 2].map((seed) => ({
      name: `a tangled one of ${nodes}, seed ${seed}`,
      nodes,
      pairs: tangledPairs(nodes, seed),
    })),
  ),
];

for (const { name, nodes, pairs } of graphs) {
  test(`${name} crosses at most 1.1 times as many edges as with Graphviz`, () => {
    const ours = crossings(ownLines(nodes, pairs));
    const theirs = crossings(graphvizLines(nodes, pairs));
    assert.ok(theirs > 0, "a graph that nothing crosses shows nothing");
    const allowed = theirs < few ? theirs + 1 : most * theirs;
    assert.ok(ours <= allowed, `${ours} crossings, Graphviz has ${theirs}`);
  });
}

test("lines that change sides cross, also where they meet in a corner, and those that touch do not", () => {
  const rising = { x: [0, 10], y: [0, 10] };
  const rows: readonly (readonly [what: string, other: Line, expected: number])[] = [
    ["falls through it", { x: [0, 10], y: [10, 0] }, 1],
    ["has its corner on it", { x: [0, 5, 10], y: [10, 5, 0] }, 1],
    ["touches it and turns back", { x: [0, 5, 10], y: [10, 5, 10] }, 0],
    ["goes along with it, then leaves on the other side", { x: [0, 3, 6, 10], y: [8, 3, 6, 0] }, 1],
    ["begins at the same point", { x: [0, 10], y: [0, 3] }, 0],
    ["ends at the same point", { x: [0, 10], y: [5, 10] }, 0],
    ["crosses it three times", { x: [0, 2, 6, 10], y: [4, 0, 9, 2] }, 3],
    ["is beside it", { x: [10, 20], y: [0, 5] }, 0],
  ];
  for (const [what, other, expected] of rows) {
    assert.equal(crossings([rising, other]), expected, what);
    assert.equal(crossings([other, rising]), expected, what);
  }
});

function realGraph() {
  const file = new URL("../../test/graphs/real-1200.json", import.meta.url);
  const { nodes, edges } = JSON.parse(readFileSync(file, "utf8")) as { nodes: number; edges: readonly number[] };
  const pairs = Array.from(
    { length: edges.length / 2 },
    (_, edge): Pair => [edges[2 * edge] as number, edges[2 * edge + 1] as number],
  );
  return { nodes, pairs };
}

function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Five stages; each asset reads one to four of the stage before it, most of them near, and now and then one from far. */
function stagedPairs(nodes: number, seed: number): readonly Pair[] {
  const random = chanceOf(seed);
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

/** Any asset reads any earlier one: long edges, and no stages. */
function tangledPairs(nodes: number, seed: number): readonly Pair[] {
  const random = chanceOf(seed);
  const pairs = new Map<string, Pair>();
  while (pairs.size < nodes * 1.3) {
    const one = Math.floor(random() * nodes);
    const other = Math.floor(random() * nodes);
    if (one !== other)
      pairs.set(`${Math.min(one, other)} ${Math.max(one, other)}`, [Math.min(one, other), Math.max(one, other)]);
  }
  return [...pairs.values()];
}

function ownLines(nodes: number, pairs: readonly Pair[]): readonly Line[] {
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
  const lines = new Map<string, Line>();
  for (let edge = 0; edge + 1 < routes.start.length; edge++) {
    for (let point = routes.start[edge]!; point + 1 < routes.start[edge + 1]!; point++) {
      const x = [routes.x[point]!, routes.x[point + 1]!];
      const y = [routes.y[point]!, routes.y[point + 1]!];
      lines.set(`${x} ${y}`, { x, y });
    }
  }
  return [...lines.values()];
}

function graphvizLines(nodes: number, pairs: readonly Pair[]): readonly Line[] {
  const box = `node[shape=box,fixedsize=true,width=${width / 72},height=${height / 72}]`;
  const names = Array.from({ length: nodes }, (_, node) => node).join(";");
  const edges = pairs.map(([from, to]) => `${from}->${to}`).join(";");
  const style = "rankdir=LR;splines=polyline;edge[arrowhead=none]";
  const text = graphviz.layout(`digraph{${style};${box};${names};${edges}}`, "plain", "dot");
  return text.split("\n").flatMap((line) => {
    if (!line.startsWith("edge ")) return [];
    const [, , , count, ...numbers] = line.split(" ");
    // Of a polyline every third point is a corner; those between are for drawing it as a curve.
    const corners = Array.from({ length: (Number(count) - 1) / 3 + 1 }, (_, corner) => 6 * corner);
    const x = corners.map((corner) => Number(numbers[corner]));
    const y = corners.map((corner) => Number(numbers[corner + 1]));
    assert.deepEqual(
      x,
      x.toSorted((one, other) => one - other),
      "a line that turns back",
    );
    return [{ x, y }];
  });
}

function crossings(lines: readonly Line[]): number {
  const sorted = lines.toSorted((one, other) => one.x[0]! - other.x[0]!);
  let count = 0;
  for (const [index, one] of sorted.entries()) {
    for (let next = index + 1; next < sorted.length; next++) {
      const other = sorted[next]!;
      if (other.x[0]! >= one.x.at(-1)!) break;
      count += exchanges(one, other);
    }
  }
  return count;
}

/** How often two lines change sides, going from left to right. */
function exchanges(one: Line, other: Line): number {
  const end = Math.min(one.x.at(-1)!, other.x.at(-1)!);
  let x = Math.max(one.x[0]!, other.x[0]!);
  let side = 0;
  let count = 0;
  for (let left = 0, right = 0; ; ) {
    while (left + 2 < one.x.length && one.x[left + 1]! <= x) left++;
    while (right + 2 < other.x.length && other.x[right + 1]! <= x) right++;
    const apart = heightAt(one, left, x) - heightAt(other, right, x);
    if (Math.abs(apart) > 1e-6) {
      if (side !== 0 && Math.sign(apart) !== side) count++;
      side = Math.sign(apart);
    }
    if (x >= end) return count;
    x = Math.min(end, one.x[left + 1]!, other.x[right + 1]!);
  }
}

function heightAt({ x, y }: Line, index: number, at: number): number {
  const across = x[index + 1]! - x[index]!;
  return across === 0 ? y[index]! : y[index]! + ((y[index + 1]! - y[index]!) * (at - x[index]!)) / across;
}
