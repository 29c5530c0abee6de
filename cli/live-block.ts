import { clip, visibleWidth } from "./text-width.ts";

/** The part of a terminal that a block needs. */
export interface Screen {
  write(text: string): unknown;
  readonly columns?: number;
  readonly rows?: number;
}

const hideCursor = "\u001b[?25l";
const showCursor = "\u001b[?25h";
const toStartOfLine = "\r";
const eraseBelow = "\u001b[J";
const up = (lines: number) => (lines === 0 ? "" : `\u001b[${lines}A`);

/** Size of a screen that does not tell its own. */
const usual = { columns: 80, rows: 24 } as const;

/** Some lines at the end of a terminal that are drawn again in place, while other lines scroll by above them. */
export class LiveBlock {
  readonly #screen: Screen;
  /** Widths of the lines that stand on the screen now. */
  #drawn: readonly number[] = [];
  #hidden = false;
  readonly #restore = () => this.end();

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  get columns(): number {
    return this.#screen.columns || usual.columns;
  }

  get rows(): number {
    return this.#screen.rows || usual.rows;
  }

  /** Draws these lines in place of those before, each cut at the width of the screen. */
  draw(lines: readonly string[]): void {
    const shown = lines.slice(-(this.rows - 1)).map((line) => clip(line, this.columns - 1));
    const start = this.#hidden ? "" : hideCursor;
    if (!this.#hidden) process.once("exit", this.#restore);
    this.#hidden = true;
    this.#screen.write(start + this.#erasing() + shown.map((line) => `${line}\n`).join(""));
    this.#drawn = shown.map(visibleWidth);
  }

  /** Takes the block away, so that something can be written where it was. */
  clear(): void {
    const erasing = this.#erasing();
    if (erasing !== "") this.#screen.write(erasing);
    this.#drawn = [];
  }

  /** Takes the block away for good, and gives the cursor back. */
  end(): void {
    this.clear();
    if (!this.#hidden) return;
    this.#hidden = false;
    process.off("exit", this.#restore);
    this.#screen.write(showCursor);
  }

  #erasing(): string {
    if (this.#drawn.length === 0) return "";
    // On a screen that has become narrower, a line that was drawn takes several.
    const lines = this.#drawn.reduce((sum, width) => sum + Math.max(1, Math.ceil(width / this.columns)), 0);
    return `${up(Math.min(lines, this.rows - 1))}${toStartOfLine}${eraseBelow}`;
  }
}
