import { at } from "./directed-graph.ts";
import type { Arrangement, Neighbours } from "./order-arrangement.ts";

/**
 * Puts a line that passes a column into the middle of those whose only edge comes from the same node, or goes to it. That
 * crosses nothing, and many readers of one asset, cut into several columns, stand side by side and not as stairs.
 */
export function centreTrunks(arrangement: Arrangement): void {
  const { graph, left, right, sequence, columnStart, bandSequence, bandStart, layerOfColumn } = arrangement;
  for (let column = 0; column < graph.columns; column++) {
    const layer = at(layerOfColumn, column);
    if (!arrangement.bandsAreNodes(layer)) continue;
    const first = at(columnStart, column);
    const last = at(columnStart, column + 1) - 1;
    let moved = false;
    // Lines are taken one by one from above: one that was moved up is not met again.
    for (let index = first; index <= last; index++) {
      const trunk = at(sequence, index);
      if (trunk < graph.real) continue;
      const isFellow = (place: number): boolean =>
        place >= first && place <= last && endsBeside(at(sequence, place), trunk, graph.real, left, right);
      let above = index;
      while (isFellow(above - 1)) above--;
      let below = index;
      while (isFellow(below + 1)) below++;
      const middle = (above + below) >> 1;
      if (middle === index) continue;
      if (middle < index) sequence.copyWithin(middle + 1, middle, index);
      else sequence.copyWithin(index, index + 1, middle + 1);
      sequence[middle] = trunk;
      moved = true;
      index = Math.max(index, middle);
    }
    if (!moved) continue;
    arrangement.numberColumn(column);
    for (let index = first; index <= last; index++) {
      bandSequence[at(bandStart, layer) + index - first] = at(graph.band, at(sequence, index));
    }
    arrangement.numberBands(layer);
  }
}

/** Whether a node has one edge only, and shares its other end with the line. */
function endsBeside(node: number, trunk: number, real: number, left: Neighbours, right: Neighbours): boolean {
  if (node >= real) return false;
  for (const [one, other] of [
    [left, right],
    [right, left],
  ] as const) {
    const shared = onlyNeighbour(one, node);
    if (shared !== undefined && shared === onlyNeighbour(one, trunk) && isAlone(other, node)) return true;
  }
  return false;
}

function onlyNeighbour({ start, nodes }: Neighbours, node: number): number | undefined {
  return at(start, node + 1) - at(start, node) === 1 ? at(nodes, at(start, node)) : undefined;
}

function isAlone({ start }: Neighbours, node: number): boolean {
  return at(start, node + 1) === at(start, node);
}
