import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { LiveBlock } from "./live-block.ts";

/** A terminal as far as a block uses one: what stands on it, and whether its cursor is seen. */
class TestScreen {
  columns: number;
  readonly rows = 10;
  lines: string[] = [""];
  cursorShown = true;
  #row = 0;

  constructor(columns: number) {
    this.columns = columns;
  }

  write(text: string): void {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what steers a terminal begins with one.
    for (const [part, up] of text.matchAll(/\u001b\[(?:(\d+)A|J|\?25[hl])|\r|\n|[^\u001b\r\n]+/g)) {
      if (part === undefined) continue;
      if (up !== undefined) this.#row -= Number(up);
      else if (part === "\u001b[J") this.lines.splice(this.#row, this.lines.length, "");
      else if (part.startsWith("\u001b[?25")) this.cursorShown = part.endsWith("h");
      else if (part === "\n") {
        this.#row += 1;
        this.lines[this.#row] ??= "";
      } else if (part !== "\r") this.lines[this.#row] += part;
    }
  }

  /** The user makes the window narrower: lines that no longer fit are broken. */
  narrow(columns: number): void {
    this.columns = columns;
    this.lines = this.lines.flatMap((line) => line.match(new RegExp(`.{1,${columns}}`, "gu")) ?? [""]);
    this.#row = this.lines.length - 1;
  }
}

let screen = new TestScreen(20);
let block = new LiveBlock(screen);
beforeEach(() => {
  screen = new TestScreen(20);
  block = new LiveBlock(screen);
});

describe("a live block", () => {
  it("is drawn again in place, with fewer and with more lines", () => {
    screen.write("before\n");
    block.draw(["one", "two"]);
    assert.deepEqual(screen.lines, ["before", "one", "two", ""]);
    block.draw(["three"]);
    assert.deepEqual(screen.lines, ["before", "three", ""]);
    block.draw(["four", "five", "six"]);
    assert.deepEqual(screen.lines, ["before", "four", "five", "six", ""]);
  });

  it("lets lines scroll by above", () => {
    block.draw(["running"]);
    block.clear();
    screen.write("made\n");
    block.draw(["running"]);
    assert.deepEqual(screen.lines, ["made", "running", ""]);
  });

  it("cuts what is wider than the screen, and never takes all of its lines", () => {
    block.draw(["a".repeat(50)]);
    assert.deepEqual(screen.lines, [`${"a".repeat(18)}…`, ""]);
    block.draw(Array.from({ length: 30 }, (_, line) => `line ${line}`));
    assert.equal(screen.lines.length, screen.rows);
  });

  it("finds its start when the window has become narrower", () => {
    screen.write("before\n");
    block.draw(["0123456789abcdef", "second"]);
    screen.narrow(10);
    assert.deepEqual(screen.lines, ["before", "0123456789", "abcdef", "second", ""]);
    block.draw(["after"]);
    assert.deepEqual(screen.lines, ["before", "after", ""]);
  });

  it("hides the cursor while it is there, and gives it back", () => {
    block.draw(["running"]);
    assert.equal(screen.cursorShown, false);
    block.end();
    assert.deepEqual([screen.cursorShown, screen.lines], [true, [""]]);
  });

  it("gives the cursor back when the process exits", () => {
    block.draw(["running"]);
    process.emit("exit", 0);
    assert.equal(screen.cursorShown, true);
  });
});
