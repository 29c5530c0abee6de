import { add, at, type Incidence, incidence } from "./directed-graph.ts";
import { type LayeredGraph, layersOfColumns } from "./layered-graph.ts";

/** Sweeps without gain after which the order is taken as it is. */
const patience = 4;
const mostSweeps = 24;
const leastSweeps = 4;
const mostTranspositions = 6;
/** Large graphs get fewer sweeps: the first ones gain the most. */
const sweptSegments = 150_000;
/** Small graphs are tried from several orders. */
const startedSegments = 6_000;
const mostStarts = 12;

/** From top to bottom. */
export interface LayerOrder {
  /** Nodes of each column. */
  readonly columns: readonly (readonly number[])[];
  /** Bands of each layer. */
  readonly bands: readonly (readonly number[])[];
}

/**
 * An order with few crossings: sweeps by barycentre to and fro (Sugiyama 1981), then exchange of neighbours as long as it
 * helps. Bands of a layer keep together in all its columns. Old places are kept but for such exchanges.
 */
export function orderLayers(graph: LayeredGraph, before?: Float64Array): LayerOrder {
  return new Order(graph, before).best(before);
}

class Order {
  readonly #graph: LayeredGraph;
  readonly #outgoing: Incidence;
  readonly #incoming: Incidence;
  readonly #layerOfColumn: Int32Array;
  readonly #columns: number[][];
  /** Index in its column. */
  readonly #position: Int32Array;
  /** Order of the bands of a layer. */
  readonly #bandPlace: Float64Array;
  readonly #bandsOfLayer: number[][];
  /** Where a band wants to be, and how many nodes said so. */
  readonly #bandWanted: Float64Array;
  readonly #bandMembers: Int32Array;
  /** Places of one node's neighbours, while crossings are counted. */
  readonly #scratch: Int32Array;
  readonly #keepsOrder: boolean;

  constructor(graph: LayeredGraph, before: Float64Array | undefined) {
    this.#graph = graph;
    this.#outgoing = incidence(graph.nodes, graph.from);
    this.#incoming = incidence(graph.nodes, graph.to);
    this.#layerOfColumn = layersOfColumns(graph.firstColumn);
    this.#columns = Array.from({ length: graph.columns }, () => []);
    this.#position = new Int32Array(graph.nodes);
    this.#bandPlace = new Float64Array(graph.bands);
    this.#bandWanted = new Float64Array(graph.bands);
    this.#bandMembers = new Int32Array(graph.bands);
    this.#scratch = new Int32Array(graph.from.length);
    this.#bandsOfLayer = Array.from({ length: graph.firstColumn.length - 1 }, () => []);
    for (let band = 0; band < graph.bands; band++) this.#bandsOfLayer[at(graph.bandLayer, band)]?.push(band);
    this.#keepsOrder = before !== undefined;
  }

