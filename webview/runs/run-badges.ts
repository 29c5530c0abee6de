import type { StepDetails } from "../../protocol/messages/server-messages.ts";
import type { RunState } from "../../protocol/record/events.ts";
import { type BadgeShape, badgeShapes } from "../drawing/badge-shapes.ts";

const cancelled: BadgeShape = {
  word: "cancelled",
  colour: "never",
  strokes: [
    { path: "M8 2.1a5.9 5.9 0 1 1 0 11.8a5.9 5.9 0 1 1 0-11.8z", colour: "never", width: 1.4 },
    { path: "M5.7 5.7h4.6v4.6h-4.6z", colour: "never" },
  ],
  cell: [],
};

const queued: BadgeShape = {
  word: "waits",
  colour: "never",
  strokes: [3.5, 8, 12.5].map((x) => ({ path: `M${x} 6.7a1.3 1.3 0 1 1 0 2.6a1.3 1.3 0 1 1 0-2.6z`, colour: "never" })),
  cell: [],
};

export const runBadges: Readonly<Record<RunState, BadgeShape>> = {
  started: badgeShapes.running,
  failed: badgeShapes.failed,
  cancelled,
  succeeded: badgeShapes.fresh,
};

export const stepBadges: Readonly<Record<StepDetails["state"], BadgeShape>> = {
  waiting: queued,
  running: badgeShapes.running,
  succeeded: badgeShapes.fresh,
  failed: badgeShapes.failed,
  skipped: badgeShapes.skipped,
  cancelled,
  "upstream failed": badgeShapes["upstream failed"],
};
