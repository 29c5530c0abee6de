import { at } from "./directed-graph.ts";
import type { Arrangement, Neighbours } from "./order-arrangement.ts";

/** Exchanges neighbours once wherever that removes crossings: nothing moves far. True when anything moved. */
export function exchangeNeighbours(arrangement: Arrangement): boolean {
  const { graph, sequence, columnStart, position, layerOfColumn } = arrangement;
  let moved = false;
  for (let column = 0; column < graph.columns; column++) {
    const bandsAreNodes = arrangement.bandsAreNodes(at(layerOfColumn, column));
    const first = at(columnStart, column);
    for (let index = first; index + 1 < at(columnStart, column + 1); index++) {
      const one = at(sequence, index);
      const other = at(sequence, index + 1);
      const apart = at(graph.band, one) !== at(graph.band, other);
      if (apart && !bandsAreNodes) continue;
      if (pairCrossings(arrangement, other, one) >= pairCrossings(arrangement, one, other)) continue;
      if (apart) exchangeBands(arrangement, at(graph.band, one), at(graph.band, other));
      sequence[index] = other;
      sequence[index + 1] = one;
      position[other] = index - first;
      position[one] = index + 1 - first;
      moved = true;
    }
  }
  return moved;
}

function exchangeBands({ graph, bandPlace, bandSequence, bandStart }: Arrangement, one: number, other: number): void {
  const first = at(bandStart, at(graph.bandLayer, one));
  const place = at(bandPlace, one);
  bandPlace[one] = at(bandPlace, other);
  bandPlace[other] = place;
  bandSequence[first + at(bandPlace, one)] = one;
  bandSequence[first + at(bandPlace, other)] = other;
}

/** Crossings between the edges of two nodes of a column when `above` is above `below`. */
function pairCrossings(arrangement: Arrangement, above: number, below: number): number {
  const { left, right, position } = arrangement;
  return crossingsOn(left, position, above, below) + crossingsOn(right, position, above, below);
}

function crossingsOn({ start, nodes }: Neighbours, position: Int32Array, above: number, below: number): number {
  let crossings = 0;
  for (let one = at(start, above); one < at(start, above + 1); one++) {
    const place = at(position, at(nodes, one));
    for (let other = at(start, below); other < at(start, below + 1); other++) {
      if (at(position, at(nodes, other)) < place) crossings++;
    }
  }
  return crossings;
}
