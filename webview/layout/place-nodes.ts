import { add, at, type Incidence, incidence } from "./directed-graph.ts";
import type { FramedGraph, LayeredGraph } from "./layered-graph.ts";
import type { LayerOrder } from "./order-arrangement.ts";
import { placeColumns, type Spacing } from "./place-columns.ts";
import { spread } from "./spread.ts";

/** Where the middle of each node of a layered graph is, and how far its column reaches. */
export interface Places {
  readonly middle: Float64Array;
  /** Left and right edge of each column. */
  readonly left: Float64Array;
  readonly right: Float64Array;
  /** Top and bottom of each frame, padding included. */
  readonly top: Float64Array;
  readonly bottom: Float64Array;
}

const sweeps = 8;
/** How much straighter an edge between two virtual nodes wants to be than one between nodes. */
const trunkWeight = 4;
/** Pixels by which two ends may differ to be made level. */
const nearlyLevel = 14;
/** The same where a line only passes: there a step tells nothing. */
const nearlyLevelLine = 60;

/** Gives every node its place: columns from left to right, and in each the places nearest to the neighbours' without overlap. */
export function placeNodes(graph: FramedGraph, layered: LayeredGraph, order: LayerOrder, spacing: Spacing): Places {
  const { left, right } = placeColumns(graph, layered, spacing);
  return { left, right, ...new Rows(graph, layered, order, spacing).place() };
}

/** Nodes of one band in one column. */
interface Stack {
  readonly band: number;
  readonly nodes: readonly number[];
  readonly gap: Float64Array;
}

type Side = "before" | "after";

class Rows {
  readonly #graph: FramedGraph;
  readonly #layered: LayeredGraph;
  readonly #order: LayerOrder;
  readonly #spacing: Spacing;
  readonly #incoming: Incidence;
  readonly #outgoing: Incidence;
  readonly #stacks: readonly (readonly Stack[])[];
  readonly #middle: Float64Array;
  readonly #top: Float64Array;
  readonly #bottom: Float64Array;
  /** How strongly a band holds to its place: its edges. */
  readonly #mass: Float64Array;
  /** Sum of weighted wants of its nodes. */
  readonly #pull: Float64Array;
  readonly #wanted: Float64Array;
  readonly #weight: Float64Array;
  readonly #reach: Float64Array;
  /** How far a band was moved as a whole. */
  readonly #shift: Float64Array;

  constructor(graph: FramedGraph, layered: LayeredGraph, order: LayerOrder, spacing: Spacing) {
    this.#graph = graph;
    this.#layered = layered;
    this.#order = order;
    this.#spacing = spacing;
    this.#incoming = incidence(layered.nodes, layered.to);
    this.#outgoing = incidence(layered.nodes, layered.from);
    this.#middle = new Float64Array(layered.nodes);
    this.#top = new Float64Array(layered.bands);
    this.#bottom = new Float64Array(layered.bands);
    this.#mass = new Float64Array(layered.bands);
    this.#pull = new Float64Array(layered.bands);
    this.#shift = new Float64Array(layered.bands);
    this.#wanted = new Float64Array(layered.nodes);
    this.#weight = new Float64Array(layered.nodes);
    this.#stacks = order.columns.map((nodes) => this.#stacksOf(nodes));
    this.#reach = this.#reaches();
  }

