import { add, at } from "./directed-graph.ts";
import type { Arrangement } from "./order-arrangement.ts";

/** Puts nodes in the order in which a walk along the edges meets them. Each seed walks another way: into the depth, or to all sides at once. */
export function startFromWalk(arrangement: Arrangement, seed: number, chance: () => number): void {
  const { graph, left, right } = arrangement;
  const { nodes, column } = graph;
  const value = new Float64Array(nodes);
  const seen = new Uint8Array(nodes);
  const open = new Int32Array(nodes);
  const widely = seed % 2 === 1;
  let next = 0;
  const visit = (first: number): void => {
    let begin = 0;
    let end = 1;
    open[0] = first;
    seen[first] = 1;
    while (begin < end) {
      const node = widely ? at(open, begin++) : at(open, --end);
      value[node] = next++;
      for (const side of [left, right]) {
        const first = at(side.start, node);
        const count = at(side.start, node + 1) - first;
        const turn = seed === 0 ? 0 : Math.floor(chance() * count);
        for (let index = count - 1; index >= 0; index--) {
          const other = at(side.nodes, first + ((index + turn) % count));
          if (seen[other] === 1) continue;
          seen[other] = 1;
          open[end++] = other;
        }
      }
    }
  };
  const roots = seed === 0 ? inOrder(nodes) : shuffled(nodes, chance);
  if (seed === 0) for (const node of roots) if (seen[node] !== 1 && at(column, node) === 0) visit(node);
  for (const node of roots) if (seen[node] !== 1) visit(node);
  arrange(arrangement, value);
}

/** Puts nodes where they were. Those that are new, and virtual ones, take the mean place of their neighbours. */
export function startFromBefore(arrangement: Arrangement, before: Float64Array): void {
  const { graph, left, right } = arrangement;
  const { nodes, real } = graph;
  const value = new Float64Array(nodes).fill(Number.NaN);
  for (let node = 0; node < real; node++) value[node] = at(before, node);
  for (let round = 0; round < 3; round++) {
    for (let node = 0; node < nodes; node++) {
      if (!Number.isNaN(at(value, node))) continue;
      let sum = 0;
      let count = 0;
      for (const side of [left, right]) {
        for (let index = at(side.start, node); index < at(side.start, node + 1); index++) {
          const place = at(value, at(side.nodes, index));
          if (Number.isNaN(place)) continue;
          sum += place;
          count++;
        }
      }
      if (count > 0) value[node] = sum / count;
    }
  }
  for (let node = 0; node < nodes; node++) if (Number.isNaN(at(value, node))) value[node] = 1e9 + node;
  arrange(arrangement, value);
}

/** Orders bands by the mean of their nodes, and the nodes of a band by themselves. */
function arrange(arrangement: Arrangement, value: Float64Array): void {
  const { graph, sequence, columnStart, bandSequence, bandStart, bandPlace } = arrangement;
  const { band, bands } = graph;
  const mean = new Float64Array(bands);
  const members = new Int32Array(bands);
  for (let node = 0; node < graph.nodes; node++) {
    add(mean, at(band, node), at(value, node));
    add(members, at(band, node), 1);
  }
  for (let one = 0; one < bands; one++) mean[one] = at(mean, one) / Math.max(1, at(members, one));
  for (let layer = 0; layer + 1 < bandStart.length; layer++) {
    bandSequence
      .subarray(at(bandStart, layer), at(bandStart, layer + 1))
      .sort((one, other) => at(mean, one) - at(mean, other) || one - other);
    arrangement.numberBands(layer);
  }
  for (let column = 0; column < graph.columns; column++) {
    sequence
      .subarray(at(columnStart, column), at(columnStart, column + 1))
      .sort(
        (one, other) =>
          at(bandPlace, at(band, one)) - at(bandPlace, at(band, other)) ||
          at(value, one) - at(value, other) ||
          one - other,
      );
    arrangement.numberColumn(column);
  }
}

function inOrder(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, index) => index);
}

function shuffled(count: number, chance: () => number): Int32Array {
  const numbers = inOrder(count);
  for (let index = count - 1; index > 0; index--) {
    const other = Math.floor(chance() * (index + 1));
    const held = at(numbers, index);
    numbers[index] = at(numbers, other);
    numbers[other] = held;
  }
  return numbers;
}

/** Numbers from 0 to 1 that the seed alone decides (linear congruence). */
export function seededChance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
