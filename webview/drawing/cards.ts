import type { Card } from "../../protocol/messages/server-messages.ts";
import {
  formatAge,
  formatChange,
  formatCount,
  formatRowsShort,
  formatSeconds,
} from "../../protocol/record/format-facts.ts";
import type { Badge } from "../../protocol/record/status.ts";
import { cardHeight, cardWidth } from "../layout/placement.ts";
import { badgeShapes } from "./badge-shapes.ts";
import { type HealthColour, healthTicks } from "./health-ticks.ts";
import { initials } from "./initials.ts";
import type { Pen } from "./pen.ts";

/** What is known of an asset when its card is drawn. */
export interface CardFace {
  readonly key: string;
  readonly badge: Badge;
  /** Absent until the server has answered. */
  readonly card: Card | undefined;
  readonly selected: boolean;
  readonly hovered: boolean;
  /** The pointer is on its name, which opens the source. */
  readonly nameHovered: boolean;
  /** Not in what was filtered. */
  readonly dimmed: boolean;
  /** The selected asset is stale because of this one. */
  readonly rootCause: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Angle of the running arc. */
  readonly turn: number;
}

const pad = 13;
/** Above this share a change of the row count is marked unasked. */
const remarkable = 0.2;
const nameLeft = 37;

/** The part of a card, from its top left, that opens the source. */
export const nameArea = { x: 8, y: 6, width: cardWidth - 16, height: 28 } as const;

/** Below this scale a card shows its badge and name only; below the second, its status alone. */
export const fullCardScale = 0.55;
const namedCardScale = 0.2;

/** Draws a card at (x, y) of the sheet, as rich as the scale allows. */
export function drawCard(pen: Pen, x: number, y: number, face: CardFace, scale: number): void {
  const { context, theme } = pen;
  context.save();
  context.translate(x, y);
  if (face.dimmed && !theme.highContrast) context.globalAlpha = 0.3;
  drawBox(pen, face, scale);
  // High contrast dims nothing: there a card that was filtered out says less.
  if (face.dimmed && theme.highContrast) drawFilteredOut(pen, face);
  else if (scale >= fullCardScale) drawContent(pen, face);
  else if (scale >= namedCardScale) drawName(pen, face, scale);
  else drawStatus(pen, face);
  if (face.rootCause && scale >= namedCardScale) drawTag(pen, "root cause");
  context.restore();
}

function drawBox(pen: Pen, face: CardFace, scale: number): void {
  const { context, theme } = pen;
  const { colours } = theme;
  const hair = Math.max(1, 0.8 / scale);
  if (face.selected) {
    pen.box(-3.5, -3.5, cardWidth + 7, cardHeight + 7, 12);
    context.strokeStyle = colours.focus;
    context.lineWidth = Math.max(2.2, 2 / scale);
    context.setLineDash(theme.highContrast ? [6, 3] : []);
    context.stroke();
  }
  pen.box(0, 0, cardWidth, cardHeight, 9);
  context.fillStyle = colours.card;
  context.fill();
  const quiet =
    face.badge === "fresh" || face.badge === "external" || face.badge === "skipped" || face.badge === "unknown";
  context.strokeStyle = quiet
    ? face.hovered
      ? colours.text3
      : colours.cardLine
    : colours[badgeShapes[face.badge].colour];
  context.lineWidth = quiet ? hair : hair * 1.25;
  context.setLineDash(face.badge === "never" || face.badge === "maybe stale" ? [4, 3] : []);
  context.stroke();
  context.setLineDash([]);
}

function drawFilteredOut(pen: Pen, face: CardFace): void {
  const style = { size: 12, colour: pen.theme.colours.text3, within: cardWidth - 2 * pad, cut: "start" } as const;
  pen.text(face.key, pad, 25, style);
}

