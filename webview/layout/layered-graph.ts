import type { DirectedGraph } from "./directed-graph.ts";
import { at } from "./directed-graph.ts";

/** Boxes and what is in them: the input of the layout. A frame with one unpadded node is that node. */
export interface FramedGraph extends DirectedGraph {
  readonly frames: number;
  readonly frameOf: Int32Array;
  readonly width: Float64Array;
  readonly height: Float64Array;
  /** 1: the frame is a box drawn around its nodes. */
  readonly padded: Uint8Array;
  /** Where nodes stood before, top to bottom; NaN: not there before. Nodes keep this order where it costs no crossing. */
  readonly before?: Float64Array;
}

/** Where everything is meant to go, before order and place are known. */
export interface Columns {
  /** Column of each node. */
  readonly column: Int32Array;
  /** Layer of each frame: a row of columns that all its frames share. */
  readonly layer: Int32Array;
  /** First column of each layer, and one more for the end. */
  readonly firstColumn: Int32Array;
}

/**
 * The graph with its edges cut at every column: edges that pass a column get a virtual node there. All edges of a source
 * share one trunk of virtual nodes; it branches only inside the frames that it enters.
 */
export interface LayeredGraph {
  /** Real nodes first, then virtual ones. */
  readonly nodes: number;
  readonly real: number;
  readonly column: Int32Array;
  readonly columns: number;
  /** Frames first, then lanes: what passes a layer outside of frames. Bands of a layer never mix. */
  readonly band: Int32Array;
  readonly bands: number;
  readonly frames: number;
  readonly bandLayer: Int32Array;
  readonly firstColumn: Int32Array;
  /** From a node to one in the next column. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly weight: Float64Array;
  /** Nodes that each edge goes through, its ends included: those of `edge` are `chain[chainStart[edge]]` and on. */
  readonly chainStart: Int32Array;
  readonly chain: Int32Array;
}

/** Cuts the edges of a graph without cycles at the columns. */
export function cutEdges(graph: FramedGraph, columns: Columns): LayeredGraph {
  const { nodes, frameOf, from, to, weight } = graph;
  const { layer, firstColumn } = columns;
  const column = Array.from(columns.column);
  const band = Array.from(frameOf);
  const bandLayer = Array.from(layer);
  const layerOfColumn = layersOfColumns(firstColumn);
  const segmentIndex = new Map<number, number>();
  const segmentFrom: number[] = [];
  const segmentTo: number[] = [];
  const segmentWeight: number[] = [];
  const chainStart = new Int32Array(from.length + 1);
  const chain: number[] = [];

  const join = (one: number, other: number, amount: number): void => {
    const code = one * 4_194_304 + other;
    const known = segmentIndex.get(code);
    if (known === undefined) {
      segmentIndex.set(code, segmentFrom.length);
      segmentFrom.push(one);
      segmentTo.push(other);
      segmentWeight.push(amount);
    } else {
      segmentWeight[known] = (segmentWeight[known] ?? 0) + amount;
    }
  };
  const virtual = (inColumn: number, inBand: number): number => {
    band.push(inBand);
    return column.push(inColumn) - 1;
  };

  const bySource = edgesBySource(graph);
  let source = -1;
  let trunk = new Map<number, number>();
  let lanes = new Map<number, number>();
  const chains: number[][] = Array.from({ length: from.length }, () => []);
  for (const edge of bySource) {
    if (at(from, edge) !== source) {
      source = at(from, edge);
      trunk = new Map();
      lanes = new Map();
    }
    const target = at(to, edge);
    const sourceFrame = at(frameOf, source);
    const targetFrame = at(frameOf, target);
    const end = at(columns.column, target);
    const path = chains[edge] as number[];
    path.push(source);
    let last = source;
    for (let inColumn = at(columns.column, source) + 1; inColumn < end; inColumn++) {
      const inLayer = at(layerOfColumn, inColumn);
      let inBand: number;
      let code: number;
      if (inLayer === at(layer, targetFrame)) {
        inBand = targetFrame;
        code = inColumn * (graph.frames + 1) + targetFrame + 1;
      } else {
        code = inColumn * (graph.frames + 1);
        if (inLayer === at(layer, sourceFrame)) inBand = sourceFrame;
        else {
          inBand = lanes.get(inLayer) ?? bandLayer.push(inLayer) - 1;
          lanes.set(inLayer, inBand);
        }
      }
      const node: number = trunk.get(code) ?? virtual(inColumn, inBand);
      trunk.set(code, node);
      join(last, node, at(weight, edge));
      path.push(node);
      last = node;
    }
    join(last, target, at(weight, edge));
    path.push(target);
  }
  chains.forEach((path, edge) => {
    chainStart[edge] = chain.length;
    for (const node of path) chain.push(node);
  });
  chainStart[from.length] = chain.length;
  return {
    nodes: column.length,
    real: nodes,
    column: Int32Array.from(column),
    columns: at(firstColumn, firstColumn.length - 1),
    band: Int32Array.from(band),
    bands: bandLayer.length,
    frames: graph.frames,
    bandLayer: Int32Array.from(bandLayer),
    firstColumn,
    from: Int32Array.from(segmentFrom),
    to: Int32Array.from(segmentTo),
    weight: Float64Array.from(segmentWeight),
    chainStart,
    chain: Int32Array.from(chain),
  };
}

function edgesBySource(graph: DirectedGraph): number[] {
  const edges = Array.from({ length: graph.from.length }, (_, edge) => edge);
  return edges.sort((one, other) => at(graph.from, one) - at(graph.from, other) || one - other);
}

/** The layer of every column. */
export function layersOfColumns(firstColumn: Int32Array): Int32Array {
  const layers = new Int32Array(at(firstColumn, firstColumn.length - 1));
  for (let layer = 0; layer + 1 < firstColumn.length; layer++) {
    layers.fill(layer, at(firstColumn, layer), at(firstColumn, layer + 1));
  }
  return layers;
}
