import assert from "node:assert/strict";
import { test } from "node:test";
import type { Json } from "../../protocol/errors/error-entry.ts";
import type { ValueRows } from "../../protocol/messages/server-messages.ts";
import { type CellText, cellText, isNumeric } from "./cell-text.ts";
import { columnWindow, placeColumns } from "./column-widths.ts";
import { makeRowPages, type Page } from "./row-pages.ts";

test("a cell shows its value as text, and the whole of it where it is cut", () => {
  const long = "x".repeat(250);
  const rows: [value: Json | undefined, type: string, CellText][] = [
    [null, "string | null", { text: "null", looks: "nothing" }],
    ["null", "string", { text: "null", looks: "text" }],
    [undefined, "", { text: "", looks: "nothing" }],
    ["", "string", { text: '""', looks: "nothing" }],
    [0, "number", { text: "0", looks: "number" }],
    [1284310.5, "number", { text: "1284310.5", looks: "number" }],
    [false, "boolean", { text: "false", looks: "text" }],
    ["9007199254740993", "bigint", { text: "9007199254740993", looks: "number" }],
    ["9007199254740993", "string", { text: "9007199254740993", looks: "text" }],
    ["2026-11-24T00:00:00.000Z", "Date", { text: "2026-11-24", looks: "text" }],
    ["2026-11-24T00:00:00.000Z", "string", { text: "2026-11-24T00:00:00.000Z", looks: "text" }],
    [long, "string", { text: `${"x".repeat(200)}…`, title: long, looks: "text" }],
    ["one\ntwo", "string", { text: "one ↵ two", title: "one\ntwo", looks: "text" }],
    ["<img src=x onerror=alert(1)>", "string", { text: "<img src=x onerror=alert(1)>", looks: "text" }],
    [[1, { a: null }], "array", { text: '[1,{"a":null}]', looks: "structure" }],
  ];
  for (const [value, type, shown] of rows) assert.deepEqual(cellText(value, type), shown);
});

test("columns of numbers stand at the right, those of nothing do not", () => {
  const rows: [string, boolean][] = [
    ["number", true],
    ["number | null", true],
    ["bigint", true],
    ["number | string", false],
    ["null", false],
    ["string", false],
    ["", false],
  ];
  for (const [type, right] of rows) assert.equal(isNumeric(type), right, type);
});

test("columns are as wide as their texts, within bounds, and only those in view are made", () => {
  const places = placeColumns(["id", "name", "note"], [["1"], ["a name of thirty letters, about"], ["x".repeat(200)]]);
  assert.deepEqual(places.widths, [132, 262, 320]);
  assert.deepEqual(places.lefts, [0, 132, 394]);
  assert.equal(places.width, 714);
  const many = placeColumns(
    Array.from({ length: 200 }, (_, index) => `c${index}`),
    [],
  );
  assert.deepEqual(columnWindow(many, 0, 1_320), { from: 0, to: 11 });
  assert.deepEqual(columnWindow(many, 13_200, 1_320), { from: 99, to: 111 });
  assert.deepEqual(columnWindow(many, 25_700, 1_320), { from: 193, to: 200 });
  assert.deepEqual(columnWindow(placeColumns([], []), 0, 500), { from: 0, to: 0 });
});

/** A value of so many rows, whose answers come when the test says so. */
function open(all: number, tellsTotal = true) {
  const asked: number[] = [];
  const answers: (() => Promise<void>)[] = [];
  const arrived: ValueRows[] = [];
  const failed: unknown[] = [];
  const pages = makeRowPages({
    ask: (from, count) => {
      asked.push(from);
      const { promise, resolve } = Promise.withResolvers<ValueRows>();
      answers.push(() => {
        const rows = Array.from({ length: Math.max(0, Math.min(count, all - from)) }, (_, at) => [from + at]);
        const page: Page = { columns: [], rows, from, profiled: all, event: "w:1", made: 0, isList: true };
        resolve(tellsTotal ? { ...page, total: all } : page);
        return new Promise((done) => setImmediate(done));
      });
      return promise;
    },
    arrived: (answer) => arrived.push(answer),
    failed: (error) => failed.push(error),
  });
  return { pages, asked, answers, arrived, failed };
}

test("pages are asked for one at a time, what is wanted last first, each once", async () => {
  const { pages, asked, answers } = open(100_000);
  pages.want(0, 40);
  pages.want(190, 230);
  pages.want(50_000, 50_040);
  await answers[0]?.();
  assert.deepEqual(asked, [0, 50_000]);
  await answers[1]?.();
  assert.deepEqual(asked, [0, 50_000]);
  assert.deepEqual([pages.row(7), pages.row(50_001), pages.row(300)], [[7], [50_001], undefined]);
  assert.equal(pages.count(), 100_000);
  pages.want(0, 40);
  assert.equal(asked.length, 2);
});

test("of a stream whose length is not known, one more row is there until the end was seen", async () => {
  const { pages, answers } = open(250, false);
  assert.equal(pages.count(), 0);
  pages.want(0, 40);
  await answers[0]?.();
  assert.deepEqual([pages.count(), pages.isWhole()], [201, false]);
  pages.want(180, 201);
  await answers[1]?.();
  assert.deepEqual([pages.count(), pages.isWhole()], [250, true]);
});

test("nothing arrives after it was closed", async () => {
  const { pages, answers, arrived } = open(10);
  pages.want(0, 10);
  pages.close();
  await answers[0]?.();
  assert.deepEqual(arrived, []);
});
