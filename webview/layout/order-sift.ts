import { add, at } from "./directed-graph.ts";
import type { Arrangement, Neighbours } from "./order-arrangement.ts";

/** Rounds over the items of one block; the first ones gain nearly all. */
const mostRounds = 10;
/** How often a place that is as good as the old one is taken: then later rounds begin from another order. */
const tieChance = 0.15;
/** Part of the bands of a layer that are moved to let the search begin elsewhere. */
const disturbedPart = 0.3;

/**
 * Takes items out of their order one by one and puts each back where the fewest edges cross (sifting, after Matuszewski,
 * Schönfeld and Molitor 1999). Items are the bands of a layer, or the nodes of a band in one column. What each two of them
 * cross in either order is worked out once for the whole block. Layers whose surroundings did not change are left out.
 */
export class Sifter {
  readonly #arrangement: Arrangement;
  readonly #chance: () => number;
  /** When each column was changed last, and each layer sifted last, counted in changes. */
  readonly #changedAt: Int32Array;
  readonly #siftedAt: Int32Array;
  #clock = 1;
  /** Edges of each column to the left and to the right. */
  readonly #leftEdges: Int32Array;
  readonly #rightEdges: Int32Array;
  /** By pair of items: crossings of their edges when the first is above, less those when it is below. */
  #excess = new Int32Array(0);
  /** Places of each item's neighbours on one side: those of `item` are `places[start[item]]` and on. */
  readonly #start: Int32Array;
  readonly #places: Int32Array;
  readonly #tally: Int32Array;
  /** Items from top to bottom. */
  readonly #order: Int32Array;
  readonly #turns: Int32Array;
  readonly #held: Int32Array;
  #limit = 0;
  /** Steps over edges taken so far: a measure of time that is the same on every machine. */
  steps = 0;
  /** Whether something was left out because it would have taken too many steps. */
  stopped = false;

