import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { directedGraph } from "./directed-graph.ts";
import { cutEdges, type LayeredGraph } from "./layered-graph.ts";
import { Arrangement, type LayerOrder } from "./order-arrangement.ts";
import { countCrossings } from "./order-crossings.ts";
import { exchangeNeighbours } from "./order-exchange.ts";
import { orderLayers } from "./order-layers.ts";
import { Sifter } from "./order-sift.ts";
import { seededChance, startFromWalk } from "./order-start.ts";
import { centreTrunks } from "./order-trunks.ts";

interface Shape {
  /** Of each frame. */
  readonly layers: readonly number[];
  /** Of each node: its frame, and its column in there. */
  readonly nodes: readonly (readonly [frame: number, column: number])[];
  readonly pairs: readonly (readonly [number, number])[];
}

const columnsOfLayer = 2;

/** Cut at its columns, with edges turned to the right. Left out are those that go nowhere, or between frames of one layer: there are none. */
function layeredOf({ layers, nodes, pairs }: Shape): LayeredGraph {
  const frameOf = nodes.map(([frame]) => frame);
  const column = nodes.map(([frame, inside]) => layers[frame]! * columnsOfLayer + inside);
  const right = pairs
    .filter(([one, other]) => column[one] !== column[other])
    .filter(([one, other]) => frameOf[one] === frameOf[other] || layers[frameOf[one]!] !== layers[frameOf[other]!])
    .map(([one, other]) => (column[one]! < column[other]! ? ([one, other] as const) : ([other, one] as const)));
  const graph = {
    ...directedGraph(nodes.length, right),
    frames: layers.length,
    frameOf: Int32Array.from(frameOf),
    width: new Float64Array(nodes.length).fill(1),
    height: new Float64Array(nodes.length).fill(1),
    padded: new Uint8Array(layers.length).fill(1),
  };
  const count = Math.max(...layers) + 1;
  const firstColumn = Int32Array.from({ length: count + 1 }, (_, layer) => layer * columnsOfLayer);
  return cutEdges(graph, { column: Int32Array.from(column), layer: Int32Array.from(layers), firstColumn });
}

const shapes: fc.Arbitrary<Shape> = fc.integer({ min: 1, max: 6 }).chain((frames) =>
  fc.integer({ min: 1, max: 18 }).chain((nodes) =>
    fc.record({
      layers: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: frames, maxLength: frames }),
      nodes: fc.array(
        fc.tuple(fc.integer({ min: 0, max: frames - 1 }), fc.integer({ min: 0, max: columnsOfLayer - 1 })),
        { minLength: nodes, maxLength: nodes },
      ),
      pairs: fc.array(fc.tuple(fc.integer({ min: 0, max: nodes - 1 }), fc.integer({ min: 0, max: nodes - 1 })), {
        maxLength: 40,
      }),
    }),
  ),
);

/** Counted pair by pair. */
function crossingsOf(graph: LayeredGraph, columns: readonly (readonly number[])[]): number {
  const position = new Map(columns.flatMap((nodes) => nodes.map((node, index) => [node, index] as const)));
  let crossings = 0;
  for (let one = 0; one < graph.from.length; one++) {
    for (let other = 0; other < one; other++) {
      if (graph.column[graph.from[one]!] !== graph.column[graph.from[other]!]) continue;
      const before = position.get(graph.from[one]!)! - position.get(graph.from[other]!)!;
      const after = position.get(graph.to[one]!)! - position.get(graph.to[other]!)!;
      if (before * after < 0) crossings++;
    }
  }
  return crossings;
}

