import assert from "node:assert/strict";
import { test } from "node:test";
import { PointBuffer } from "./point-buffer.ts";

test("points are kept in their order, however many more come than were expected", () => {
  for (const count of [0, 1, 8, 9, 100]) {
    const points = new PointBuffer(3);
    for (let point = 0; point < count; point++) points.add(point, -point);
    const expected = Array.from({ length: count }, (_, point) => point);
    assert.equal(points.length, count);
    assert.deepEqual([...points.columns().x], expected);
    assert.deepEqual(
      points.toPoints().map(({ x, y }) => x + y),
      expected.map(() => 0),
    );
  }
});
