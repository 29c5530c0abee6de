import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunId } from "../../protocol/record/identifiers.ts";
import { foldQuiet } from "./fold-quiet.ts";
import { summary } from "./run-fixture.ts";

/** Runs as letters, the newest first: small ones are quiet. */
const runsOf = (letters: string) =>
  [...letters].map((letter) => summary(letter as RunId, letter === letter.toLowerCase() ? { quiet: true } : {}));

for (const [what, letters, chosen, open, expected] of [
  ["three in a row", "AbcdE", "", "", "A (bcd) E"],
  ["two are not worth it", "AbcD", "", "", "A b c D"],
  ["the chosen one stays, and what is left is folded", "abcdefg", "d", "", "(abc) d (efg)"],
  ["the chosen one leaves too few", "abc", "b", "", "a b c"],
  ["an open fold shows its runs", "AbcdE", "", "d", "A [bcd] b c d E"],
  ["an open fold holds together around the chosen one", "AbcdE", "c", "d", "A [bcd] b c d E"],
  ["a newer quiet one joins an open fold", "zbcdE", "", "d", "[zbcd] z b c d E"],
  ["none at all", "", "", "", ""],
] as const) {
  test(`quiet runs are folded: ${what}`, () => {
    const rows = foldQuiet(runsOf(letters), chosen as RunId, new Set([...open] as RunId[]));
    const words = rows.map((row) => {
      if (row.kind === "run") return row.run.run;
      const inside = row.runs.map(({ run }) => run).join("");
      return row.isOpen ? `[${inside}]` : `(${inside})`;
    });
    assert.equal(words.join(" "), expected);
  });
}
