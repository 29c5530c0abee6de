import { frameEdges, planColumns } from "./assign-columns.ts";
import { at, connectedParts } from "./directed-graph.ts";
import type { FramedGraph, LayeredGraph } from "./layered-graph.ts";
import { orderLayers } from "./order-layers.ts";
import { packParts } from "./pack-parts.ts";
import type { Spacing } from "./place-columns.ts";
import { type Places, placeNodes } from "./place-nodes.ts";
import { wrapRows } from "./wrap-rows.ts";

/** A drawing: everything has its place, from (0, 0) to (width, height). */
export interface Layout {
  readonly width: number;
  readonly height: number;
  /** Top left of each node. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly frames: {
    readonly x: Float64Array;
    readonly y: Float64Array;
    readonly width: Float64Array;
    readonly height: Float64Array;
  };
  /** The way of each edge from its source to its target: those of `edge` are points `start[edge]` to `start[edge + 1] - 1`. */
  readonly routes: { readonly start: Int32Array; readonly x: Float64Array; readonly y: Float64Array };
}

/** One connected part, laid out by itself. */
interface Part {
  readonly nodes: readonly number[];
  readonly frames: readonly number[];
  readonly edges: readonly number[];
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly frameX: Float64Array;
  readonly frameY: Float64Array;
  readonly frameWidth: Float64Array;
  readonly frameHeight: Float64Array;
  readonly routeX: readonly (readonly number[])[];
  readonly routeY: readonly (readonly number[])[];
  readonly width: number;
  readonly height: number;
}

/**
 * Lays out frames and their nodes in layers from left to right. Edges go from left to right, but for one of each cycle;
 * nothing overlaps; equal input gives equal output. A long chain is broken into rows, each from left to right. `widthForHeight` is the shape that is wanted: 1.6 is a wide screen.
 */
export function layoutFramed(graph: FramedGraph, spacing: Spacing, widthForHeight: number): Layout {
  const between = frameEdges(graph);
  const { partOf, parts } = connectedParts(between);
  const nodesOf: number[][] = Array.from({ length: parts }, () => []);
  const framesOf: number[][] = Array.from({ length: parts }, () => []);
  const edgesOf: number[][] = Array.from({ length: parts }, () => []);
  for (let frame = 0; frame < graph.frames; frame++) framesOf[at(partOf, frame)]?.push(frame);
  for (let node = 0; node < graph.nodes; node++) nodesOf[at(partOf, at(graph.frameOf, node))]?.push(node);
  for (let edge = 0; edge < graph.from.length; edge++) {
    edgesOf[at(partOf, at(graph.frameOf, at(graph.from, edge)))]?.push(edge);
  }
  const laidOut: Part[] = [];
  for (let part = 0; part < parts; part++) {
    const nodes = nodesOf[part] ?? [];
    if (nodes.length === 0) continue;
    laidOut.push(layoutPart(graph, nodes, framesOf[part] ?? [], edgesOf[part] ?? [], spacing, widthForHeight));
  }
  return assemble(graph, laidOut, spacing, widthForHeight);
}

function layoutPart(
  whole: FramedGraph,
  nodes: readonly number[],
  frames: readonly number[],
  edges: readonly number[],
  spacing: Spacing,
  widthForHeight: number,
): Part {
  const graph = extract(whole, nodes, frames, edges);
  const { oriented, turned, layered } = planColumns(graph, spacing, widthForHeight);
  const share = edges.length / Math.max(1, whole.from.length);
  const order = orderLayers(layered, usefulPlaces(graph), share);
  const places = placeNodes(oriented, layered, order, spacing);
  return wrapRows(measurePart(oriented, nodes, frames, edges, layered, places, turned, spacing), graph, widthForHeight);
}

/** The part as a graph of its own, with its nodes, frames and edges counted from 0. */
function extract(
  whole: FramedGraph,
  nodes: readonly number[],
  frames: readonly number[],
  edges: readonly number[],
): FramedGraph {
  const nodeIndex = new Map(nodes.map((node, index) => [node, index]));
  const frameIndex = new Map(frames.map((frame, index) => [frame, index]));
  if (nodes.length === whole.nodes && frames.length === whole.frames) return whole;
  const { before } = whole;
  return {
    nodes: nodes.length,
    frames: frames.length,
    frameOf: Int32Array.from(nodes, (node) => frameIndex.get(at(whole.frameOf, node)) ?? 0),
    width: Float64Array.from(nodes, (node) => at(whole.width, node)),
    height: Float64Array.from(nodes, (node) => at(whole.height, node)),
    padded: Uint8Array.from(frames, (frame) => whole.padded[frame] ?? 0),
    from: Int32Array.from(edges, (edge) => nodeIndex.get(at(whole.from, edge)) ?? 0),
    to: Int32Array.from(edges, (edge) => nodeIndex.get(at(whole.to, edge)) ?? 0),
    weight: Float64Array.from(edges, (edge) => at(whole.weight, edge)),
    ...(before === undefined ? {} : { before: Float64Array.from(nodes, (node) => at(before, node)) }),
  };
}

/** Old places help only when most nodes have one. */
function usefulPlaces(graph: FramedGraph): Float64Array | undefined {
  if (graph.before === undefined) return undefined;
  let known = 0;
  for (const place of graph.before) if (!Number.isNaN(place)) known++;
  return known * 2 > graph.nodes ? graph.before : undefined;
}

