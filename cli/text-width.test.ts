import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { clip, oneLine, visibleWidth } from "./text-width.ts";

const red = (text: string) => `\u001b[31m${text}\u001b[39m`;

describe("the width of text on a screen", () => {
  const widths: readonly (readonly [text: string, width: number])[] = [
    ["", 0],
    ["orders", 6],
    [red("orders"), 6],
    ["売上", 4],
    ["é", 1],
    ["e\u0301", 1],
    ["🚀", 2],
    ["✔ orders", 8],
  ];
  for (const [text, width] of widths) {
    it(`is ${width} for ${JSON.stringify(text)}`, () => assert.equal(visibleWidth(text), width));
  }

  const cuts: readonly (readonly [text: string, width: number, cut: string])[] = [
    ["orders", 6, "orders"],
    ["orders", 5, "orde…"],
    [red("orders"), 6, red("orders")],
    [red("orders"), 4, "\u001b[31mord…\u001b[0m"],
    ["売上高", 5, "売上…"],
    ["売上高", 4, "売…"],
    ["two\nlines", 6, "two\nl…"],
  ];
  for (const [text, width, cut] of cuts) {
    it(`cuts ${JSON.stringify(text)} at ${width}`, () => {
      assert.equal(clip(text, width), cut);
      assert.ok(visibleWidth(clip(text, width)) <= width);
    });
  }

  it("has no control character in one line", () => {
    assert.equal(oneLine("a\r\n\u001b[2Jb\tc"), "a [2Jb c");
  });
});