  constructor(arrangement: Arrangement, chance: () => number) {
    this.#arrangement = arrangement;
    this.#chance = chance;
    const { graph, most, bandStart } = arrangement;
    this.#changedAt = new Int32Array(graph.columns);
    this.#siftedAt = new Int32Array(bandStart.length - 1);
    this.#leftEdges = new Int32Array(graph.columns);
    this.#rightEdges = new Int32Array(graph.columns);
    for (let edge = 0; edge < graph.from.length; edge++) {
      add(this.#rightEdges, at(graph.column, at(graph.from, edge)), 1);
      add(this.#leftEdges, at(graph.column, at(graph.to, edge)), 1);
    }
    this.#start = new Int32Array(most + 1);
    this.#places = new Int32Array(graph.from.length);
    this.#tally = new Int32Array(most);
    this.#order = new Int32Array(most);
    this.#turns = new Int32Array(most);
    this.#held = new Int32Array(most);
  }

  /** Sifts layers to and fro until nothing is gained, or the rounds are used up, or it would take too many steps in all. */
  sift(rounds: number, mostSteps: number): void {
    this.#limit = mostSteps;
    const layers = this.#siftedAt.length;
    for (let round = 0; round < rounds; round++) {
      let gained = 0;
      for (let step = 0; step < layers; step++) {
        const layer = round % 2 === 0 ? step : layers - 1 - step;
        if (this.#isDue(layer)) gained += this.#siftLayer(layer);
      }
      if (gained === 0) return;
    }
  }

  /** Every column was changed from outside. */
  changedAll(): void {
    this.#changedAt.fill(++this.#clock);
  }

  /** The order is again one that was sifted. */
  settled(): void {
    this.#siftedAt.fill(this.#clock);
  }

  /** Moves some bands of a layer anywhere. */
  disturb(): void {
    const { bandSequence, bandStart } = this.#arrangement;
    const layer = Math.floor(this.#chance() * this.#siftedAt.length);
    const first = at(bandStart, layer);
    const bands = at(bandStart, layer + 1) - first;
    for (let moves = Math.ceil(bands * disturbedPart); moves > 0; moves--) {
      const from = Math.floor(this.#chance() * bands);
      const to = Math.floor(this.#chance() * bands);
      moveItem(bandSequence, first + from, first + to);
    }
    this.#arrangement.moveBlocks(layer);
    this.#changed(layer);
  }

  #changed(layer: number): void {
    const { firstColumn } = this.#arrangement.graph;
    this.#changedAt.fill(++this.#clock, at(firstColumn, layer), at(firstColumn, layer + 1));
  }

  #isDue(layer: number): boolean {
    const { firstColumn, columns } = this.#arrangement.graph;
    const last = Math.min(columns - 1, at(firstColumn, layer + 1));
    for (let column = Math.max(0, at(firstColumn, layer) - 1); column <= last; column++) {
      if (at(this.#changedAt, column) > at(this.#siftedAt, layer)) return true;
    }
    return false;
  }

  #siftLayer(layer: number): number {
    const { firstColumn } = this.#arrangement.graph;
    let gained = this.#siftBands(layer);
    if (!this.#arrangement.bandsAreNodes(layer)) {
      for (let column = at(firstColumn, layer); column < at(firstColumn, layer + 1); column++) {
        gained += this.#siftNodes(column);
      }
    }
    this.#siftedAt[layer] = this.#clock;
    return gained;
  }

  /** Inside a layer no edge leaves its band, so bands cross only before its first column and after its last. */
  #siftBands(layer: number): number {
    const { graph, bandSequence, bandStart, left, right } = this.#arrangement;
    const from = at(bandStart, layer);
    const bands = at(bandStart, layer + 1) - from;
    const first = at(graph.firstColumn, layer);
    const last = at(graph.firstColumn, layer + 1) - 1;
    if (!this.#begin(bands, first, last)) return 0;
    this.#placesOfBands(layer, first, left);
    this.#compare(bands, first - 1);
    this.#placesOfBands(layer, last, right);
    this.#compare(bands, last + 1);
    const gained = this.#improve(bands);
    if (gained === undefined) return 0;
    this.#write(bandSequence, from, bands);
    this.#arrangement.moveBlocks(layer);
    this.#changed(layer);
    return gained;
  }

  #siftNodes(column: number): number {
    const { graph, sequence, columnStart } = this.#arrangement;
    let gained = 0;
    const end = at(columnStart, column + 1);
    for (let first = at(columnStart, column); first < end; ) {
      const band = at(graph.band, at(sequence, first));
      let next = first + 1;
      while (next < end && at(graph.band, at(sequence, next)) === band) next++;
      gained += this.#siftBlock(column, first, next - first);
      first = next;
    }
    return gained;
  }

  #siftBlock(column: number, first: number, count: number): number {
    const { sequence, left, right } = this.#arrangement;
    if (!this.#begin(count, column, column)) return 0;
    this.#placesOfNodes(first, count, left);
    this.#compare(count, column - 1);
    this.#placesOfNodes(first, count, right);
    this.#compare(count, column + 1);
    const gained = this.#improve(count);
    if (gained === undefined) return 0;
    this.#write(sequence, first, count);
    this.#arrangement.numberColumn(column);
    this.#changedAt[column] = ++this.#clock;
    return gained;
  }

  /** Makes ready for items in some columns. False: there is nothing to order, or it would take too long. */
  #begin(items: number, first: number, last: number): boolean {
    if (items < 2) return false;
    const { graph } = this.#arrangement;
    const beside =
      (first > 0 ? this.#arrangement.size(first - 1) : 0) +
      (last + 1 < graph.columns ? this.#arrangement.size(last + 1) : 0);
    const steps = items * (items + beside + at(this.#leftEdges, first) + at(this.#rightEdges, last));
    if (this.steps + steps > this.#limit) {
      this.stopped = true;
      return false;
    }
    if (this.#excess.length < items * items) this.#excess = new Int32Array(items * items);
    else this.#excess.fill(0, 0, items * items);
    return true;
  }

  #placesOfNodes(first: number, count: number, side: Neighbours): void {
    let used = 0;
    for (let item = 0; item < count; item++) {
      this.#start[item] = used;
      used = this.#addPlaces(at(this.#arrangement.sequence, first + item), side, used);
    }
    this.#start[count] = used;
  }

  /** Bands are blocks of a column in their own order, some of them empty. */
  #placesOfBands(layer: number, column: number, side: Neighbours): void {
    const { graph, sequence, columnStart, bandSequence, bandStart } = this.#arrangement;
    const end = at(columnStart, column + 1);
    const from = at(bandStart, layer);
    const bands = at(bandStart, layer + 1) - from;
    let used = 0;
    let next = at(columnStart, column);
    for (let item = 0; item < bands; item++) {
      const band = at(bandSequence, from + item);
      this.#start[item] = used;
      for (; next < end && at(graph.band, at(sequence, next)) === band; next++) {
        used = this.#addPlaces(at(sequence, next), side, used);
      }
    }
    this.#start[bands] = used;
  }

  #addPlaces(node: number, side: Neighbours, used: number): number {
    const { position } = this.#arrangement;
    let next = used;
    for (let index = at(side.start, node); index < at(side.start, node + 1); index++) {
      this.#places[next++] = at(position, at(side.nodes, index));
    }
    return next;
  }

  /** Adds to the excess what the edges to one column cross. */
  #compare(items: number, beside: number): void {
    if (beside < 0 || beside >= this.#arrangement.graph.columns) return;
    const start = this.#start;
    const places = this.#places;
    const tally = this.#tally;
    const excess = this.#excess;
    const width = this.#arrangement.size(beside);
    for (let item = 0; item < items; item++) {
      const begin = at(start, item);
      const end = at(start, item + 1);
      if (begin === end) continue;
      tally.fill(0, 0, width);
      for (let index = begin; index < end; index++)
        tally[places[index] as number] = (tally[places[index] as number] as number) + 1;
      // For an edge to each place: how many of this item's edges end below it, less those that end above it.
      let above = 0;
      for (let place = 0; place < width; place++) {
        const here = tally[place] as number;
        tally[place] = end - begin - here - 2 * above;
        above += here;
      }
      const row = item * items;
      for (let other = 0, index = 0; other < items; other++) {
        let sum = 0;
        for (const last = start[other + 1] as number; index < last; index++)
          sum += tally[places[index] as number] as number;
        excess[row + other] = (excess[row + other] as number) + sum;
      }
      this.steps += width + at(start, items) + items;
    }
  }

  /** Finds the items' new order. Returns how many crossings go; undefined: no item moves. */
  #improve(items: number): number | undefined {
    const order = this.#order;
    const turns = this.#turns;
    for (let index = 0; index < items; index++) order[index] = index;
    let gained = 0;
    let moved = false;
    for (let round = 0; round < mostRounds; round++) {
      let better = false;
      for (let index = 0; index < items; index++) turns[index] = at(order, index);
      for (let turn = 0; turn < items; turn++) {
        const gain = this.#moveToBest(order.indexOf(at(turns, turn)), items);
        if (gain === undefined) continue;
        moved = true;
        gained += gain;
        if (gain > 0) better = true;
      }
      this.steps += items * items;
      if (!better) break;
    }
    return moved ? gained : undefined;
  }

  #moveToBest(place: number, items: number): number | undefined {
    const order = this.#order;
    const excess = this.#excess;
    const row = at(order, place) * items;
    let least = 0;
    let best = place;
    let sum = 0;
    for (let index = place - 1; index >= 0; index--) {
      sum += excess[row + (order[index] as number)] as number;
      if (sum < least || (sum === least && this.#chance() < tieChance)) {
        least = sum;
        best = index;
      }
    }
    sum = 0;
    for (let index = place + 1; index < items; index++) {
      sum -= excess[row + (order[index] as number)] as number;
      if (sum < least || (sum === least && this.#chance() < tieChance)) {
        least = sum;
        best = index;
      }
    }
    if (best === place) return undefined;
    moveItem(order, place, best);
    return -least;
  }

  #write(sequence: Int32Array, first: number, items: number): void {
    for (let index = 0; index < items; index++) this.#held[index] = at(sequence, first + index);
    for (let index = 0; index < items; index++) sequence[first + index] = at(this.#held, at(this.#order, index));
  }
}

function moveItem(sequence: Int32Array, from: number, to: number): void {
  const item = at(sequence, from);
  if (to < from) sequence.copyWithin(to + 1, to, from);
  else sequence.copyWithin(from, from + 1, to + 1);
  sequence[to] = item;
}
