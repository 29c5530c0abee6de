import assert from "node:assert/strict";
import { test } from "node:test";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import type { Card } from "../../protocol/messages/server-messages.ts";
import type { Badge } from "../../protocol/record/status.ts";
import { findRow } from "./find-row.ts";
import { ageOf, durationWords, isLargeChange, madeWords, rowWords } from "./row-words.ts";
import { tableOf } from "./table-fixture.ts";
import { tableKey } from "./table-keys.ts";

const now = Date.UTC(2026, 10, 24, 10, 30);
const cardOf = (badge: Badge, more: Partial<Card>): Card => {
  const [card] = tableOf([{ key: "fct_orders", badge, ...more }]).cards;
  assert.ok(card);
  return card;
};

test("a row is said with its status and reason first, then its facts", () => {
  const facts = {
    reason: "waits for stg_orders",
    rows: 1_284_310,
    rowsChange: 0.021,
    made: now - 6 * 60_000,
    checks: { passed: 3, total: 4 },
  };
  const rows: [Badge, Card | undefined, ticked: boolean, opened: boolean, words: string][] = [
    [
      "stale",
      cardOf("stale", facts),
      true,
      true,
      "fct_orders, stale, waits for stg_orders. 1,284,310 rows, up 2.1 percent, 6 minutes old. checks 3 of 4. picked, opened",
    ],
    ["never", undefined, false, false, "fct_orders, never run"],
    [
      "fresh",
      cardOf("fresh", { rows: 1, rowsChange: 0, made: now - 3_600_000 }),
      false,
      false,
      "fct_orders, fresh. 1 row, as many as before, 1 hour old",
    ],
    [
      "failed",
      cardOf("failed", { rows: 69, rowsChange: -0.31, made: now - 26 * 3_600_000 }),
      false,
      true,
      "fct_orders, failed. 69 rows, down 31 percent, made Mon 08:30. opened",
    ],
  ];
  for (const [badge, card, ticked, opened, words] of rows) {
    assert.equal(rowWords(asAssetKey("fct_orders"), badge, card, { ticked, opened }, now, "UTC"), words);
  }
});

test("a running asset shows how long it has been running, any other how long it took", () => {
  const rows: [Card | undefined, string][] = [
    [undefined, ""],
    [cardOf("fresh", {}), ""],
    [cardOf("fresh", { seconds: 1.94 }), "1.9 s"],
    [cardOf("running", { seconds: 1.94, startedAt: now - 72_400 }), "1 min 12 s"],
    [cardOf("running", { startedAt: now + 500 }), "under 0.1 s"],
  ];
  for (const [card, words] of rows) assert.equal(durationWords(card, now), words);
});

test("a change of more than a fifth is marked", () => {
  const rows: [number | undefined, boolean][] = [
    [undefined, false],
    [0.2, false],
    [0.21, true],
    [-0.2, false],
    [-0.31, true],
  ];
  for (const [fraction, large] of rows) assert.equal(isLargeChange(fraction), large);
});

test("typed letters find the next key that begins with them, else one of whose parts does", () => {
  const keys = ["stg/orders", "raw_orders", "orders", "dim_customers", "ordinary"];
  const rows: [letters: string, start: number, found: string | undefined][] = [
    ["o", 0, "orders"],
    ["ord", 3, "ordinary"],
    ["ordE", 3, "orders"],
    ["cust", 0, "dim_customers"],
    ["r", 2, "raw_orders"],
    ["ust", 0, "dim_customers"],
    ["xyz", 0, undefined],
    ["", 0, undefined],
  ];
  for (const [letters, start, found] of rows) {
    const index = findRow(keys.length, (at) => keys[at] ?? "", letters, start);
    assert.equal(index === undefined ? undefined : keys[index], found);
  }
  assert.equal(
    findRow(0, () => "", "a", 0),
    undefined,
  );
});

test("every key has its meaning, and what is not the table's is left to the page", () => {
  const plain = { shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };
  const rows: [key: string, more: Partial<typeof plain>, isFinding: boolean, meaning: ReturnType<typeof tableKey>][] = [
    ["ArrowDown", {}, false, { do: "move", by: 1, extend: false }],
    ["ArrowUp", { shiftKey: true }, true, { do: "move", by: -1, extend: true }],
    ["PageDown", {}, false, { do: "page", by: 1, extend: false }],
    ["End", { shiftKey: true }, false, { do: "edge", to: "last", extend: true }],
    ["ArrowRight", {}, false, { do: "cell", by: 1 }],
    ["Enter", {}, false, { do: "open source" }],
    [" ", {}, false, { do: "tick" }],
    ["a", { ctrlKey: true }, false, { do: "tick all" }],
    ["e", {}, false, { do: "open row" }],
    ["s", {}, false, { do: "sort" }],
    ["s", {}, true, { do: "find", letter: "s" }],
    ["S", { shiftKey: true }, false, { do: "find", letter: "S" }],
    ["d", {}, false, { do: "find", letter: "d" }],
    ["é", {}, false, { do: "find", letter: "é" }],
    ["/", {}, false, undefined],
    ["?", { shiftKey: true }, false, undefined],
    ["F6", {}, false, undefined],
    ["Tab", {}, false, undefined],
    ["m", { altKey: true }, false, undefined],
    ["c", { ctrlKey: true }, false, undefined],
  ];
  for (const [key, more, isFinding, meaning] of rows) {
    assert.deepEqual(tableKey({ key, ...plain, ...more }, isFinding), meaning, key);
  }
});

for (const [ago, age, made] of [
  [10_000, "now", "10:29"],
  [8 * 60_000, "8 min", "10:22"],
  [4 * 3_600_000, "4 h", "06:30"],
  // Yesterday, and not yet a day ago.
  [12 * 3_600_000, "12 h", "Mon 22:30"],
  [26 * 3_600_000, "1 d", "Mon 08:30"],
  [40 * 86_400_000, "40 d", "15 Oct"],
  [1_500 * 86_400_000, "1,500 d", "16 Oct 2022"],
] as const) {
  test(`an asset that was made ${age} ago was made ${made}`, () => {
    assert.equal(ageOf(now - ago, now), age);
    assert.equal(madeWords(now - ago, now, "UTC"), made);
  });
}
