import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import type { Selected, SelectionCompletion } from "../../protocol/messages/server-messages.ts";
import type { Translate } from "../runs/run-words.ts";
import { completed, selectionRows } from "./selection-rows.ts";

const translate: Translate = (text, ...values) => text.replace(/\{(\d)\}/g, (_, index) => String(values[index]));
const nothing: SelectionCompletion = { start: 0, end: 0, candidates: [], isComplete: true };
const ordersNext: SelectionCompletion = {
  start: 1,
  end: 4,
  candidates: [{ label: "orders", text: "orders", kind: "key" }],
  isComplete: true,
};

const cases: readonly [text: string, selected: Selected, next: SelectionCompletion, rows: readonly string[]][] = [
  ["", { ids: [0, 1] }, nothing, []],
  ["*", { ids: [0, 1] }, nothing, ["run Materialize 2 assets"]],
  ["orders", { ids: [3] }, nothing, ["run Materialize 1 asset"]],
  ["+orders", { ids: [3] }, { ...ordersNext, end: 7 }, ["run Materialize 1 asset"]],
  ["group:none", { ids: [] }, nothing, ["problem It names no asset."]],
  [
    "+ord",
    { refused: [{ start: 1, end: 4, message: 'There is no asset "ord".', remedy: 'Did you mean "orders"?' }] },
    ordersNext,
    ['problem There is no asset "ord".', "heading may come next", "candidate orders key"],
  ],
];

for (const [text, selected, next, rows] of cases)
  test(`below the selection "${text}"`, () => {
    const said = selectionRows(translate, text, selected, next).map((row) => {
      if (row.kind === "problem") return `problem ${row.message}`;
      return row.kind === "candidate" ? `candidate ${row.label} ${row.description}` : `${row.kind} ${row.label}`;
    });
    deepEqual(said, rows);
  });

test("a candidate takes the place of what it completes", () => {
  const [, candidate] = selectionRows(translate, "", { ids: [] }, ordersNext);
  equal(candidate?.kind === "candidate" && completed("+ord and not x", candidate), "+orders and not x");
});
