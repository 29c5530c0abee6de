import { breakCycles } from "./break-cycles.ts";
import { add, at, connectedParts, type DirectedGraph, directedGraph, graphOfEnds } from "./directed-graph.ts";
import { foldLayers, wantedHeight } from "./fold-layers.ts";
import { type Columns, cutEdges, type FramedGraph, type LayeredGraph } from "./layered-graph.ts";
import { placeColumns, type Spacing } from "./place-columns.ts";
import { rankLayers } from "./rank-layers.ts";
import { turnBackwardEdges } from "./turn-backward-edges.ts";

/** A plan that is this many times higher than its width allows is folded again. */
const tooHighFrom = 1.35;

/** The columns of a part, and its edges cut at them. */
export interface ColumnPlan {
  /** The graph with its edges from left to right. */
  readonly oriented: FramedGraph;
  /** 1: the edge goes from right to left in truth. */
  readonly turned: Uint8Array;
  readonly layered: LayeredGraph;
}

/** Gives frames and nodes their columns. Depends on the graph alone, not on the order of nodes: an unchanged graph keeps its columns. */
export function planColumns(graph: FramedGraph, spacing: Spacing, widthForHeight: number): ColumnPlan {
  const ranks = rankFrames(graph, spacing, widthForHeight);
  const plan = (foldScale: number): ColumnPlan & { readonly width: number; readonly height: number } => {
    const { columns, oriented, turned } = assignColumns(graph, ranks, spacing, widthForHeight, foldScale);
    const layered = cutEdges(oriented, columns);
    return { oriented, turned, layered, ...leastSize(oriented, layered, spacing) };
  };
  const first = plan(1);
  // How much room passing edges take shows only when they are cut; where it is much, layers are folded lower.
  const tooHigh = (first.height * widthForHeight) / Math.max(1, first.width);
  if (tooHigh < tooHighFrom || graph.frames < 3) return first;
  const second = plan(1 / Math.sqrt(tooHigh));
  const size = (of: { readonly width: number; readonly height: number }): number =>
    Math.max(of.width / widthForHeight, of.height);
  return size(second) < size(first) ? second : first;
}

/** The size that a drawing has at least: all columns side by side, and the fullest of them. */
function leastSize(
  graph: FramedGraph,
  layered: LayeredGraph,
  spacing: Spacing,
): { readonly width: number; readonly height: number } {
  const height = new Float64Array(layered.columns);
  for (let node = 0; node < layered.nodes; node++) {
    const real = node < layered.real;
    add(height, at(layered.column, node), real ? at(graph.height, node) + spacing.frame : spacing.bundle);
  }
  const { right } = placeColumns(graph, layered, spacing);
  return { width: Math.max(...right), height: Math.max(...height) };
}

/** The edges between frames, as a graph of frames. */
export function frameEdges({ frames, frameOf, from, to }: FramedGraph): DirectedGraph {
  const frame = (node: number): number => at(frameOf, node);
  return graphOfEnds(frames, from.map(frame), to.map(frame));
}

/** What stands before layers are folded. */
interface Ranks {
  readonly between: DirectedGraph;
  /** Of each frame. */
  readonly frameRank: Int32Array;
  /** Of each node inside its frame. */
  readonly innerRank: Int32Array;
  /** How many columns each frame has. */
  readonly frameColumns: Int32Array;
}

function rankFrames(graph: FramedGraph, spacing: Spacing, widthForHeight: number): Ranks {
  const between = breakCycles(frameEdges(graph));
  const innerRank = rankInside(graph, insideFrames(graph), spacing, widthForHeight);
  const frameColumns = new Int32Array(graph.frames).fill(1);
  for (let node = 0; node < graph.nodes; node++) {
    const frame = at(graph.frameOf, node);
    frameColumns[frame] = Math.max(at(frameColumns, frame), at(innerRank, node) + 1);
  }
  // Many edges between two groups are no more reason to be near than a few: the weight grows slowly.
  const weight = between.weight.map((count) => Math.ceil(Math.log2(count + 1)));
  return { between, innerRank, frameColumns, frameRank: rankParts({ ...between, weight }) };
}

/** Layers of frames, and inside each frame columns of nodes. Edges that close a cycle are turned round. */
function assignColumns(
  graph: FramedGraph,
  ranks: Ranks,
  spacing: Spacing,
  widthForHeight: number,
  foldScale: number,
): { readonly columns: Columns; readonly oriented: FramedGraph; readonly turned: Uint8Array } {
  const { nodes, frames, frameOf } = graph;
  const { innerRank, frameColumns } = ranks;
  const layer = foldFrames(graph, ranks, spacing, widthForHeight, foldScale);
  const layers = Math.max(...layer) + 1;
  const columnsOfLayer = new Int32Array(layers).fill(1);
  for (let frame = 0; frame < frames; frame++) {
    const inLayer = at(layer, frame);
    columnsOfLayer[inLayer] = Math.max(at(columnsOfLayer, inLayer), at(frameColumns, frame));
  }
  const firstColumn = new Int32Array(layers + 1);
  for (let index = 0; index < layers; index++)
    firstColumn[index + 1] = at(firstColumn, index) + at(columnsOfLayer, index);
  const column = Int32Array.from(
    { length: nodes },
    (_, node) => at(firstColumn, at(layer, at(frameOf, node))) + at(innerRank, node),
  );
  const { from, to, turned } = turnBackwardEdges(graph, column);
  return { columns: { column, layer, firstColumn }, oriented: { ...graph, from, to }, turned };
}