/** Every node is in its column, and bands are blocks that stand in one order in all columns of their layer. */
function assertWhole(graph: LayeredGraph, { columns, bands }: LayerOrder): void {
  assert.deepEqual(
    columns.flat().toSorted((one, other) => one - other),
    Array.from({ length: graph.nodes }, (_, node) => node),
  );
  columns.forEach((nodes, column) => {
    for (const node of nodes) assert.equal(graph.column[node], column);
    const inLayer = bands[Math.floor(column / columnsOfLayer)]!;
    const places = nodes.map((node) => inLayer.indexOf(graph.band[node]!));
    assert.deepEqual(
      places,
      places.toSorted((one, other) => one - other),
      "a band is torn apart, or not in its place",
    );
  });
}

test("every node is in its column, and bands stay together, with any share of the time", () => {
  fc.assert(
    fc.property(shapes, fc.constantFrom(0, 0.00001, 0.01), (shape, share) => {
      const graph = layeredOf(shape);
      assertWhole(graph, orderLayers(graph, undefined, share));
    }),
    { numRuns: 200 },
  );
});

test("old places are kept where they cross nothing", () => {
  fc.assert(
    fc.property(shapes, (shape) => {
      const graph = layeredOf({ ...shape, pairs: [] });
      const before = Float64Array.from(shape.nodes, ([frame], node) => 1_000 * frame - node);
      const order = orderLayers(graph, before, 1);
      assertWhole(graph, order);
      for (const nodes of order.columns) {
        const places = nodes.map((node) => before[node]!);
        assert.deepEqual(
          places,
          places.toSorted((one, other) => one - other),
        );
      }
    }),
    { numRuns: 100 },
  );
});

test("crossings are counted as one would pair by pair", () => {
  fc.assert(
    fc.property(shapes, fc.nat(), (shape, seed) => {
      const graph = layeredOf(shape);
      const arrangement = new Arrangement(graph);
      startFromWalk(arrangement, seed, seededChance(seed));
      assert.equal(countCrossings(arrangement), crossingsOf(graph, arrangement.order().columns));
    }),
    { numRuns: 200 },
  );
});

test("sifting and exchanging never add a crossing, and keep bands together", () => {
  fc.assert(
    fc.property(shapes, fc.nat(), fc.boolean(), (shape, seed, disturbed) => {
      const graph = layeredOf(shape);
      const arrangement = new Arrangement(graph);
      const chance = seededChance(seed);
      startFromWalk(arrangement, seed, chance);
      const sifter = new Sifter(arrangement, chance);
      sifter.changedAll();
      if (disturbed) sifter.disturb();
      const first = countCrossings(arrangement);
      sifter.sift(4, 1_000_000);
      const second = countCrossings(arrangement);
      exchangeNeighbours(arrangement);
      const third = countCrossings(arrangement);
      assert.ok(first >= second && second >= third, `${first}, ${second}, ${third}`);
      assertWhole(graph, arrangement.order());
    }),
    { numRuns: 200 },
  );
});

/** Single nodes in columns. */
function flatGraph(column: readonly number[], pairs: readonly (readonly [number, number])[]): LayeredGraph {
  const nodes = column.length;
  const columns = Int32Array.from(column);
  const graph = {
    ...directedGraph(nodes, pairs),
    frames: nodes,
    frameOf: Int32Array.from({ length: nodes }, (_, node) => node),
    width: new Float64Array(nodes).fill(1),
    height: new Float64Array(nodes).fill(1),
    padded: new Uint8Array(nodes),
  };
  const firstColumn = Int32Array.from({ length: Math.max(...column) + 2 }, (_, index) => index);
  return cutEdges(graph, { column: columns, layer: columns, firstColumn });
}

test("a line passes in the middle of the readers of its source, and of the sources of its target", () => {
  const toFar = flatGraph(
    [0, 1, 1, 1, 1, 2, 2],
    [1, 2, 3, 4, 5, 6].map((reader) => [0, reader]),
  );
  const trunk = orderLayers(toFar, undefined, 1).columns[1]!.indexOf(7);
  assert.equal(trunk, 2);
  const fromFar = flatGraph(
    [2, 1, 1, 1, 1, 0],
    [1, 2, 3, 4, 5].map((source) => [source, 0]),
  );
  assert.equal(orderLayers(fromFar, undefined, 1).columns[1]!.indexOf(6), 2);
});

