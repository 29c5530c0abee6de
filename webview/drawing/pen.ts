import { type BadgeShape, badgeShapes, type ShapeColour, type Stroke } from "./badge-shapes.ts";
import type { Theme } from "./theme-colors.ts";

export type Context = OffscreenCanvasRenderingContext2D;

export interface TextStyle {
  readonly size: number;
  readonly weight?: 400 | 500 | 600;
  readonly colour: string;
  readonly code?: boolean;
  readonly align?: "left" | "right" | "center";
  /** Cut with an ellipsis when wider: at the end, or at the start, where names differ least. */
  readonly within?: number;
  readonly cut?: "end" | "start";
}

/** Cuts kept before all are forgotten, and widths. */
const mostCuts = 8000;
/** Texts are measured once, at this size: a wider letter is wider at each. */
const measuredSize = 100;

/** Draws texts and badges, and remembers what was measured. */
export class Pen {
  readonly context: Context;
  theme: Theme;
  readonly #paths = new Map<string, Path2D>();
  readonly #cuts = new Map<string, string>();
  readonly #widths = new Map<string, number>();

  constructor(context: Context, theme: Theme) {
    this.context = context;
    this.theme = theme;
  }

  useTheme(theme: Theme): void {
    this.theme = theme;
    this.#cuts.clear();
    this.#widths.clear();
  }

  /** Draws a text on its baseline; returns how wide it is. */
  text(text: string, x: number, y: number, style: TextStyle): number {
    const { context } = this;
    const shown = style.within === undefined ? text : this.#cut(text, style, style.within);
    context.font = this.#font(style, style.size);
    context.fillStyle = style.colour;
    context.textAlign = style.align ?? "left";
    context.fillText(shown, x, y);
    return this.widthOf(shown, style) * style.size;
  }

  /** How wide a text is at size 1. */
  widthOf(text: string, style: Pick<TextStyle, "weight" | "code">): number {
    const name = `${style.weight ?? 400}${style.code === true ? "c" : ""}|${text}`;
    let width = this.#widths.get(name);
    if (width === undefined) {
      this.context.font = this.#font(style, measuredSize);
      width = this.context.measureText(text).width / measuredSize;
      if (this.#widths.size > mostCuts) this.#widths.clear();
      this.#widths.set(name, width);
    }
    return width;
  }

  /** Draws the strokes of a shape whose top left is (x, y). `side`: pixels for its whole, which is drawn in `unit`. */
  strokes(strokes: readonly Stroke[], x: number, y: number, side: number, unit: number, turn = 0): void {
    const { context } = this;
    context.save();
    const alpha = context.globalAlpha;
    context.translate(x, y);
    context.scale(side / unit, side / unit);
    context.lineCap = "round";
    context.lineJoin = "round";
    strokes.forEach((stroke, index) => {
      const colour = this.colour(stroke.colour);
      const path = this.#path(stroke.path);
      const faint = stroke.faint === true;
      // High contrast knows no translucence: there what is faint is thin.
      context.globalAlpha = faint && !this.theme.highContrast ? alpha * 0.28 : alpha;
      // Only the arc of a running badge turns; it is its second stroke.
      const turns = turn !== 0 && index === 1;
      if (turns) {
        context.save();
        context.translate(unit / 2, unit / 2);
        context.rotate(turn);
        context.translate(-unit / 2, -unit / 2);
      }
      if (stroke.width === undefined) {
        context.fillStyle = colour;
        context.fill(path);
      } else {
        context.strokeStyle = colour;
        context.lineWidth = faint && this.theme.highContrast ? 0.7 : stroke.width;
        context.setLineDash((stroke.dash as number[] | undefined) ?? []);
        context.stroke(path);
      }
      if (turns) context.restore();
    });
    context.restore();
  }

  badge(shape: BadgeShape, x: number, y: number, side: number, turn = 0): void {
    this.strokes(shape.strokes, x, y, side, 16, shape === badgeShapes.running ? turn : 0);
  }

  colour(name: ShapeColour): string {
    return name === "on" ? this.theme.colours.page : this.theme.colours[name];
  }

  /** A box with round corners as the current path. */
  box(x: number, y: number, width: number, height: number, radius: number): void {
    this.context.beginPath();
    this.context.roundRect(x, y, width, height, radius);
  }

  #font({ weight = 400, code = false }: Pick<TextStyle, "weight" | "code">, size: number): string {
    return `${weight} ${size}px ${code ? this.theme.codeFont : this.theme.font}`;
  }

  #path(text: string): Path2D {
    let path = this.#paths.get(text);
    if (path === undefined) {
      path = new Path2D(text);
      this.#paths.set(text, path);
    }
    return path;
  }

  #cut(text: string, style: TextStyle, within: number): string {
    const room = within / style.size;
    if (this.widthOf(text, style) <= room) return text;
    const end = style.cut ?? "end";
    const name = `${style.weight ?? 400}${style.code === true ? "c" : ""}|${Math.round(room * 20)}|${end}|${text}`;
    const known = this.#cuts.get(name);
    if (known !== undefined) return known;
    const cut = this.#shorten(text, style, room, end);
    if (this.#cuts.size > mostCuts) this.#cuts.clear();
    this.#cuts.set(name, cut);
    return cut;
  }

  #shorten(text: string, style: TextStyle, room: number, end: "end" | "start"): string {
    this.context.font = this.#font(style, measuredSize);
    const fits = (candidate: string): boolean => this.context.measureText(candidate).width / measuredSize <= room;
    const letters = [...text];
    let low = 0;
    let high = letters.length - 1;
    const keep = (count: number): string =>
      end === "end" ? `${letters.slice(0, count).join("")}…` : `…${letters.slice(letters.length - count).join("")}`;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (fits(keep(middle))) low = middle;
      else high = middle - 1;
    }
    return low === 0 ? "" : keep(low);
  }
}