function insideFrames(graph: FramedGraph): DirectedGraph {
  if (graph.frames === graph.nodes) return directedGraph(graph.nodes, []);
  const pairs: [number, number][] = [];
  for (let edge = 0; edge < graph.from.length; edge++) {
    const from = at(graph.from, edge);
    const to = at(graph.to, edge);
    if (at(graph.frameOf, from) === at(graph.frameOf, to)) pairs.push([from, to]);
  }
  return breakCycles(directedGraph(graph.nodes, pairs));
}

/** Rank inside the frame, for every node. */
function rankInside(graph: FramedGraph, inside: DirectedGraph, spacing: Spacing, widthForHeight: number): Int32Array {
  if (graph.frames === graph.nodes) return new Int32Array(graph.nodes);
  const rank = rankParts(inside);
  const members: number[][] = Array.from({ length: graph.frames }, () => []);
  for (let node = 0; node < graph.nodes; node++) members[at(graph.frameOf, node)]?.push(node);
  for (const nodes of members) {
    if (nodes.length < 5) continue;
    let area = 0;
    let highest = 0;
    for (const node of nodes) {
      area += (at(graph.width, node) + spacing.column) * (at(graph.height, node) + spacing.node);
      highest = Math.max(highest, at(graph.height, node) + spacing.node);
    }
    const limit = wantedHeight(area, widthForHeight, 4 * highest);
    const index = new Map(nodes.map((node, position) => [node, position]));
    const edges: number[] = [];
    for (let edge = 0; edge < inside.from.length; edge++) if (index.has(at(inside.from, edge))) edges.push(edge);
    const folded = foldLayers(
      {
        nodes: nodes.length,
        from: Int32Array.from(edges, (edge) => index.get(at(inside.from, edge)) ?? 0),
        to: Int32Array.from(edges, (edge) => index.get(at(inside.to, edge)) ?? 0),
        weight: Float64Array.from(edges, (edge) => at(inside.weight, edge)),
      },
      Int32Array.from(nodes, (node) => at(rank, node)),
      Float64Array.from(nodes, (node) => at(graph.height, node) + spacing.node),
      limit,
    );
    nodes.forEach((node, position) => {
      rank[node] = at(folded, position);
    });
  }
  return rank;
}

/** Ranks each connected part of a graph without cycles, all from 0. */
function rankParts(graph: DirectedGraph): Int32Array {
  const { partOf, parts } = connectedParts(graph);
  if (parts === 1) return rankLayers(graph);
  const rank = new Int32Array(graph.nodes);
  const nodesOf: number[][] = Array.from({ length: parts }, () => []);
  const edgesOf: number[][] = Array.from({ length: parts }, () => []);
  for (let node = 0; node < graph.nodes; node++) nodesOf[at(partOf, node)]?.push(node);
  for (let edge = 0; edge < graph.from.length; edge++) edgesOf[at(partOf, at(graph.from, edge))]?.push(edge);
  const index = new Int32Array(graph.nodes);
  nodesOf.forEach((nodes, part) => {
    if (nodes.length < 2) return;
    nodes.forEach((node, position) => {
      index[node] = position;
    });
    const edges = edgesOf[part] ?? [];
    const ranks = rankLayers({
      nodes: nodes.length,
      from: Int32Array.from(edges, (edge) => at(index, at(graph.from, edge))),
      to: Int32Array.from(edges, (edge) => at(index, at(graph.to, edge))),
      weight: Float64Array.from(edges, (edge) => at(graph.weight, edge)),
    });
    nodes.forEach((node, position) => {
      rank[node] = at(ranks, position);
    });
  });
  return rank;
}

function foldFrames(
  graph: FramedGraph,
  { between, frameRank, innerRank, frameColumns }: Ranks,
  spacing: Spacing,
  widthForHeight: number,
  foldScale: number,
): Int32Array {
  const height = new Float64Array(graph.frames);
  const stacks = new Map<number, number>();
  let widest = 0;
  for (let node = 0; node < graph.nodes; node++) {
    const frame = at(graph.frameOf, node);
    const code = frame * 4096 + at(innerRank, node);
    stacks.set(code, (stacks.get(code) ?? 0) + at(graph.height, node) + spacing.node);
    height[frame] = Math.max(at(height, frame), stacks.get(code) ?? 0);
    widest = Math.max(widest, at(graph.width, node));
  }
  let area = 0;
  let highest = 0;
  for (let frame = 0; frame < graph.frames; frame++) {
    if (graph.padded[frame] === 1) add(height, frame, spacing.padding.top + spacing.padding.bottom);
    area += at(height, frame) * at(frameColumns, frame) * (widest + spacing.layer);
    highest = Math.max(highest, at(height, frame));
  }
  return foldLayers(between, frameRank, height, foldScale * wantedHeight(area, widthForHeight, 1.5 * highest));
}
