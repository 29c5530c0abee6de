import { at } from "./directed-graph.ts";
import type { Arrangement } from "./order-arrangement.ts";

/** How often edges cross in an order. Counted by an accumulator tree over the places of the next column (Barth, Jünger, Mutzel 2002). */
export function countCrossings(arrangement: Arrangement): number {
  const { graph, sequence, columnStart, position, right } = arrangement;
  const tree = new Int32Array(arrangement.most + 1);
  let crossings = 0;
  for (let column = 0; column + 1 < graph.columns; column++) {
    const width = arrangement.size(column + 1);
    tree.fill(0, 0, width + 1);
    let seen = 0;
    for (let index = at(columnStart, column); index < at(columnStart, column + 1); index++) {
      const node = at(sequence, index);
      const begin = at(right.start, node);
      const end = at(right.start, node + 1);
      // Edges of one node do not cross: they are entered after all of them were counted.
      for (let edge = begin; edge < end; edge++) {
        let notBelow = 0;
        let leaf = at(position, at(right.nodes, edge)) + 1;
        for (; leaf > 0; leaf -= leaf & -leaf) notBelow += tree[leaf] as number;
        crossings += seen - notBelow;
      }
      for (let edge = begin; edge < end; edge++) {
        for (let leaf = at(position, at(right.nodes, edge)) + 1; leaf <= width; leaf += leaf & -leaf) {
          tree[leaf] = (tree[leaf] as number) + 1;
        }
      }
      seen += end - begin;
    }
  }
  return crossings;
}
