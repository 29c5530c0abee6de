import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { directedGraph } from "./directed-graph.ts";
import type { FramedGraph } from "./layered-graph.ts";
import { type Layout, layoutFramed } from "./layout-framed.ts";
import type { Spacing } from "./place-columns.ts";

const spacing: Spacing = {
  column: 50,
  layer: 40,
  node: 20,
  frame: 24,
  line: 10,
  bundle: 4,
  padding: { left: 16, top: 44, right: 16, bottom: 16 },
};

interface Shape {
  readonly frameOf: readonly number[];
  readonly pairs: readonly (readonly [number, number])[];
  readonly padded: readonly boolean[];
  readonly heights: readonly number[];
}

function framed({ frameOf, pairs, padded, heights }: Shape): FramedGraph {
  const frames = Math.max(...frameOf) + 1;
  const members = Array.from({ length: frames }, (_, frame) => frameOf.filter((one) => one === frame).length);
  return {
    ...directedGraph(frameOf.length, pairs),
    frames,
    frameOf: Int32Array.from(frameOf),
    width: new Float64Array(frameOf.length).fill(100),
    height: Float64Array.from(frameOf, (_, node) => heights[node % heights.length]!),
    // A frame without padding is one node.
    padded: Uint8Array.from({ length: frames }, (_, frame) =>
      padded[frame % padded.length] || members[frame] !== 1 ? 1 : 0,
    ),
  };
}

/** Frames are used from 0 on without gaps. */
const shapes = fc.integer({ min: 1, max: 24 }).chain((nodes) =>
  fc.record({
    frameOf: fc
      .integer({ min: 1, max: nodes })
      .chain((frames) =>
        fc
          .array(fc.integer({ min: 0, max: frames - 1 }), { minLength: nodes - frames, maxLength: nodes - frames })
          .map((rest) => [...Array.from({ length: frames }, (_, frame) => frame), ...rest]),
      ),
    pairs: fc.array(fc.tuple(fc.integer({ min: 0, max: nodes - 1 }), fc.integer({ min: 0, max: nodes - 1 })), {
      maxLength: 50,
    }),
    padded: fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
    heights: fc.array(fc.integer({ min: 10, max: 300 }), { minLength: 1, maxLength: 5 }),
  }),
);