function drawContent(pen: Pen, face: CardFace): void {
  const { colours } = pen.theme;
  const { card } = face;
  pen.badge(badgeShapes[face.badge], pad, 12, 16, face.turn);
  const kind = card?.kinds[0];
  const kindWidth =
    kind === undefined
      ? 0
      : 8 +
        pen.text(kind, cardWidth - pad, 24.5, {
          size: 10.5,
          code: true,
          colour: colours.text3,
          align: "right",
          within: 60,
        });
  const nameWidth = pen.text(face.key, nameLeft, 25, {
    size: 13.5,
    weight: 600,
    colour: face.nameHovered ? colours.link : colours.text1,
    within: cardWidth - pad - nameLeft - kindWidth,
    cut: "start",
  });
  if (face.nameHovered) {
    pen.context.fillStyle = colours.link;
    pen.context.fillRect(nameLeft, 28, nameWidth, 1);
  }
  if (card === undefined) return;
  drawMeasure(pen, card, face.badge);
  drawReason(pen, face, card);
  drawFoot(pen, card, face.badge);
}

/** Row count, its change, and the way it went. */
function drawMeasure(pen: Pen, card: Card, badge: Badge): void {
  const { colours } = pen.theme;
  if (card.rows === undefined) {
    const facts = [
      ...(card.columns === undefined ? [] : [formatCount(card.columns, "column")]),
      ...(card.checks.total === 0 ? [] : [formatCount(card.checks.total, "check")]),
    ];
    pen.text(facts.join(" · "), pad, 53, { size: 12, colour: colours.text2, within: cardWidth - 2 * pad });
    return;
  }
  let x = pad + pen.text(formatRowsShort(card.rows), pad, 54, { size: 18, weight: 500, colour: colours.text1 });
  x += 6 + pen.text(card.rows === 1 ? "row" : "rows", x + 6, 54, { size: 12, colour: colours.text2 });
  if (card.rowsChange !== undefined && badge !== "running") {
    const marked = Math.abs(card.rowsChange) > remarkable;
    x +=
      8 +
      pen.text(formatChange(card.rowsChange), x + 8, 54, {
        size: 12,
        weight: marked ? 600 : 400,
        colour: marked ? colours.failed : colours.text2,
      });
  }
  const left = Math.max(x + 10, cardWidth - pad - 46);
  if (card.history.length > 1 && cardWidth - pad - left > 24)
    drawSparkline(pen, card.history, left, 36, cardWidth - pad - left, 18);
}

function drawSparkline(
  pen: Pen,
  history: readonly number[],
  x: number,
  y: number,
  width: number,
  height: number,
): void {
  const { context, theme } = pen;
  const least = Math.min(...history);
  const most = Math.max(...history);
  const place = (value: number): number =>
    most === least ? y + height / 2 : y + height - ((value - least) / (most - least)) * height;
  context.beginPath();
  history.forEach((value, index) => {
    context.lineTo(x + (index / (history.length - 1)) * (width - 2), place(value));
  });
  context.strokeStyle = theme.colours.text3;
  context.lineWidth = 1.2;
  context.lineJoin = "round";
  context.stroke();
  context.beginPath();
  context.arc(x + width - 2, place(history.at(-1) ?? 0), 2, 0, 2 * Math.PI);
  context.fillStyle = theme.colours.text2;
  context.fill();
}

/** The one reason; else the last run; else nothing. */
function drawReason(pen: Pen, face: CardFace, card: Card): void {
  const { colours } = pen.theme;
  const colour = colours[badgeShapes[face.badge].colour];
  const within = cardWidth - 2 * pad;
  const line = 81;
  if (face.badge === "running") {
    const since = card.startedAt === undefined ? "" : ` · ${formatSeconds((face.now - card.startedAt) / 1000)}`;
    pen.text(`Materializing${since}`, pad, line, { size: 12, weight: 500, colour, within });
  } else if (card.broken === true) {
    pen.text("Its file does not parse", pad, line, { size: 12, weight: 500, colour: colours.stale, within });
  } else if (card.reason !== undefined && face.badge !== "fresh") {
    pen.text(capital(card.reason), pad, line, { size: 12, weight: 500, colour, within });
  } else if (card.made !== undefined) {
    pen.text(formatAge(card.made, face.now), pad, line, { size: 12, colour: colours.text2 });
    if (card.seconds !== undefined) {
      pen.text(formatSeconds(card.seconds), cardWidth - pad, line, { size: 12, colour: colours.text2, align: "right" });
    }
  } else if (face.badge === "never") {
    pen.text("Never materialized", pad, line, { size: 12, colour: colours.text2 });
  }
}