  /** The best that is found from one start, or from several where that costs little: sweeps stop at the first order that none betters. */
  best(before: Float64Array | undefined): LayerOrder {
    const segments = Math.max(1, this.#graph.from.length);
    const affordable = Math.round(startedSegments / segments);
    const starts = this.#keepsOrder ? 1 : Math.max(1, Math.min(mostStarts, affordable));
    let best: LayerOrder | undefined;
    let fewest = Number.POSITIVE_INFINITY;
    for (let start = 0; start < starts && fewest > 0; start++) {
      this.#start(before, start);
      const found = this.#improve();
      if (found.crossings >= fewest) continue;
      fewest = found.crossings;
      best = found.order;
    }
    return best ?? this.#copy();
  }

  /** Sweeps from the order as it stands, then exchanges. */
  #improve(): { readonly order: LayerOrder; readonly crossings: number } {
    let fewest = this.#crossings();
    let best = this.#copy();
    const keep = (): boolean => {
      const crossings = this.#crossings();
      if (crossings >= fewest) return false;
      fewest = crossings;
      best = this.#copy();
      return true;
    };
    const affordable = Math.round(sweptSegments / Math.max(1, this.#graph.from.length));
    const sweeps = Math.max(leastSweeps, Math.min(mostSweeps, affordable));
    let idle = this.#keepsOrder ? patience : 0;
    for (let sweep = 0; sweep < sweeps && idle < patience && fewest > 0; sweep++) {
      if (sweep % 2 === 0) this.#sweepRight();
      else this.#sweepLeft();
      idle = keep() ? 0 : idle + 1;
    }
    this.#restore(best);
    const rounds = Math.max(1, Math.min(mostTranspositions, affordable));
    for (let round = 0; round < rounds && fewest > 0 && this.#transpose(); round++) keep();
    return { order: best, crossings: fewest };
  }

  #copy(): LayerOrder {
    return {
      columns: this.#columns.map((nodes) => nodes.slice()),
      bands: this.#bandsOfLayer.map((bands) => bands.slice()),
    };
  }

  /** Old places first where there are any; else the order in which a walk along the edges meets the nodes. Each start walks another way. */
  #start(before: Float64Array | undefined, start: number): void {
    for (const inColumn of this.#columns) inColumn.length = 0;
    const { nodes, real, column, from, to } = this.#graph;
    const value = new Float64Array(nodes).fill(Number.NaN);
    const seen = new Uint8Array(nodes);
    let next = 0;
    const visit = (first: number): void => {
      const open = [first];
      seen[first] = 1;
      for (let node = open.pop(); node !== undefined; node = open.pop()) {
        value[node] = next++;
        for (const [{ start, edges }, far] of [
          [this.#incoming, from],
          [this.#outgoing, to],
        ] as const) {
          for (let index = at(start, node + 1) - 1; index >= at(start, node); index--) {
            const other = at(far, at(edges, index));
            if (seen[other] === 1) continue;
            seen[other] = 1;
            open.push(other);
          }
        }
      }
    };
    const roots = shuffled(nodes, start);
    for (const node of roots) if (seen[node] !== 1 && at(column, node) === 0) visit(node);
    for (const node of roots) if (seen[node] !== 1) visit(node);
    if (before !== undefined) this.#preferOldPlaces(value, before, real);
    for (let node = 0; node < nodes; node++) this.#columns[at(column, node)]?.push(node);
    for (let layer = 0; layer < this.#bandsOfLayer.length; layer++) {
      this.#placeBands(layer, value, at(this.#graph.firstColumn, layer), at(this.#graph.firstColumn, layer + 1));
      for (
        let inColumn = at(this.#graph.firstColumn, layer);
        inColumn < at(this.#graph.firstColumn, layer + 1);
        inColumn++
      ) {
        this.#sortColumn(inColumn, value);
      }
    }
  }

  /** Nodes that are new, and virtual ones, take the mean place of their neighbours. */
  #preferOldPlaces(value: Float64Array, before: Float64Array, real: number): void {
    const { nodes, from, to } = this.#graph;
    value.fill(Number.NaN);
    for (let node = 0; node < real; node++) value[node] = at(before, node);
    for (let round = 0; round < 3; round++) {
      for (let node = 0; node < nodes; node++) {
        if (!Number.isNaN(at(value, node))) continue;
        let sum = 0;
        let count = 0;
        for (const [{ start, edges }, far] of [
          [this.#incoming, from],
          [this.#outgoing, to],
        ] as const) {
          for (let index = at(start, node); index < at(start, node + 1); index++) {
            const place = at(value, at(far, at(edges, index)));
            if (Number.isNaN(place)) continue;
            sum += place;
            count++;
          }
        }
        if (count > 0) value[node] = sum / count;
      }
    }
    for (let node = 0; node < nodes; node++) if (Number.isNaN(at(value, node))) value[node] = 1e9 + node;
  }

  #sweepRight(): void {
    const value = new Float64Array(this.#graph.nodes);
    for (let column = 0; column < this.#columns.length; column++) {
      this.#measure(column, this.#incoming, this.#graph.from, value);
      const layer = at(this.#layerOfColumn, column);
      if (column === at(this.#graph.firstColumn, layer)) this.#placeBands(layer, value, column, column + 1);
      this.#sortColumn(column, value);
    }
  }

  #sweepLeft(): void {
    const value = new Float64Array(this.#graph.nodes);
    for (let column = this.#columns.length - 1; column >= 0; column--) {
      this.#measure(column, this.#outgoing, this.#graph.to, value);
      const layer = at(this.#layerOfColumn, column);
      if (column + 1 === at(this.#graph.firstColumn, layer + 1)) this.#placeBands(layer, value, column, column + 1);
      this.#sortColumn(column, value);
    }
  }

  /** Mean place of the neighbours on one side, from 0 to 1; who has none stays where it is. */
  #measure(column: number, side: Incidence, far: Int32Array, value: Float64Array): void {
    const nodes = this.#columns[column] as number[];
    for (let index = 0; index < nodes.length; index++) {
      const node = nodes[index] as number;
      const first = at(side.start, node);
      const last = at(side.start, node + 1);
      if (first === last) {
        value[node] = (index + 0.5) / nodes.length;
        continue;
      }
      let sum = 0;
      for (let place = first; place < last; place++) {
        const other = at(far, at(side.edges, place));
        sum += (at(this.#position, other) + 0.5) / (this.#columns[at(this.#graph.column, other)] as number[]).length;
      }
      value[node] = sum / (last - first);
    }
  }

  /** Orders the bands of a layer by the mean of their nodes in some of its columns; a band with none there stays. */
  #placeBands(layer: number, value: Float64Array, firstColumn: number, endColumn: number): void {
    const bands = this.#bandsOfLayer[layer] as number[];
    if (bands.length < 2) return;
    const wanted = this.#bandWanted;
    const members = this.#bandMembers;
    for (const band of bands) {
      wanted[band] = 0;
      members[band] = 0;
    }
    for (let column = firstColumn; column < endColumn; column++) {
      for (const node of this.#columns[column] as number[]) {
        const band = at(this.#graph.band, node);
        add(wanted, band, at(value, node));
        add(members, band, 1);
      }
    }
    for (let index = 0; index < bands.length; index++) {
      const band = bands[index] as number;
      const nodes = at(members, band);
      wanted[band] = nodes > 0 ? at(wanted, band) / nodes : (index + 0.5) / bands.length;
    }
    bands.sort((one, other) => at(wanted, one) - at(wanted, other));
    bands.forEach((band, index) => {
      this.#bandPlace[band] = index;
    });
  }

  #sortColumn(column: number, value: Float64Array): void {
    const nodes = this.#columns[column] as number[];
    const { band } = this.#graph;
    nodes.sort(
      (one, other) =>
        at(this.#bandPlace, at(band, one)) - at(this.#bandPlace, at(band, other)) || at(value, one) - at(value, other),
    );
    nodes.forEach((node, index) => {
      this.#position[node] = index;
    });
  }

  #restore(order: LayerOrder): void {
    order.columns.forEach((nodes, column) => {
      this.#columns[column] = nodes.slice();
      nodes.forEach((node, index) => {
        this.#position[node] = index;
      });
    });
    order.bands.forEach((bands, layer) => {
      this.#bandsOfLayer[layer] = bands.slice();
      bands.forEach((band, index) => {
        this.#bandPlace[band] = index;
      });
    });
  }

  /** Exchanges neighbours wherever that removes crossings. True when anything moved. */
  #transpose(): boolean {
    let moved = false;
    const { band, bandLayer } = this.#graph;
    for (const nodes of this.#columns) {
      for (let index = 0; index + 1 < nodes.length; index++) {
        const one = nodes[index] as number;
        const other = nodes[index + 1] as number;
        const apart = at(band, one) !== at(band, other);
        if (apart && !this.#bandsAreNodes(at(bandLayer, at(band, one)))) continue;
        if (this.#pairCrossings(other, one) >= this.#pairCrossings(one, other)) continue;
        if (apart) this.#exchangeBands(at(band, one), at(band, other));
        nodes[index] = other;
        nodes[index + 1] = one;
        this.#position[other] = index;
        this.#position[one] = index + 1;
        moved = true;
      }
    }
    return moved;
  }

  /** Whether each band of a layer is one node: then bands change places as nodes do. */
  #bandsAreNodes(layer: number): boolean {
    const first = at(this.#graph.firstColumn, layer);
    if (at(this.#graph.firstColumn, layer + 1) - first !== 1) return false;
    return (this.#columns[first] as number[]).length === (this.#bandsOfLayer[layer] as number[]).length;
  }

  #exchangeBands(one: number, other: number): void {
    const bands = this.#bandsOfLayer[at(this.#graph.bandLayer, one)] as number[];
    const place = at(this.#bandPlace, one);
    this.#bandPlace[one] = at(this.#bandPlace, other);
    this.#bandPlace[other] = place;
    bands[at(this.#bandPlace, one)] = one;
    bands[at(this.#bandPlace, other)] = other;
  }

  /** Crossings between the edges of two nodes of a column when `above` is above `below`. */
  #pairCrossings(above: number, below: number): number {
    return (
      this.#pairCrossingsOn(this.#incoming, this.#graph.from, above, below) +
      this.#pairCrossingsOn(this.#outgoing, this.#graph.to, above, below)
    );
  }

  #pairCrossingsOn(side: Incidence, far: Int32Array, above: number, below: number): number {
    let crossings = 0;
    for (let one = at(side.start, above); one < at(side.start, above + 1); one++) {
      const place = at(this.#position, at(far, at(side.edges, one)));
      for (let other = at(side.start, below); other < at(side.start, below + 1); other++) {
        if (at(this.#position, at(far, at(side.edges, other))) < place) crossings++;
      }
    }
    return crossings;
  }

  #crossings(): number {
    let crossings = 0;
    for (let column = 0; column + 1 < this.#columns.length; column++) crossings += this.#crossingsAfter(column);
    return crossings;
  }

  /** Counted by an accumulator tree over the places of the next column (Barth, Jünger, Mutzel 2002). */
  #crossingsAfter(column: number): number {
    const nodes = this.#columns[column] as number[];
    const width = (this.#columns[column + 1] as number[]).length;
    let leaves = 1;
    while (leaves < width) leaves *= 2;
    const tree = new Int32Array(2 * leaves);
    let crossings = 0;
    const { start, edges } = this.#outgoing;
    for (const node of nodes) {
      const first = at(start, node);
      const degree = at(start, node + 1) - first;
      for (let index = 0; index < degree; index++) {
        this.#scratch[index] = at(this.#position, at(this.#graph.to, at(edges, first + index)));
      }
      const places = this.#scratch.subarray(0, degree);
      if (degree > 1) places.sort();
      for (const place of places) {
        let leaf = place + leaves;
        for (; leaf > 1; leaf >>= 1) if (leaf % 2 === 0) crossings += at(tree, leaf + 1);
      }
      for (const place of places) {
        for (let leaf = place + leaves; leaf > 0; leaf >>= 1) tree[leaf] = at(tree, leaf) + 1;
      }
    }
    return crossings;
  }
}

/** The numbers below `count`, in their order for seed 0, else in one that the seed alone decides (Fisher and Yates, linear congruence). */
function shuffled(count: number, seed: number): Int32Array {
  const numbers = Int32Array.from({ length: count }, (_, index) => index);
  if (seed === 0) return numbers;
  let state = seed;
  for (let index = count - 1; index > 0; index--) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const other = Math.floor((state / 2 ** 32) * (index + 1));
    const held = at(numbers, index);
    numbers[index] = at(numbers, other);
    numbers[other] = held;
  }
  return numbers;
}