interface Box {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function nodeBox(graph: FramedGraph, layout: Layout, node: number): Box {
  return {
    name: `node ${node}`,
    x: layout.x[node]!,
    y: layout.y[node]!,
    width: graph.width[node]!,
    height: graph.height[node]!,
  };
}

function frameBox({ frames }: Layout, frame: number): Box {
  const { x, y, width, height } = frames;
  return { name: `frame ${frame}`, x: x[frame]!, y: y[frame]!, width: width[frame]!, height: height[frame]! };
}

function overlap(one: Box, other: Box): boolean {
  const slip = 0.001;
  return (
    one.x + slip < other.x + other.width &&
    other.x + slip < one.x + one.width &&
    one.y + slip < other.y + other.height &&
    other.y + slip < one.y + one.height
  );
}

function within(inner: Box, outer: Box): boolean {
  const slip = 0.001;
  return (
    inner.x >= outer.x - slip &&
    inner.y >= outer.y - slip &&
    inner.x + inner.width <= outer.x + outer.width + slip &&
    inner.y + inner.height <= outer.y + outer.height + slip
  );
}

test("nothing overlaps, and every node is inside its frame and the drawing", () => {
  fc.assert(
    fc.property(shapes, (shape) => {
      const graph = framed(shape);
      const layout = layoutFramed(graph, spacing, 1.6);
      const whole = { name: "drawing", x: 0, y: 0, width: layout.width, height: layout.height };
      const frames = Array.from({ length: graph.frames }, (_, frame) => frameBox(layout, frame));
      for (const [index, frame] of frames.entries()) {
        assert.ok(within(frame, whole), `${frame.name} is outside`);
        for (const other of frames.slice(index + 1))
          assert.ok(!overlap(frame, other), `${frame.name} and ${other.name}`);
      }
      const nodes = Array.from({ length: graph.nodes }, (_, node) => nodeBox(graph, layout, node));
      for (const [index, node] of nodes.entries()) {
        assert.ok(within(node, frames[graph.frameOf[index]!]!), `${node.name} is outside its frame`);
        for (const other of nodes.slice(index + 1)) assert.ok(!overlap(node, other), `${node.name} and ${other.name}`);
      }
    }),
    { numRuns: 300 },
  );
});

test("edges go from left to right when there is no cycle, in the graph or between its frames", () => {
  fc.assert(
    fc.property(shapes, (shape) => {
      // Edges from lower to higher, and frames in the order of their nodes: no cycle anywhere.
      const frameOf = shape.frameOf.toSorted((one, other) => one - other);
      const pairs = shape.pairs.map(([one, other]) => [Math.min(one, other), Math.max(one, other)] as const);
      const graph = framed({ ...shape, frameOf, pairs });
      const layout = layoutFramed(graph, spacing, 1.6);
      for (let edge = 0; edge < graph.from.length; edge++) {
        const from = nodeBox(graph, layout, graph.from[edge]!);
        const to = nodeBox(graph, layout, graph.to[edge]!);
        assert.ok(from.x + from.width < to.x, `edge from ${from.name} to ${to.name}`);
        const { start, x } = layout.routes;
        const way = [...x.subarray(start[edge], start[edge + 1])];
        assert.deepEqual(
          way,
          way.toSorted((one, other) => one - other),
          "its way turns back",
        );
      }
    }),
    { numRuns: 300 },
  );
});

test("every edge begins at the side of its source and ends at the side of its target, with cycles too", () => {
  fc.assert(
    fc.property(shapes, (shape) => {
      const graph = framed(shape);
      const layout = layoutFramed(graph, spacing, 1.6);
      const { start, x, y } = layout.routes;
      for (let edge = 0; edge < graph.from.length; edge++) {
        for (const [node, point] of [
          [graph.from[edge]!, start[edge]!],
          [graph.to[edge]!, start[edge + 1]! - 1],
        ] as const) {
          const box = nodeBox(graph, layout, node);
          assert.ok(Math.abs(y[point]! - (box.y + box.height / 2)) < 0.001, `${box.name} in the middle`);
          const sides = [box.x, box.x + box.width];
          assert.ok(
            sides.some((side) => Math.abs(side - x[point]!) < 0.001),
            `${box.name} at a side`,
          );
        }
      }
    }),
    { numRuns: 300 },
  );
});

test("equal input gives equal output", () => {
  fc.assert(
    fc.property(shapes, (shape) => {
      assert.deepEqual(layoutFramed(framed(shape), spacing, 1.6), layoutFramed(framed(shape), spacing, 1.6));
    }),
    { numRuns: 100 },
  );
});

test("an unchanged graph that knows its old places soon keeps the order of nodes in every column", () => {
  fc.assert(
    fc.property(shapes, (shape) => {
      const graph = framed(shape);
      let last = layoutFramed(graph, spacing, 1.6);
      // Lines that pass have no old place: where they come to lie may still let two nodes change places.
      for (let attempt = 0; attempt < 5; attempt++) {
        const next = layoutFramed({ ...graph, before: last.y }, spacing, 1.6);
        if (sameOrder(graph, last, next)) return;
        last = next;
      }
      assert.fail("the order changes again and again");
    }),
    { numRuns: 100 },
  );
});

function sameOrder(graph: FramedGraph, one: Layout, other: Layout): boolean {
  for (let node = 0; node < graph.nodes; node++) {
    for (let before = 0; before < node; before++) {
      if (graph.frameOf[node] !== graph.frameOf[before] || one.x[node] !== one.x[before]) continue;
      if (Math.sign(one.y[node]! - one.y[before]!) !== Math.sign(other.y[node]! - other.y[before]!)) return false;
    }
  }
  return true;
}
