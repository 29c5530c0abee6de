import assert from "node:assert/strict";
import { test } from "node:test";
import { jsonCell } from "./json-cell.ts";

function nested(depth: number, leaf: unknown): unknown {
  return depth === 0 ? leaf : Array.from({ length: 20 }, () => nested(depth - 1, leaf));
}

const wide = Array.from({ length: 150 }, () => "x".repeat(9_000));
const rows: readonly (readonly [name: string, value: unknown])[] = [
  ["lists in lists", nested(4, 1)],
  ["many long texts", wide],
  ["objects in a map", new Map(wide.map((text, at) => [`field ${at}`, { [text]: { text } }]))],
];
for (const [name, value] of rows) {
  test(`a cell has one limit for all of its levels: ${name}`, () => {
    const text = JSON.stringify(jsonCell(value));
    assert.ok(text.length < 100_000, `${text.length} letters`);
    assert.ok(text.includes("…"));
  });
}

test("what is short is written whole", () => {
  const value = { a: [1, "two", { three: [true, null] }], b: "x".repeat(9_000) };
  assert.deepEqual(jsonCell(value), value);
});
