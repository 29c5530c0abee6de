import assert from "node:assert/strict";
import { test } from "node:test";
import { titleLines } from "./title-lines.ts";

/** All letters are half as wide as high. */
const widthOf = (text: string) => text.length / 2;
const card = { width: 100, room: 32, wanted: 12, least: 8 };

const cases: readonly [name: string, box: typeof card, lines: readonly string[], size: number][] = [
  ["orders", card, ["orders"], 12],
  ["customer_orders_", card, ["customer_orders_"], 12],
  ["customer_orders_ab", card, ["customer_orders_ab"], (0.998 * 200) / 18],
  ["intermediate_customer_sessions", card, ["intermediate_", "customer_sessions"], 11.52],
  ["exports / hubspot contacts", card, ["exports /", "hubspot contacts"], 11.52],
  ["customer_payments_sums_12", card, ["customer_", "payments_sums_12"], 11.52],
  ["customers_and_payments_12", card, ["customers_and_", "payments_12"], 11.52],
  // What has no words is cut, as is what does not fit into two lines of a readable size.
  ["intermediatecustomersessions", card, ["intermediatecustomersessions"], 10.8],
  ["intermediate_customer_sessions", { ...card, room: 20, least: 9 }, ["intermediate_customer_sessions"], 12],
];

for (const [name, box, lines, size] of cases) {
  test(`${name} in ${box.width} by ${box.room}`, () => {
    const title = titleLines(name, box, widthOf);
    assert.deepEqual([title.lines, Math.round(title.size * 100)], [lines, Math.round(size * 100)]);
  });
}
