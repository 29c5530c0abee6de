import { add, at } from "./directed-graph.ts";
import type { Arrangement, Neighbours } from "./order-arrangement.ts";

/** How a sweep sorts. */
export interface SweepKind {
  readonly rightward: boolean;
  /** By the median of the neighbours, else by their mean. */
  readonly median: boolean;
  /** Who wants to be at the same place changes places. */
  readonly turnsTies: boolean;
}

/** Parts of a column that are told apart. */
const resolution = 2 ** 20;
/** Up to so many items exchange of neighbours sorts faster. */
const few = 40;

/** Sorts the columns one after the other by where their neighbours in the column before are (Sugiyama 1981), and bands by their nodes. */
export class Sweeper {
  readonly #arrangement: Arrangement;
  /** Where each node wants to be in its column, from 0 to 1. */
  readonly #wanted: Float64Array;
  readonly #bandWanted: Float64Array;
  readonly #bandMembers: Int32Array;
  readonly #keys: Float64Array;
  readonly #held: Int32Array;
  readonly #places: Int32Array;

  constructor(arrangement: Arrangement) {
    this.#arrangement = arrangement;
    const { graph, most } = arrangement;
    this.#wanted = new Float64Array(graph.nodes);
    this.#bandWanted = new Float64Array(graph.bands);
    this.#bandMembers = new Int32Array(graph.bands);
    this.#keys = new Float64Array(most);
    this.#held = new Int32Array(most);
    this.#places = new Int32Array(most);
  }

  sweep(kind: SweepKind): void {
    const { graph, left, right, layerOfColumn } = this.#arrangement;
    const { columns, firstColumn } = graph;
    for (let step = 0; step < columns; step++) {
      const column = kind.rightward ? step : columns - 1 - step;
      this.#measure(column, kind.rightward ? column - 1 : column + 1, kind.rightward ? left : right, kind.median);
      const layer = at(layerOfColumn, column);
      const entered = kind.rightward ? column === at(firstColumn, layer) : column + 1 === at(firstColumn, layer + 1);
      if (entered) this.#sortBands(layer, column, kind.turnsTies);
      this.#sortNodes(column, kind.turnsTies);
    }
  }

  #measure(column: number, beside: number, side: Neighbours, median: boolean): void {
    const { sequence, columnStart, position } = this.#arrangement;
    const first = at(columnStart, column);
    const size = this.#arrangement.size(column);
    const width = beside < 0 || beside >= columnStart.length - 1 ? 1 : this.#arrangement.size(beside);
    for (let index = 0; index < size; index++) {
      const node = at(sequence, first + index);
      const begin = at(side.start, node);
      const end = at(side.start, node + 1);
      if (begin === end) {
        // Who has no neighbour stays where it is.
        this.#wanted[node] = (index + 0.5) / size;
        continue;
      }
      if (median && end - begin > 2) {
        this.#wanted[node] = (this.#median(side, begin, end) + 0.5) / width;
        continue;
      }
      let sum = 0;
      for (let place = begin; place < end; place++) sum += at(position, at(side.nodes, place));
      this.#wanted[node] = (sum / (end - begin) + 0.5) / width;
    }
  }

  /** Of an even number the two in the middle count, the nearer one to its fellows more (Gansner, Koutsofios, North and Vo 1993). */
  #median(side: Neighbours, begin: number, end: number): number {
    const { position } = this.#arrangement;
    const count = end - begin;
    const places = this.#places.subarray(0, count);
    for (let index = 0; index < count; index++) places[index] = at(position, at(side.nodes, begin + index));
    places.sort();
    const middle = count >> 1;
    const upper = at(places, middle);
    if (count % 2 === 1) return upper;
    const lower = at(places, middle - 1);
    const above = lower - at(places, 0);
    const below = at(places, count - 1) - upper;
    return above + below === 0 ? (lower + upper) / 2 : (lower * below + upper * above) / (above + below);
  }

  /** By the mean of their nodes in one column; a band with none there stays. */
  #sortBands(layer: number, column: number, turnsTies: boolean): void {
    const { graph, sequence, columnStart, bandSequence, bandStart } = this.#arrangement;
    const first = at(bandStart, layer);
    const bands = at(bandStart, layer + 1) - first;
    if (bands < 2) return;
    for (let index = 0; index < bands; index++) {
      const band = at(bandSequence, first + index);
      this.#bandWanted[band] = 0;
      this.#bandMembers[band] = 0;
    }
    for (let index = at(columnStart, column); index < at(columnStart, column + 1); index++) {
      const node = at(sequence, index);
      const band = at(graph.band, node);
      add(this.#bandWanted, band, at(this.#wanted, node));
      add(this.#bandMembers, band, 1);
    }
    const room = roomFor(bands);
    for (let index = 0; index < bands; index++) {
      const band = at(bandSequence, first + index);
      const members = at(this.#bandMembers, band);
      const wanted = members > 0 ? at(this.#bandWanted, band) / members : (index + 0.5) / bands;
      this.#keys[index] = Math.floor(wanted * resolution) * room + (turnsTies ? bands - 1 - index : index);
    }
    this.#sort(bandSequence, first, bands, room, turnsTies);
    this.#arrangement.numberBands(layer);
  }

  #sortNodes(column: number, turnsTies: boolean): void {
    const { graph, sequence, columnStart, bandPlace } = this.#arrangement;
    const first = at(columnStart, column);
    const size = this.#arrangement.size(column);
    const room = roomFor(size);
    for (let index = 0; index < size; index++) {
      const node = at(sequence, first + index);
      const place =
        at(bandPlace, at(graph.band, node)) * 2 * resolution + Math.floor(at(this.#wanted, node) * resolution);
      this.#keys[index] = place * room + (turnsTies ? size - 1 - index : index);
    }
    this.#sort(sequence, first, size, room, turnsTies);
    this.#arrangement.numberColumn(column);
  }

  /** Sorts a part of a sequence by keys that carry the old index in their lowest part: one array of numbers sorts fastest. */
  #sort(sequence: Int32Array, first: number, count: number, room: number, turnsTies: boolean): void {
    const keys = this.#keys;
    if (count <= few) {
      for (let index = 1; index < count; index++) {
        const key = at(keys, index);
        let place = index;
        for (; place > 0 && at(keys, place - 1) > key; place--) keys[place] = at(keys, place - 1);
        keys[place] = key;
      }
    } else {
      keys.subarray(0, count).sort();
    }
    for (let index = 0; index < count; index++) this.#held[index] = at(sequence, first + index);
    for (let index = 0; index < count; index++) {
      const key = at(keys, index);
      const old = key - Math.floor(key / room) * room;
      sequence[first + index] = at(this.#held, turnsTies ? count - 1 - old : old);
    }
  }
}

/** A power of two: dividing by it is exact. */
function roomFor(count: number): number {
  let room = 1;
  while (room < count) room *= 2;
  return room;
}
