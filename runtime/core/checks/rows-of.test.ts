import assert from "node:assert/strict";
import { test } from "node:test";
import { equalityKey } from "./rows-of.ts";

/** An object that holds itself. */
function ring(id: number): object {
  const made: Record<string, unknown> = { id };
  made["self"] = made;
  return made;
}

/** Each row: values that equal each other, and no value of another row. */
const table: readonly (readonly unknown[])[] = [
  [1, 1],
  ["1", "1"],
  [1n, 1n],
  [null],
  [undefined],
  [true],
  ["true"],
  [Number.NaN, Number.NaN],
  [new Date(5), new Date(5)],
  [new Date(6)],
  [{}, {}],
  [[], []],
  [{ a: 1 }, { a: 1 }],
  [{ a: "1" }],
  [{ a: 1n }],
  [{ a: "1n" }],
  [{ a: undefined }],
  [{ a: null }],
  [{ a: Number.NaN }],
  [{ a: new Date(5) }],
  [{ a: new Date(5).toISOString() }],
  [
    [1, 2],
    [1, 2],
  ],
  [["1,2"]],
  [new Map(), new Map()],
  [new Map([["a", 1]]), new Map([["a", 1]])],
  [new Map([["a", 2]])],
  [new Set(), new Set()],
  [new Set([1]), new Set([1])],
  [new Set([2])],
  [new Uint8Array([1, 2]), new Uint8Array([1, 2])],
  [new Int8Array([1, 2])],
  [new Uint8Array([1, 2]).buffer],
  [new URL("https://a.example"), new URL("https://a.example")],
  [new URL("https://b.example")],
  [ring(1), ring(1)],
  [ring(2)],
];

test("values have the same key exactly when they are equal", () => {
  const rows = table.map((values) => [...new Set(values.map(equalityKey))]);
  for (const [index, keys] of rows.entries()) assert.equal(keys.length, 1, `row ${index}: ${keys}`);
  assert.equal(new Set(rows.flat()).size, table.length, rows.flat().join("\n"));
});
