import { add, at } from "./directed-graph.ts";
import { type LayeredGraph, layersOfColumns } from "./layered-graph.ts";

/** From top to bottom. */
export interface LayerOrder {
  /** Nodes of each column. */
  readonly columns: readonly (readonly number[])[];
  /** Bands of each layer. */
  readonly bands: readonly (readonly number[])[];
}

/** The nodes in the next column to one side that each node is joined with: those of `node` are `nodes[start[node]]` to `nodes[start[node + 1] - 1]`. */
export interface Neighbours {
  readonly start: Int32Array;
  readonly nodes: Int32Array;
}

/** An order that can be taken back. */
export interface SavedOrder {
  readonly sequence: Int32Array;
  readonly bandSequence: Int32Array;
}

/** An order of a layered graph while it is being improved. Bands of a layer are blocks in each of its columns, in the same order everywhere. */
export class Arrangement {
  readonly graph: LayeredGraph;
  readonly left: Neighbours;
  readonly right: Neighbours;
  readonly layerOfColumn: Int32Array;
  /** Nodes of all columns, one column after the other, each from top to bottom. */
  readonly sequence: Int32Array;
  /** Where each column begins in `sequence`, and one more for the end. */
  readonly columnStart: Int32Array;
  /** Index of each node in its column. */
  readonly position: Int32Array;
  /** The same of bands in layers. */
  readonly bandSequence: Int32Array;
  readonly bandStart: Int32Array;
  readonly bandPlace: Int32Array;
  /** The size of the fullest column, or the number of bands of the layer with the most. */
  readonly most: number;
  readonly #held: Int32Array;
  readonly #next: Int32Array;

  constructor(graph: LayeredGraph) {
    this.graph = graph;
    this.left = neighbours(graph.nodes, graph.to, graph.from);
    this.right = neighbours(graph.nodes, graph.from, graph.to);
    this.layerOfColumn = layersOfColumns(graph.firstColumn);
    this.columnStart = starts(graph.columns, graph.column);
    this.bandStart = starts(graph.firstColumn.length - 1, graph.bandLayer);
    this.sequence = grouped(this.columnStart, graph.column);
    this.bandSequence = grouped(this.bandStart, graph.bandLayer);
    this.position = new Int32Array(graph.nodes);
    this.bandPlace = new Int32Array(graph.bands);
    let most = 0;
    for (const start of [this.columnStart, this.bandStart]) {
      for (let part = 0; part + 1 < start.length; part++) {
        most = Math.max(most, at(start, part + 1) - at(start, part));
      }
    }
    this.most = most;
    this.#held = new Int32Array(most);
    this.#next = new Int32Array(graph.bands);
    this.number();
  }

  /** How many nodes a column has. */
  size(column: number): number {
    return at(this.columnStart, column + 1) - at(this.columnStart, column);
  }

  /** Whether each band of a layer is one node: then bands change places as nodes do. */
  bandsAreNodes(layer: number): boolean {
    const first = at(this.graph.firstColumn, layer);
    if (at(this.graph.firstColumn, layer + 1) - first !== 1) return false;
    return this.size(first) === at(this.bandStart, layer + 1) - at(this.bandStart, layer);
  }

  /** Notes the places of all nodes and bands after their sequences were written. */
  number(): void {
    for (let column = 0; column < this.graph.columns; column++) this.numberColumn(column);
    for (let layer = 0; layer + 1 < this.bandStart.length; layer++) this.numberBands(layer);
  }

  numberColumn(column: number): void {
    const first = at(this.columnStart, column);
    const end = at(this.columnStart, column + 1);
    for (let index = first; index < end; index++) this.position[at(this.sequence, index)] = index - first;
  }

  numberBands(layer: number): void {
    const first = at(this.bandStart, layer);
    const end = at(this.bandStart, layer + 1);
    for (let index = first; index < end; index++) this.bandPlace[at(this.bandSequence, index)] = index - first;
  }

  /** Writes the columns of a layer anew after its bands changed places. */
  moveBlocks(layer: number): void {
    const { firstColumn } = this.graph;
    for (let column = at(firstColumn, layer); column < at(firstColumn, layer + 1); column++)
      this.#moveBlocks(layer, column);
    this.numberBands(layer);
  }

  #moveBlocks(layer: number, column: number): void {
    const { band } = this.graph;
    const first = at(this.columnStart, column);
    const size = this.size(column);
    const next = this.#next;
    const from = at(this.bandStart, layer);
    const end = at(this.bandStart, layer + 1);
    for (let index = from; index < end; index++) next[at(this.bandSequence, index)] = 0;
    for (let index = 0; index < size; index++) {
      const node = at(this.sequence, first + index);
      this.#held[index] = node;
      add(next, at(band, node), 1);
    }
    let place = first;
    for (let index = from; index < end; index++) {
      const one = at(this.bandSequence, index);
      const count = at(next, one);
      next[one] = place;
      place += count;
    }
    for (let index = 0; index < size; index++) {
      const node = at(this.#held, index);
      this.sequence[at(next, at(band, node))] = node;
      add(next, at(band, node), 1);
    }
    this.numberColumn(column);
  }

  save(): SavedOrder {
    return { sequence: this.sequence.slice(), bandSequence: this.bandSequence.slice() };
  }

  restore({ sequence, bandSequence }: SavedOrder): void {
    this.sequence.set(sequence);
    this.bandSequence.set(bandSequence);
    this.number();
  }

  order(): LayerOrder {
    return { columns: parts(this.columnStart, this.sequence), bands: parts(this.bandStart, this.bandSequence) };
  }
}

function neighbours(nodes: number, ends: Int32Array, others: Int32Array): Neighbours {
  const start = starts(nodes, ends);
  const next = start.slice();
  const result = new Int32Array(ends.length);
  for (let edge = 0; edge < ends.length; edge++) {
    const node = at(ends, edge);
    result[at(next, node)] = at(others, edge);
    add(next, node, 1);
  }
  return { start, nodes: result };
}

function starts(count: number, partOf: Int32Array): Int32Array {
  const start = new Int32Array(count + 1);
  for (const part of partOf) add(start, part + 1, 1);
  for (let part = 0; part < count; part++) add(start, part + 1, at(start, part));
  return start;
}

function grouped(start: Int32Array, partOf: Int32Array): Int32Array {
  const next = start.slice();
  const sequence = new Int32Array(partOf.length);
  for (let item = 0; item < partOf.length; item++) {
    const part = at(partOf, item);
    sequence[at(next, part)] = item;
    add(next, part, 1);
  }
  return sequence;
}

function parts(start: Int32Array, sequence: Int32Array): number[][] {
  return Array.from({ length: start.length - 1 }, (_, part) =>
    Array.from(sequence.subarray(at(start, part), at(start, part + 1))),
  );
}
