import assert from "node:assert/strict";
import { test } from "node:test";
import { bendAround } from "./bend-around.ts";

const box = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });

/** Ways of one line each, as lists of points. */
const cases: readonly {
  readonly name: string;
  readonly way: readonly (readonly [number, number])[];
  readonly wide: readonly ReturnType<typeof box>[];
  readonly bent?: readonly (readonly [number, number])[];
}[] = [
  {
    name: "nothing is in the way",
    way: [
      [0, 0],
      [500, 200],
    ],
    wide: [box(100, 300, 300, 100)],
  },
  {
    name: "level beside a box",
    way: [
      [0, 0],
      [500, 0],
    ],
    wide: [box(100, 20, 300, 100)],
  },
  {
    name: "past it, then down behind it",
    way: [
      [0, 0],
      [500, 200],
    ],
    wide: [box(-50, 20, 450, 100)],
    bent: [
      [0, 0],
      [406, 0],
      [500, 200],
    ],
  },
  {
    name: "down before it, then past it",
    way: [
      [0, 0],
      [500, 200],
    ],
    wide: [box(100, -10, 450, 100)],
    bent: [
      [0, 0],
      [94, 200],
      [500, 200],
    ],
  },
  {
    name: "on a way back the same from the other end",
    way: [
      [500, 200],
      [0, 0],
    ],
    wide: [box(-50, 20, 450, 100)],
    bent: [
      [500, 200],
      [406, 0],
      [0, 0],
    ],
  },
  {
    name: "both ends at its height: over it or below",
    way: [
      [0, 50],
      [500, 60],
    ],
    wide: [box(100, 0, 300, 200)],
    bent: [
      [0, 50],
      [94, -6],
      [406, -6],
      [500, 60],
    ],
  },
  {
    name: "begun above one of its column, it bends behind it all the same",
    way: [
      [0, 0],
      [500, -200],
    ],
    wide: [box(-50, 20, 450, 100)],
    bent: [
      [0, 0],
      [406, 0],
      [500, -200],
    ],
  },
  {
    name: "no room to bend",
    way: [
      [0, 0],
      [405, 200],
    ],
    wide: [box(-50, 20, 450, 100)],
  },
];

for (const { name, way, wide, bent } of cases) {
  test(`a line bends beside what is wide: ${name}`, () => {
    const routes = {
      start: Int32Array.of(0, way.length, 2 * way.length),
      x: Float64Array.from([...way, ...way], ([x]) => x),
      y: Float64Array.from([...way, ...way], ([, y]) => y),
    };
    const after = bendAround(routes, { boxes: wide, source: Int32Array.of(-1, -1), target: Int32Array.of(-1, 0) });
    const points = (line: number) =>
      Array.from({ length: after.start[line + 1]! - after.start[line]! }, (_, index) => [
        after.x[after.start[line]! + index]!,
        after.y[after.start[line]! + index]!,
      ]);
    assert.deepEqual(points(0), bent ?? way);
    assert.deepEqual(points(1), way, "one that leads to the box stays");
    if (bent === undefined) assert.equal(after, routes);
  });
}
