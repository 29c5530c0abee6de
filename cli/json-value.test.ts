import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { toJson } from "./json-value.ts";

const ring: unknown[] = [1];
ring.push(ring);
const shared = { a: 1 };

const cases: readonly (readonly [value: unknown, json: unknown])[] = [
  [1, 1],
  [Number.NaN, "NaN"],
  [Number.NEGATIVE_INFINITY, "-Infinity"],
  [undefined, null],
  [12n, "12"],
  [new Date(0), "1970-01-01T00:00:00.000Z"],
  [new Date(Number.NaN), "Invalid Date"],
  [new Map([["a", new Date(0)]]), [["a", "1970-01-01T00:00:00.000Z"]]],
  [new Set([1, 2]), [1, 2]],
  [new Float64Array([1, Number.NaN]), [1, "NaN"]],
  [new BigInt64Array([3n]), ["3"]],
  [new Uint8Array([7]).buffer, [7]],
  [new DataView(new Uint8Array([1, 2, 3]).buffer, 1), [2, 3]],
  [/a+/g, "/a+/g"],
  [{ a: { b: [null, undefined], c: undefined } }, { a: { b: [null, null] } }],
  [ring, [1, "[inside itself]"]],
  [
    [shared, shared],
    [{ a: 1 }, { a: 1 }],
  ],
];

describe("a stored value as JSON", () => {
  for (const [value, json] of cases) {
    it(JSON.stringify(json), () => assert.deepEqual(toJson(value), json));
  }
});