test("lines that are moved between readers add no crossing", () => {
  fc.assert(
    fc.property(shapes, fc.nat(), ({ layers, nodes, pairs }, seed) => {
      const column = nodes.map(([frame, inside]) => layers[frame]! * columnsOfLayer + inside);
      const right = pairs
        .filter(([one, other]) => column[one] !== column[other])
        .map(([one, other]) => (column[one]! < column[other]! ? ([one, other] as const) : ([other, one] as const)));
      const arrangement = new Arrangement(flatGraph(column, right));
      startFromWalk(arrangement, seed, seededChance(seed));
      const before = countCrossings(arrangement);
      centreTrunks(arrangement);
      assert.equal(countCrossings(arrangement), before);
      const { columns, bands } = arrangement.order();
      assert.deepEqual(
        columns.map((inColumn) => inColumn.map((node) => arrangement.graph.band[node])),
        bands,
      );
    }),
    { numRuns: 200 },
  );
});

test("sifting beyond its steps leaves the order as it is", () => {
  fc.assert(
    fc.property(shapes, fc.nat(), (shape, seed) => {
      const arrangement = new Arrangement(layeredOf(shape));
      const chance = seededChance(seed);
      startFromWalk(arrangement, seed, chance);
      const before = arrangement.order();
      const sifter = new Sifter(arrangement, chance);
      sifter.changedAll();
      sifter.sift(4, 0);
      assert.deepEqual(arrangement.order(), before);
      assert.equal(
        sifter.stopped,
        before.bands.some((bands) => bands.length > 1) || hasLooseNodes(before, arrangement),
      );
    }),
    { numRuns: 100 },
  );
});

/** Whether a band has two nodes in one column. */
function hasLooseNodes({ columns }: LayerOrder, { graph }: Arrangement): boolean {
  return columns.some((nodes) => new Set(nodes.map((node) => graph.band[node])).size < nodes.length);
}

/** Three columns of four single nodes, a third of all pairs joined: small enough to try every order. */
function tinyGraph(seed: number): LayeredGraph {
  const chance = seededChance(seed);
  const nodes = 12;
  const pairs: [number, number][] = [];
  for (let one = 0; one < nodes; one++) {
    for (let other = one + 1; other < nodes; other++) {
      if (Math.floor(one / 4) + 1 === Math.floor(other / 4) && chance() < 0.5) pairs.push([one, other]);
    }
  }
  return flatGraph(
    Array.from({ length: nodes }, (_, node) => Math.floor(node / 4)),
    pairs,
  );
}

function ordersOf(nodes: readonly number[]): number[][] {
  if (nodes.length < 2) return [[...nodes]];
  return nodes.flatMap((node) => ordersOf(nodes.filter((other) => other !== node)).map((rest) => [node, ...rest]));
}

/** The middle column decides alone how the outer two stand best, so they are tried one by one. */
function fewestCrossings(graph: LayeredGraph): number {
  let fewest = Number.POSITIVE_INFINITY;
  for (const middle of ordersOf([4, 5, 6, 7])) {
    const least = (outer: readonly number[], columns: (order: number[]) => number[][]): number =>
      Math.min(...ordersOf(outer).map((order) => crossingsOf(graph, columns(order))));
    const left = least([0, 1, 2, 3], (order) => [order, middle]);
    const right = least([8, 9, 10, 11], (order) => [[], middle, order]);
    fewest = Math.min(fewest, left + right);
  }
  return fewest;
}

test("of a graph that is small enough to try every order, the best is found", () => {
  for (let seed = 1; seed <= 25; seed++) {
    const graph = tinyGraph(seed);
    const { columns } = orderLayers(graph, undefined, 1);
    assert.equal(crossingsOf(graph, columns), fewestCrossings(graph), `seed ${seed}`);
  }
});