function measurePart(
  graph: FramedGraph,
  nodes: readonly number[],
  frames: readonly number[],
  edges: readonly number[],
  layered: LayeredGraph,
  places: Places,
  turned: Uint8Array,
  spacing: Spacing,
): Part {
  const x = new Float64Array(graph.nodes);
  const y = new Float64Array(graph.nodes);
  const frameX = new Float64Array(graph.frames).fill(Number.POSITIVE_INFINITY);
  const frameEnd = new Float64Array(graph.frames).fill(Number.NEGATIVE_INFINITY);
  const frameTop = places.top.slice(0, graph.frames);
  const frameBottom = places.bottom.slice(0, graph.frames);
  for (let node = 0; node < graph.nodes; node++) {
    const column = at(layered.column, node);
    x[node] = (at(places.left, column) + at(places.right, column) - at(graph.width, node)) / 2;
    y[node] = at(places.middle, node) - at(graph.height, node) / 2;
    const frame = at(graph.frameOf, node);
    const padded = graph.padded[frame] === 1;
    if (!padded) {
      // Its lines may pass above or below it where others have more columns: it is no higher for that.
      frameTop[frame] = at(y, node);
      frameBottom[frame] = at(y, node) + at(graph.height, node);
    }
    frameX[frame] = Math.min(at(frameX, frame), at(x, node) - (padded ? spacing.padding.left : 0));
    frameEnd[frame] = Math.max(
      at(frameEnd, frame),
      at(x, node) + at(graph.width, node) + (padded ? spacing.padding.right : 0),
    );
  }
  let top = Number.POSITIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  let right = 0;
  for (let band = 0; band < layered.bands; band++) {
    top = Math.min(top, at(places.top, band));
    bottom = Math.max(bottom, at(places.bottom, band));
  }
  for (const end of frameEnd) right = Math.max(right, end);
  const routeX: number[][] = [];
  const routeY: number[][] = [];
  for (let edge = 0; edge < edges.length; edge++) {
    const [pointsX, pointsY] = route(graph, layered, places, x, edge, top);
    if (turned[edge] === 1) {
      pointsX.reverse();
      pointsY.reverse();
    }
    routeX.push(pointsX);
    routeY.push(pointsY);
  }
  return {
    nodes,
    frames,
    edges,
    x,
    y: y.map((value) => value - top),
    frameX,
    frameY: frameTop.map((value) => value - top),
    frameWidth: frameEnd.map((end, frame) => end - at(frameX, frame)),
    frameHeight: frameBottom.map((value, frame) => value - at(frameTop, frame)),
    routeX,
    routeY,
    width: right,
    height: bottom - top,
  };
}

/** Out of the right side of the left node, level through every column that it passes, into the left side of the right node. */
function route(
  graph: FramedGraph,
  layered: LayeredGraph,
  places: Places,
  x: Float64Array,
  edge: number,
  top: number,
): [number[], number[]] {
  const pointsX: number[] = [];
  const pointsY: number[] = [];
  const first = at(layered.chainStart, edge);
  const last = at(layered.chainStart, edge + 1) - 1;
  for (let index = first; index <= last; index++) {
    const node = at(layered.chain, index);
    const middle = at(places.middle, node) - top;
    if (index === first) {
      pointsX.push(at(x, node) + at(graph.width, node));
      pointsY.push(middle);
    } else if (index === last) {
      pointsX.push(at(x, node));
      pointsY.push(middle);
    } else {
      const column = at(layered.column, node);
      pointsX.push(at(places.left, column), at(places.right, column));
      pointsY.push(middle, middle);
    }
  }
  return [pointsX, pointsY];
}

function assemble(graph: FramedGraph, parts: readonly Part[], spacing: Spacing, widthForHeight: number): Layout {
  const packed = packParts(parts, spacing.frame, widthForHeight);
  const x = new Float64Array(graph.nodes);
  const y = new Float64Array(graph.nodes);
  const frames = {
    x: new Float64Array(graph.frames),
    y: new Float64Array(graph.frames),
    width: new Float64Array(graph.frames),
    height: new Float64Array(graph.frames),
  };
  const routes: { x: readonly number[]; y: readonly number[] }[] = Array.from({ length: graph.from.length }, () => ({
    x: [],
    y: [],
  }));
  parts.forEach((part, index) => {
    const left = at(packed.x, index);
    const top = at(packed.y, index);
    part.nodes.forEach((node, position) => {
      x[node] = at(part.x, position) + left;
      y[node] = at(part.y, position) + top;
    });
    part.frames.forEach((frame, position) => {
      frames.x[frame] = at(part.frameX, position) + left;
      frames.y[frame] = at(part.frameY, position) + top;
      frames.width[frame] = at(part.frameWidth, position);
      frames.height[frame] = at(part.frameHeight, position);
    });
    part.edges.forEach((edge, position) => {
      const pointsX = (part.routeX[position] ?? []).map((value) => value + left);
      const pointsY = (part.routeY[position] ?? []).map((value) => value + top);
      routes[edge] = { x: pointsX, y: pointsY };
    });
  });
  const start = new Int32Array(graph.from.length + 1);
  routes.forEach((points, edge) => {
    start[edge + 1] = at(start, edge) + points.x.length;
  });
  const routeX = new Float64Array(at(start, graph.from.length));
  const routeY = new Float64Array(at(start, graph.from.length));
  routes.forEach((points, edge) => {
    routeX.set(points.x, at(start, edge));
    routeY.set(points.y, at(start, edge));
  });
  return { width: packed.width, height: packed.height, x, y, frames, routes: { start, x: routeX, y: routeY } };
}