function drawFoot(pen: Pen, card: Card, badge: Badge): void {
  const { context, theme } = pen;
  const { colours } = theme;
  let right = cardWidth - pad;
  const [owner] = card.owners;
  if (owner !== undefined) {
    context.beginPath();
    context.arc(right - 8.5, 98.5, 8.5, 0, 2 * Math.PI);
    context.fillStyle = colours.chip;
    context.fill();
    if (theme.highContrast) {
      context.strokeStyle = colours.cardLine;
      context.lineWidth = 1;
      context.stroke();
    }
    pen.text(initials(owner), right - 8.5, 101.5, { size: 8, weight: 600, colour: colours.text2, align: "center" });
    right -= 24;
  }
  if (card.checks.total > 0) {
    const all = card.checks.passed === card.checks.total;
    const text = `${all ? "✓ " : ""}${card.checks.passed}/${card.checks.total}`;
    const style = { size: 11, weight: 500, colour: all ? colours.text2 : colours.stale, align: "right" } as const;
    right -= pen.text(text, right, 102, style) + 8;
  }
  drawHealth(pen, healthTicks(card, badge), right - pad);
}

/** The latest ticks that there is room for. */
function drawHealth({ context, theme }: Pen, ticks: readonly HealthColour[], width: number): void {
  const step = 5;
  const shown = ticks.slice(-Math.max(0, Math.floor(width / step)));
  shown.forEach((tick, index) => {
    // A failure stands out of the row, so that it is seen without its colour.
    const isTall = tick === "failed";
    const colour = tick === "freshQuiet" && theme.highContrast ? "fresh" : tick;
    context.fillStyle = theme.colours[colour];
    context.fillRect(pad + index * step, isTall ? 93.5 : 96, 3, isTall ? 10 : 5);
  });
}

/** From further away: the name as large as the card allows. */
function drawName(pen: Pen, face: CardFace, scale: number): void {
  const size = Math.min(30, Math.max(15, 10.5 / scale));
  const side = size * 1.1;
  pen.badge(badgeShapes[face.badge], pad, (cardHeight - side) / 2, side, face.turn);
  pen.text(face.key, pad + side + 8, cardHeight / 2 + size * 0.36, {
    size,
    weight: 600,
    colour: pen.theme.colours.text1,
    within: cardWidth - 2 * pad - side - 2,
    cut: "start",
  });
}

function drawStatus(pen: Pen, face: CardFace): void {
  const side = 64;
  pen.badge(badgeShapes[face.badge], (cardWidth - side) / 2, (cardHeight - side) / 2, side, face.turn);
}

function drawTag(pen: Pen, text: string): void {
  const { context, theme } = pen;
  const size = 11;
  const width = Math.ceil(pen.widthOf(text, { weight: 600 }) * size) + 18;
  pen.box(cardWidth - width + 8, -11, width, 21, 10.5);
  context.fillStyle = theme.highContrast ? theme.colours.page : theme.colours.stale;
  context.fill();
  if (theme.highContrast) {
    context.strokeStyle = theme.colours.stale;
    context.lineWidth = 1;
    context.stroke();
  }
  pen.text(text, cardWidth - width / 2 + 8, 3.5, {
    size,
    weight: 600,
    colour: theme.highContrast ? theme.colours.stale : theme.colours.page,
    align: "center",
  });
}

/** A reason begins with a capital unless it begins with a name, which stays as it is written: `quantile in statistics.ts changed`. */
function capital(reason: string): string {
  const [first = ""] = reason;
  return /^(waits|now depends|no longer depends|its code) /.test(reason)
    ? first.toUpperCase() + reason.slice(first.length)
    : reason;
}
