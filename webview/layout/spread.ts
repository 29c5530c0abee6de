import { at } from "./directed-graph.ts";

/**
 * Positions nearest to the wanted ones (least squares, weighted) in which each item is at least `gap[i]` after the one
 * before it; `gap[0]` is not read. Pool adjacent violators: exact, in linear time.
 */
export function spread(wanted: Float64Array, weight: Float64Array, gap: Float64Array): Float64Array {
  const count = wanted.length;
  const offset = new Float64Array(count);
  const mean = new Float64Array(count);
  const mass = new Float64Array(count);
  const size = new Int32Array(count);
  let blocks = 0;
  for (let item = 0; item < count; item++) {
    if (item > 0) offset[item] = at(offset, item - 1) + at(gap, item);
    mean[blocks] = at(wanted, item) - at(offset, item);
    mass[blocks] = at(weight, item);
    size[blocks] = 1;
    blocks++;
    while (blocks > 1 && at(mean, blocks - 2) > at(mean, blocks - 1)) {
      const one = blocks - 2;
      const other = blocks - 1;
      const sum = at(mass, one) + at(mass, other);
      mean[one] = (at(mean, one) * at(mass, one) + at(mean, other) * at(mass, other)) / sum;
      mass[one] = sum;
      size[one] = at(size, one) + at(size, other);
      blocks--;
    }
  }
  const result = new Float64Array(count);
  let item = 0;
  for (let block = 0; block < blocks; block++) {
    for (let left = at(size, block); left > 0; left--) {
      result[item] = at(mean, block) + at(offset, item);
      item++;
    }
  }
  return result;
}
