import { type Badge, badges } from "../../protocol/record/status.ts";

/** Colours that shapes are drawn in: names of `Theme`, and `on`: what lies on a filled shape. */
export type ShapeColour = "fresh" | "stale" | "failed" | "running" | "overdue" | "never" | "on";

/** One stroke or fill of a badge, in a square of 16. */
export interface Stroke {
  /** As in SVG. */
  readonly path: string;
  readonly colour: ShapeColour;
  /** Width of the line; absent: filled. */
  readonly width?: number;
  readonly dash?: readonly number[];
  /** Quieter, where the theme allows it. */
  readonly faint?: true;
}

export interface BadgeShape {
  /** As people read it. */
  readonly word: string;
  readonly colour: Exclude<ShapeColour, "on">;
  readonly strokes: readonly Stroke[];
  /** In a mosaic of cells of 8. */
  readonly cell: readonly Stroke[];
}

const ring = "M8 2.2a5.8 5.8 0 1 1 0 11.6a5.8 5.8 0 1 1 0-11.6z";
const disc = "M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 1 1 0-13z";
const rightHalf = "M8 2.3a5.7 5.7 0 0 1 0 11.4z";
const octagon = "M5.2 1.2h5.6l4 4v5.6l-4 4H5.2l-4-4V5.2z";
const octagonLine = "M5.5 1.9h5l3.6 3.6v5l-3.6 3.6h-5l-3.6-3.6v-5z";
const square = "M1 0h6a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-6a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1z";
const squareLine = "M1.1 .6h5.8a.5.5 0 0 1 .5.5v5.8a.5.5 0 0 1-.5.5h-5.8a.5.5 0 0 1-.5-.5v-5.8a.5.5 0 0 1 .5-.5z";
const smallDot = "M4 2.6a1.4 1.4 0 1 1 0 2.8a1.4 1.4 0 1 1 0-2.8z";

/** Every status has a shape, a colour and a word: none of them is needed to tell it. */
export const badgeShapes: Readonly<Record<Badge, BadgeShape>> = {
  running: {
    word: "running",
    colour: "running",
    strokes: [
      { path: ring, colour: "running", width: 1.8, faint: true },
      { path: "M8 2.2a5.8 5.8 0 0 1 5.4 7.9", colour: "running", width: 1.9 },
      { path: "M8 6.1a1.9 1.9 0 1 1 0 3.8a1.9 1.9 0 1 1 0-3.8z", colour: "running" },
    ],
    cell: [
      { path: squareLine, colour: "running", width: 1.2 },
      { path: smallDot, colour: "running" },
    ],
  },
  failed: {
    word: "failed",
    colour: "failed",
    strokes: [
      { path: octagon, colour: "failed" },
      { path: "M5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8", colour: "on", width: 1.7 },
    ],
    cell: [
      { path: square, colour: "failed" },
      { path: "M2.4 2.4l3.2 3.2M5.6 2.4l-3.2 3.2", colour: "on", width: 1.1 },
    ],
  },
  "upstream failed": {
    word: "upstream failed",
    colour: "failed",
    strokes: [
      { path: octagonLine, colour: "failed", width: 1.5 },
      { path: "M5 8h6", colour: "failed", width: 1.7 },
    ],
    cell: [
      { path: squareLine, colour: "failed", width: 1.2 },
      { path: "M2.4 4h3.2", colour: "failed", width: 1.2 },
    ],
  },
  overdue: {
    word: "overdue",
    colour: "overdue",
    strokes: [
      { path: ring, colour: "overdue", width: 1.6 },
      { path: "M8 4.8V8l2.2 1.6", colour: "overdue", width: 1.6 },
    ],
    cell: [
      { path: "M4 .6a3.4 3.4 0 1 1 0 6.8a3.4 3.4 0 1 1 0-6.8z", colour: "overdue", width: 1.2 },
      { path: smallDot, colour: "overdue" },
    ],
  },
  never: {
    word: "never run",
    colour: "never",
    strokes: [{ path: ring, colour: "never", width: 1.5, dash: [2.4, 2.2] }],
    cell: [{ path: squareLine, colour: "never", width: 0.9, dash: [1.5, 1.2] }],
  },
  stale: {
    word: "stale",
    colour: "stale",
    strokes: [
      { path: ring, colour: "stale", width: 1.6 },
      { path: rightHalf, colour: "stale" },
    ],
    cell: [
      { path: squareLine, colour: "stale", width: 1.2 },
      { path: "M8 0v7a1 1 0 0 1-1 1h-7z", colour: "stale" },
    ],
  },
  "maybe stale": {
    word: "maybe stale",
    colour: "stale",
    strokes: [
      { path: ring, colour: "stale", width: 1.5, dash: [2.4, 2.2] },
      { path: "M8 4.6a3.4 3.4 0 0 1 0 6.8z", colour: "stale" },
    ],
    cell: [
      { path: squareLine, colour: "stale", width: 0.9, dash: [1.5, 1.2] },
      { path: "M6.4 2.4v4h-4z", colour: "stale" },
    ],
  },
  unknown: {
    word: "unknown",
    colour: "never",
    strokes: [
      { path: ring, colour: "never", width: 1.5 },
      { path: "M6.3 6.5a1.7 1.7 0 1 1 2.6 1.5c-.6.3-.9.6-.9 1.2", colour: "never", width: 1.4 },
      { path: "M8 10.5a.8.8 0 1 1 0 1.6a.8.8 0 1 1 0-1.6z", colour: "never" },
    ],
    cell: [
      { path: squareLine, colour: "never", width: 0.9 },
      { path: "M3.1 3.2a.9.9 0 1 1 1.4.8c-.3.2-.5.3-.5.8M4 6v.3", colour: "never", width: 0.8 },
    ],
  },
  skipped: {
    word: "skipped",
    colour: "never",
    strokes: [
      { path: ring, colour: "never", width: 1.5 },
      { path: "M6 5.6L8.6 8L6 10.4M10.2 5.6v4.8", colour: "never", width: 1.5 },
    ],
    cell: [
      { path: squareLine, colour: "never", width: 0.9 },
      { path: "M2.4 4h3.2", colour: "never", width: 1.1 },
    ],
  },
  external: {
    word: "external",
    colour: "never",
    strokes: [
      {
        path: "M7.2 3H4.2A1.6 1.6 0 0 0 2.6 4.6v7.2a1.6 1.6 0 0 0 1.6 1.6h7.2a1.6 1.6 0 0 0 1.6-1.6V8.8",
        colour: "never",
        width: 1.5,
      },
      { path: "M9.6 2.4h4v4M13.4 2.6L7.6 8.4", colour: "never", width: 1.5 },
    ],
    cell: [{ path: "M4 1.6a2.4 2.4 0 1 1 0 4.8a2.4 2.4 0 1 1 0-4.8z", colour: "never" }],
  },
  fresh: {
    word: "fresh",
    colour: "fresh",
    strokes: [
      { path: disc, colour: "fresh" },
      { path: "M5 8.2l2.1 2.1L11 6.2", colour: "on", width: 1.7 },
    ],
    cell: [{ path: square, colour: "fresh", faint: true }],
  },
};

/** What is wrong first: the order in which statuses are listed and counted. */
export const byNeed: readonly Badge[] = [
  "failed",
  "upstream failed",
  "overdue",
  "stale",
  "maybe stale",
  "unknown",
  "never",
  "running",
  "skipped",
  "external",
  "fresh",
];

/** The badge of a status byte. A byte of a newer server is unknown here. */
export function badgeOf(byte: number | undefined): Badge {
  return badges[byte ?? badges.indexOf("unknown")] ?? "unknown";
}
