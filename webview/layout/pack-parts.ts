import { at } from "./directed-graph.ts";

/** Places boxes in rows, the highest first, so that the whole gets about the wanted shape. */
export function packParts(
  boxes: readonly { readonly width: number; readonly height: number }[],
  gap: number,
  widthForHeight: number,
): { readonly x: Float64Array; readonly y: Float64Array; readonly width: number; readonly height: number } {
  const x = new Float64Array(boxes.length);
  const y = new Float64Array(boxes.length);
  const size = (index: number): { width: number; height: number } => boxes[index] ?? { width: 0, height: 0 };
  const byHeight = boxes
    .map((_, index) => index)
    .sort((one, other) => size(other).height - size(one).height || one - other);
  let area = 0;
  let widest = 0;
  for (const box of boxes) {
    area += (box.width + gap) * (box.height + gap);
    widest = Math.max(widest, box.width);
  }
  const limit = Math.max(widest, Math.sqrt(area * widthForHeight));
  let left = 0;
  let top = 0;
  let rowHeight = 0;
  let width = 0;
  let height = 0;
  for (const index of byHeight) {
    const box = size(index);
    if (left > 0 && left + box.width > limit) {
      left = 0;
      top += rowHeight + gap;
      rowHeight = 0;
    }
    x[index] = left;
    y[index] = top;
    left += box.width + gap;
    rowHeight = Math.max(rowHeight, box.height);
    width = Math.max(width, at(x, index) + box.width);
    height = Math.max(height, at(y, index) + box.height);
  }
  return { x, y, width, height };
}