  place(): Pick<Places, "middle" | "top" | "bottom"> {
    for (const stacks of this.#stacks) for (const stack of stacks) this.#stackUp(stack);
    const layers = this.#order.bands.length;
    for (let layer = 0; layer < layers; layer++) this.#separateBands(layer, undefined);
    for (let sweep = 0; sweep < sweeps; sweep++) {
      // The last sweeps look both ways: first the shape spreads from the ends, then it settles.
      const sides: readonly Side[] =
        sweep >= sweeps - 3 ? ["before", "after"] : sweep % 2 === 0 ? ["before"] : ["after"];
      for (let step = 0; step < layers; step++) {
        this.#placeLayer(sweep % 2 === 0 ? step : layers - 1 - step, sweep % 2 === 0, sides);
      }
    }
    for (const side of ["before", "after", "before"] as const) {
      this.#straighten(side);
      this.#straightenSingles(side);
    }
    this.#evenOut();
    return { middle: this.#middle, top: this.#top, bottom: this.#bottom };
  }

  /** Inside frames, ends that are nearly level are made level where there is room: a small bend only disturbs. */
  #straighten(side: Side): void {
    const { start, edges } = side === "before" ? this.#incoming : this.#outgoing;
    const far = side === "before" ? this.#layered.from : this.#layered.to;
    for (const stacks of side === "before" ? this.#stacks : this.#stacks.toReversed()) {
      for (const stack of stacks) {
        if (stack.band >= this.#layered.frames || this.#graph.padded[stack.band] !== 1) continue;
        stack.nodes.forEach((node, index) => {
          for (let place = at(start, node); place < at(start, node + 1); place++) {
            const y = at(this.#middle, at(far, at(edges, place)));
            if (Math.abs(y - at(this.#middle, node)) > nearlyLevel || !this.#hasRoom(stack, index, y)) continue;
            if (!this.#isLevel(node)) this.#middle[node] = y;
            return;
          }
        });
      }
    }
  }

  /** The same where every band of a layer is a single node: there it is the band that moves. */
  #straightenSingles(side: Side): void {
    const { start, edges } = side === "before" ? this.#incoming : this.#outgoing;
    const far = side === "before" ? this.#layered.from : this.#layered.to;
    const { real } = this.#layered;
    const layers = this.#order.bands.length;
    for (let step = 0; step < layers; step++) {
      const layer = side === "before" ? step : layers - 1 - step;
      const nodes = this.#singlesOf(layer);
      nodes.forEach((node, index) => {
        for (let place = at(start, node); place < at(start, node + 1); place++) {
          const other = at(far, at(edges, place));
          const by = at(this.#middle, other) - at(this.#middle, node);
          const passes = node >= real && other >= real;
          if (Math.abs(by) > (passes ? nearlyLevelLine : nearlyLevel) || !this.#mayMove(nodes, index, by)) continue;
          if (by !== 0 && !this.#isLevel(node)) this.#moveSingle(node, by);
          return;
        }
      });
    }
  }

  /** The nodes of a layer from top to bottom if each is a band without padding; else none. */
  #singlesOf(layer: number): readonly number[] {
    const { firstColumn, frames } = this.#layered;
    const first = at(firstColumn, layer);
    if (at(firstColumn, layer + 1) - first !== 1) return [];
    const nodes = this.#order.columns[first] ?? [];
    const bands = this.#order.bands[layer] ?? [];
    const single =
      nodes.length === bands.length && bands.every((band) => band >= frames || this.#graph.padded[band] !== 1);
    return single ? nodes : [];
  }

  #mayMove(nodes: readonly number[], index: number, by: number): boolean {
    const node = nodes[index] ?? 0;
    const beside = nodes[by < 0 ? index - 1 : index + 1];
    if (beside === undefined) return true;
    const apart = Math.abs(at(this.#middle, beside) - at(this.#middle, node));
    return apart - Math.abs(by) >= (this.#height(beside) + this.#height(node)) / 2 + this.#bandGap(beside, node);
  }

  #moveSingle(node: number, by: number): void {
    const band = at(this.#layered.band, node);
    add(this.#middle, node, by);
    add(this.#top, band, by);
    add(this.#bottom, band, by);
  }

  /** Room between two nodes that are bands. */
  #bandGap(one: number, other: number): number {
    const boxes = Number(one < this.#layered.real) + Number(other < this.#layered.real);
    return boxes === 2 ? this.#spacing.frame : boxes === 1 ? this.#spacing.line : this.#spacing.bundle;
  }

  #isLevel(node: number): boolean {
    for (const [{ start, edges }, far] of [
      [this.#incoming, this.#layered.from],
      [this.#outgoing, this.#layered.to],
    ] as const) {
      for (let place = at(start, node); place < at(start, node + 1); place++) {
        if (at(this.#middle, at(far, at(edges, place))) === at(this.#middle, node)) return true;
      }
    }
    return false;
  }

  /** Whether a node of a stack can be at a height without coming too near to others or leaving its frame. */
  #hasRoom({ band, nodes, gap }: Stack, index: number, y: number): boolean {
    const above = nodes[index - 1];
    const below = nodes[index + 1];
    const half = this.#height(nodes[index] ?? 0) / 2;
    const { padding } = this.#spacing;
    return (
      (above === undefined || y - at(this.#middle, above) >= at(gap, index)) &&
      (below === undefined || at(this.#middle, below) - y >= at(gap, index + 1)) &&
      y - half >= at(this.#top, band) + padding.top &&
      y + half <= at(this.#bottom, band) - padding.bottom
    );
  }

  /** Frames that stand alone in their layers, one beside the other, are equally high: they read as one row. */
  #evenOut(): void {
    const alone = this.#order.bands.every(
      (bands) =>
        bands.length === 1 && bands.every((band) => band < this.#layered.frames && this.#graph.padded[band] === 1),
    );
    if (!alone) return;
    this.#top.fill(Math.min(...this.#top));
    this.#bottom.fill(Math.max(...this.#bottom));
  }

  #stacksOf(nodes: readonly number[]): Stack[] {
    const byBand = new Map<number, number[]>();
    for (const node of nodes) {
      const band = at(this.#layered.band, node);
      const members = byBand.get(band);
      if (members === undefined) byBand.set(band, [node]);
      else members.push(node);
    }
    return [...byBand].map(([band, members]) => ({ band, nodes: members, gap: this.#gaps(members) }));
  }

  #gaps(nodes: readonly number[]): Float64Array {
    return Float64Array.from(nodes, (node, index) => {
      const above = nodes[index - 1];
      if (above === undefined) return 0;
      const boxes = Number(above < this.#layered.real) + Number(node < this.#layered.real);
      const room = boxes === 2 ? this.#spacing.node : boxes === 1 ? this.#spacing.line : this.#spacing.bundle;
      return (this.#height(above) + this.#height(node)) / 2 + room;
    });
  }

  #height(node: number): number {
    return node < this.#layered.real ? at(this.#graph.height, node) : 0;
  }

  #stackUp(stack: Stack): void {
    let y = 0;
    for (const gap of stack.gap) y += gap;
    y = -y / 2;
    stack.nodes.forEach((node, index) => {
      y += at(stack.gap, index);
      this.#middle[node] = y;
    });
  }

  #placeLayer(layer: number, forward: boolean, sides: readonly Side[]): void {
    const first = at(this.#layered.firstColumn, layer);
    const count = at(this.#layered.firstColumn, layer + 1) - first;
    for (const band of this.#order.bands[layer] ?? []) {
      this.#mass[band] = 0;
      this.#pull[band] = 0;
    }
    this.#eachNode(layer, (node) => {
      this.#want(node, sides);
      const band = at(this.#layered.band, node);
      add(this.#mass, band, at(this.#weight, node));
      add(this.#pull, band, at(this.#weight, node) * at(this.#wanted, node));
    });
    for (let step = 0; step < count; step++) {
      const column = forward ? first + step : first + count - 1 - step;
      for (const stack of this.#stacks[column] ?? []) this.#placeStack(stack, sides);
    }
    this.#separateBands(layer, this.#mass);
  }

  /** Where a node wants to be, and how strongly. */
  #want(node: number, sides: readonly Side[]): void {
    let sum = 0;
    let mass = 0;
    for (const side of sides) {
      const { start, edges } = side === "before" ? this.#incoming : this.#outgoing;
      const far = side === "before" ? this.#layered.from : this.#layered.to;
      for (let place = at(start, node); place < at(start, node + 1); place++) {
        const other = at(far, at(edges, place));
        const pull = node >= this.#layered.real && other >= this.#layered.real ? trunkWeight : 1;
        sum += pull * at(this.#middle, other);
        mass += pull;
      }
    }
    this.#wanted[node] = mass > 0 ? sum / mass : at(this.#middle, node);
    this.#weight[node] = mass > 0 ? mass : 0.1;
  }

  #placeStack(stack: Stack, sides: readonly Side[]): void {
    const centre = at(this.#pull, stack.band) / at(this.#mass, stack.band);
    if (stack.band >= this.#layered.frames) {
      // A lane is straight: one that bends inside its layer would hold others off over all the height of its bend.
      for (const node of stack.nodes) this.#middle[node] = centre;
      return;
    }
    const padded = this.#graph.padded[stack.band] === 1;
    const reach = padded ? at(this.#reach, stack.band) : Number.POSITIVE_INFINITY;
    // Neighbours in the same band have moved since the band was asked.
    const wanted = Float64Array.from(stack.nodes, (node) => {
      this.#want(node, sides);
      return Math.min(centre + reach, Math.max(centre - reach, at(this.#wanted, node)));
    });
    const weight = Float64Array.from(stack.nodes, (node) => at(this.#weight, node));
    const places = spread(wanted, weight, stack.gap);
    stack.nodes.forEach((node, index) => {
      this.#middle[node] = at(places, index);
    });
  }

  /** How far from its middle the nodes of a frame may be: a frame that follows every pull would push the others away for ever. */
  #reaches(): Float64Array {
    const reach = new Float64Array(this.#layered.frames);
    for (const stacks of this.#stacks) {
      for (const stack of stacks) {
        if (stack.band >= this.#layered.frames) continue;
        const height = stack.gap.reduce((sum, gap) => sum + gap, 0);
        reach[stack.band] = Math.max(at(reach, stack.band), height * 0.5 + Math.min(90, 30 + height * 0.25));
      }
    }
    return reach;
  }

  /** Moves the bands of a layer apart, each as a whole, and notes how far they reach. */
  #separateBands(layer: number, mass: Float64Array | undefined): void {
    const bands = this.#order.bands[layer] ?? [];
    this.#measureBands(layer, bands);
    const gap = Float64Array.from(bands, (band, index) => {
      const above = bands[index - 1];
      if (above === undefined) return 0;
      const boxes = Number(above < this.#layered.frames) + Number(band < this.#layered.frames);
      const room = boxes === 2 ? this.#spacing.frame : boxes === 1 ? this.#spacing.line : this.#spacing.bundle;
      return at(this.#bottom, above) - at(this.#top, above) + room;
    });
    const wanted = Float64Array.from(bands, (band) => at(this.#top, band));
    const weight = Float64Array.from(bands, (band) => Math.max(0.1, mass === undefined ? 1 : at(mass, band)));
    const places = spread(wanted, weight, gap);
    bands.forEach((band, index) => {
      const by = at(places, index) - at(this.#top, band);
      this.#shift[band] = by;
      this.#top[band] = at(this.#top, band) + by;
      this.#bottom[band] = at(this.#bottom, band) + by;
    });
    this.#eachNode(layer, (node) => {
      this.#middle[node] = at(this.#middle, node) + at(this.#shift, at(this.#layered.band, node));
    });
  }

  #measureBands(layer: number, bands: readonly number[]): void {
    for (const band of bands) {
      this.#top[band] = Number.POSITIVE_INFINITY;
      this.#bottom[band] = Number.NEGATIVE_INFINITY;
    }
    this.#eachNode(layer, (node) => {
      const band = at(this.#layered.band, node);
      const half = this.#height(node) / 2;
      this.#top[band] = Math.min(at(this.#top, band), at(this.#middle, node) - half);
      this.#bottom[band] = Math.max(at(this.#bottom, band), at(this.#middle, node) + half);
    });
    for (const band of bands) {
      if (band >= this.#layered.frames || this.#graph.padded[band] !== 1) continue;
      this.#top[band] = at(this.#top, band) - this.#spacing.padding.top;
      this.#bottom[band] = at(this.#bottom, band) + this.#spacing.padding.bottom;
    }
  }

  #eachNode(layer: number, visit: (node: number) => void): void {
    for (
      let column = at(this.#layered.firstColumn, layer);
      column < at(this.#layered.firstColumn, layer + 1);
      column++
    ) {
      for (const node of this.#order.columns[column] ?? []) visit(node);
    }
  }
}
