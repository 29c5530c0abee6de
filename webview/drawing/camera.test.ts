import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { between, closest, fit, meets, panBy, seen, showing, zoomAt } from "./camera.ts";

const cameras = fc.record({
  x: fc.integer({ min: -500, max: 500 }),
  y: fc.integer({ min: -500, max: 500 }),
  scale: fc.integer({ min: 1, max: 20 }).map((tenths) => tenths / 10),
});
const view = { width: 800, height: 600 };
const boxes = fc.record({
  x: fc.integer({ min: -900, max: 900 }),
  y: fc.integer({ min: -900, max: 900 }),
  width: fc.integer({ min: 1, max: 200 }),
  height: fc.integer({ min: 1, max: 200 }),
});
const near = (one: number, other: number) => assert.ok(Math.abs(one - other) < 1e-6, `${one} is not ${other}`);

test("zooming leaves what is under the pointer where it is, and stays within bounds", () => {
  fc.assert(
    fc.property(
      cameras,
      fc.integer({ min: 0, max: 800 }),
      fc.integer({ min: 0, max: 600 }),
      fc.integer({ min: 1, max: 300 }),
      (camera, x, y, percent) => {
        const after = zoomAt(camera, x, y, percent / 100);
        near(after.x + x / after.scale, camera.x + x / camera.scale);
        near(after.y + y / after.scale, camera.y + y / camera.scale);
        assert.ok(after.scale <= closest && after.scale > 0);
      },
    ),
  );
});

test("panning there and back is nothing", () => {
  fc.assert(
    fc.property(cameras, fc.integer(), (camera, by) => {
      const back = panBy(panBy(camera, by % 1000, 7), -(by % 1000), -7);
      near(back.x, camera.x);
      near(back.y, camera.y);
    }),
  );
});

test("what is fitted is seen whole, and never larger than life", () => {
  fc.assert(
    fc.property(boxes, (box) => {
      const camera = fit(box, view, { top: 64, side: 20, bottom: 40 });
      const part = seen(camera, view);
      assert.ok(camera.scale <= 1);
      assert.ok(part.x <= box.x && part.x + part.width >= box.x + box.width);
      assert.ok(part.y + 64 / camera.scale <= box.y + 1e-6 && part.y + part.height >= box.y + box.height);
    }),
  );
});

test("showing a box moves no more than it must", () => {
  fc.assert(
    fc.property(cameras, boxes, (camera, box) => {
      const after = showing(camera, box, view, 20);
      assert.equal(after.scale, camera.scale);
      assert.ok(meets(seen(after, view), box));
      const again = showing(after, box, view, 20);
      near(again.x, after.x);
      near(again.y, after.y);
    }),
  );
});

test("a flight begins and ends where it should", () => {
  const from = { x: 0, y: 0, scale: 0.1 };
  const to = { x: 100, y: 50, scale: 1 };
  assert.deepEqual(between(from, to, 0), from);
  const end = between(from, to, 1);
  near(end.scale, 1);
  near(end.x, 100);
});
