import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { wordsOfLine } from "./words-of-line.ts";

const table: readonly (readonly [line: string, words: readonly string[], isQuoted?: true])[] = [
  ["", [""]],
  ["evergraph", ["evergraph"]],
  ["  evergraph  show ", ["evergraph", "show", ""]],
  ["evergraph status 'a or b", ["evergraph", "status", "a or b"], true],
  ["evergraph status '", ["evergraph", "status", ""], true],
  ["evergraph status 'a or b' ", ["evergraph", "status", "a or b", ""]],
  ['evergraph status "a \\"b', ["evergraph", "status", 'a "b'], true],
  ["evergraph status a\\ b", ["evergraph", "status", "a b"]],
  ["evergraph status +'a b'+", ["evergraph", "status", "+a b+"]],
  ["evergraph status 'a\\", ["evergraph", "status", "a\\"], true],
];

describe("the words of a line", () => {
  for (const [line, words, isQuoted = false] of table) {
    it(`are ${words.length} of ${JSON.stringify(line)}`, () => {
      assert.deepEqual(wordsOfLine(line), { words, isQuoted });
    });
  }
});
